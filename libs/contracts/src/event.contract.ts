import { factId, ok, refuse, type CityCode, type Refusal, type Result } from '@gongjiang/kernel';
import type { z } from 'zod';
import { SEQUENCE_DIGITS, type CloudEvent } from './cloud-event.js';

/** One kind of event, once: its schema gives the type, the JSON Schema and the AsyncAPI document. */
export interface EventContract<Schema extends z.ZodType = z.ZodType> {
  /** `gongjiang.<service>.<aggregate>.<past-tense-verb>.v1` */
  readonly type: string;
  /** `gongjiang.<service>.<aggregate>` */
  readonly topic: string;
  readonly service: string;
  /** When the event is sent and what it means, one sentence each. */
  readonly about: { readonly zh: string; readonly en: string };
  /** Its first field is the aggregate's id, the event's subject. */
  readonly data: Schema;
  /** Used by the tests of producers and consumers alike, and shown in the catalogue. */
  readonly example: z.output<Schema>;
  /** The Kafka key: events of one key keep their order. */
  keyOf(event: Pick<CloudEvent<z.output<Schema>>, 'subject' | 'data'>): string;
}

export type DataOf<Contract extends EventContract> = z.output<Contract['data']>;
export type EventOf<Contract extends EventContract> = CloudEvent<DataOf<Contract>>;

interface Definition<Schema extends z.ZodType> {
  readonly type: string;
  readonly about: { readonly zh: string; readonly en: string };
  readonly data: Schema;
  readonly example: z.input<Schema>;
  /** Where the key is not the aggregate's id. */
  keyOf?(data: z.output<Schema>): string;
}

const TYPE_NAME = /^(gongjiang\.([a-z][a-z-]*)\.[a-z][a-z-]*)\.[a-z][a-z-]*\.v[1-9]\d*$/;

/** Defines a contract. Throws at load where the type's name or the example does not fit. */
export function defineEvent<Schema extends z.ZodType>(definition: Definition<Schema>): EventContract<Schema> {
  const [, topic, service] = TYPE_NAME.exec(definition.type) ?? [];
  if (!topic || !service) throw new Error(`Name the event gongjiang.<service>.<aggregate>.<past-tense-verb>.v1, not ${definition.type}`);
  const { type, about, data, example } = definition;
  return {
    type, topic, service, about, data,
    example: data.parse(example),
    keyOf: (event) => definition.keyOf?.(event.data) ?? event.subject,
  };
}

export interface EventFacts<Data> {
  readonly city: CityCode;
  /** The aggregate's id. */
  readonly subject: string;
  /** The aggregate's version after the change; for derived events any number that grows within the subject. */
  readonly sequence: number;
  /** When it happened, technical time. */
  readonly time: Date;
  readonly data: Data;
  /** Computed from type, city, subject and sequence where absent, so that the same fact has the same id. */
  readonly id?: string;
}

/** Builds a valid event. Throws where the data breaks the contract: a producer's bug must not leave the house. */
export function eventOf<Contract extends EventContract>(contract: Contract, facts: EventFacts<DataOf<Contract>>): EventOf<Contract> {
  const { city, subject, sequence, time } = facts;
  return {
    specversion: '1.0',
    id: facts.id ?? eventId(contract, facts),
    source: `/gongjiang/${contract.service}/${city}`,
    type: contract.type,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaIdOf(contract),
    city,
    sequence: sequenceText(sequence),
    data: contract.data.parse(facts.data) as DataOf<Contract>,
  };
}

/** The id of the event that tells this fact: the same in every process and after every crash. */
export function eventId(contract: EventContract, facts: Pick<EventFacts<unknown>, 'city' | 'subject' | 'sequence'>): string {
  // Canonical JSON: a list of texts and a whole number has one spelling only.
  return factId(JSON.stringify([contract.type, facts.city, facts.subject, facts.sequence]));
}

/** The name of the data's JSON Schema; it is a name, nothing is fetched from it. */
export function schemaIdOf(contract: EventContract): string {
  return `urn:gongjiang:schema:${contract.type}`;
}

/** Checks the data against the contract. A refusal names the field as a path. */
export function readData<Contract extends EventContract>(contract: Contract, event: CloudEvent): Result<EventOf<Contract>, Refusal<'event.field-invalid'>> {
  const read = contract.data.safeParse(event.data);
  if (read.success) return ok({ ...event, data: read.data as DataOf<Contract> });
  const path = read.error.issues[0]?.path.map(String) ?? [];
  return refuse('event.field-invalid', { field: ['data', ...path].join('.') });
}

function sequenceText(sequence: number): string {
  const text = String(sequence).padStart(SEQUENCE_DIGITS, '0');
  if (!Number.isSafeInteger(sequence) || sequence < 0 || text.length > SEQUENCE_DIGITS) throw new RangeError(`Not an aggregate's version: ${sequence}`);
  return text;
}
