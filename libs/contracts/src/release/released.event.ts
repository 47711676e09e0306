import { canonicalJson, type Json } from '@gongjiang/kernel';
import { dataSchemaOf, type JsonSchema } from '../document/json.schema.js';
import { exampleEventOf, exampleSubjectOf } from '../document/example.event.js';
import type { EventContract } from '../event.contract.js';

/** A contract as others have been told it: kept in `released/`, never edited, replaced by a release. */
export interface ReleasedEvent {
  readonly type: string;
  readonly topic: string;
  readonly schema: JsonSchema;
  readonly example: Json;
  readonly exampleKey: string;
}

export function releasedEventOf(contract: EventContract): ReleasedEvent {
  const example = exampleEventOf(contract);
  return { type: contract.type, topic: contract.topic, schema: dataSchemaOf(contract), example: contract.example as Json, exampleKey: contract.keyOf(example) };
}

/**
 * What in the contract would break those who read, or the events already written: one sentence each.
 * Allowed are new fields that may be absent, and other wording; all else wants a new version of the type.
 */
export function breaksOf(released: ReleasedEvent, contract: EventContract | undefined): string[] {
  if (!contract) return [`${released.type} is gone: events of it are in the topic for ever`];
  const old = contract.data.safeParse(released.example);
  if (!old.success) return [`${released.type}: an event written before can no longer be read`, ...schemaBreaks(released.schema, dataSchemaOf(contract), 'data')];
  const key = contract.keyOf({ subject: exampleSubjectOf(released.example), data: old.data });
  return [
    ...(contract.topic === released.topic ? [] : [`${released.type} has moved from topic ${released.topic} to ${contract.topic}`]),
    ...(key === released.exampleKey ? [] : [`${released.type} has another key: its events would change places`]),
    ...schemaBreaks(released.schema, dataSchemaOf(contract), 'data'),
  ];
}

const WORDING = new Set(['title', 'description', 'examples']);
const STRUCTURE = new Set(['properties', 'required', 'items', 'anyOf']);

export function schemaBreaks(before: JsonSchema, after: JsonSchema, path: string): string[] {
  return [
    ...(canonicalJson(constraintsOf(before)) === canonicalJson(constraintsOf(after)) ? [] : [`${path} has another type or other limits`]),
    ...requiredBreaks(before, after, path),
    ...propertyBreaks(before, after, path),
    ...itemBreaks(before, after, path),
    ...variantBreaks(before, after, path),
  ];
}

/** Enumerations count among them: a new value breaks a reader that covers all cases. */
function constraintsOf(schema: JsonSchema): Record<string, Json> {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !WORDING.has(keyword) && !STRUCTURE.has(keyword)));
}

function requiredBreaks(before: JsonSchema, after: JsonSchema, path: string): string[] {
  const was = namesOf(before['required']);
  const is = namesOf(after['required']);
  return [
    ...is.filter((name) => !was.includes(name)).map((name) => `${path}.${name} is required now: events written before lack it`),
    ...was.filter((name) => !is.includes(name) && name in schemasOf(after['properties'])).map((name) => `${path}.${name} may be absent now: readers count on it`),
  ];
}

function propertyBreaks(before: JsonSchema, after: JsonSchema, path: string): string[] {
  const is = schemasOf(after['properties']);
  return Object.entries(schemasOf(before['properties'])).flatMap(([name, old]) => {
    const now = is[name];
    return now ? schemaBreaks(old, now, `${path}.${name}`) : [`${path}.${name} is gone`];
  });
}

function itemBreaks(before: JsonSchema, after: JsonSchema, path: string): string[] {
  const [was, is] = [asSchema(before['items']), asSchema(after['items'])];
  if (!was && !is) return [];
  return was && is ? schemaBreaks(was, is, `${path}[]`) : [`${path}[] has another type or other limits`];
}

function variantBreaks(before: JsonSchema, after: JsonSchema, path: string): string[] {
  const [was, is] = [listOf(before['anyOf']), listOf(after['anyOf'])];
  if (was.length !== is.length) return [`${path} has other variants`];
  return was.flatMap((variant, at) => schemaBreaks(variant, is[at] ?? {}, path));
}

function asSchema(value: Json | undefined): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

function schemasOf(value: Json | undefined): Record<string, JsonSchema> {
  return (asSchema(value) ?? {}) as Record<string, JsonSchema>;
}

function listOf(value: Json | undefined): readonly JsonSchema[] {
  return Array.isArray(value) ? value : [];
}

function namesOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}
