import type { INestApplicationContext } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/internal';
import { z } from 'zod';
import { routesOf, type Route } from '../routes/routes-of.js';
import { isZod } from './validation.pipe.js';

const PARSED_KINDS: readonly number[] = [RouteParamtypes.BODY, RouteParamtypes.QUERY, RouteParamtypes.PARAM];
const OBJECT_KINDS: readonly number[] = [RouteParamtypes.BODY, RouteParamtypes.QUERY];

/**
 * Stops the start where a route takes a body, query or path value without a schema, or with one that lets unknown
 * keys through: there an operator (`$ne`) or a field that nobody reads could slip in.
 */
export function assertEveryInputParsed(app: INestApplicationContext): void {
  const faults = routesOf(app).flatMap(faultsOf);
  if (faults.length > 0) throw new Error(`Input that no schema guards:\n  ${faults.join('\n  ')}`);
}

function faultsOf(route: Route): string[] {
  return route.inputs.filter((input) => PARSED_KINDS.includes(input.kind)).flatMap((input) => {
    const what = `${route.name}: ${RouteParamtypes[input.kind]?.toLowerCase() ?? ''}${input.name === undefined ? '' : ` "${input.name}"`}`;
    if (!isZod(input.schema)) return [`${what} has no { schema }`];
    if (OBJECT_KINDS.includes(input.kind) && isLoose(input.schema)) return [`${what} lets unknown keys through: use z.strictObject`];
    return [];
  });
}

/** True where an object anywhere in the schema takes keys that it does not name. */
function isLoose(schema: z.ZodType): boolean {
  return hasLooseObject(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

function hasLooseObject(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasLooseObject);
  if (typeof node !== 'object' || node === null) return false;
  const { properties, additionalProperties } = node as { readonly properties?: unknown; readonly additionalProperties?: unknown };
  if (properties !== undefined && additionalProperties === undefined) return true;
  return Object.values(node).some(hasLooseObject);
}
