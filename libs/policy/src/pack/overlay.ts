import { canonicalJson, sha256Hex } from '@gongjiang/kernel';
import { z } from 'zod';
import type { PackIdentity } from '../engine/rule.js';
import { Place, type PackDraft, type Placed } from './pack.draft.js';
import { datedValueSchema, type DatedValue, type ParameterSource } from './parameter.schema.js';
import { layered, overlapIn } from './parameter.js';
import { readSource, type PackSource } from './pack.source.js';
import { daySchema, entitlementIdSchema, nameSchema, slugSchema } from './wording.schema.js';

const values = z.array(datedValueSchema).min(1).max(100);

/** A city's own values for the parameters that a pack leaves open, with the decision of the city that they rest on. */
export const overlaySchema = z.strictObject({
  overlay: z.strictObject({
    name: slugSchema,
    for: z.string().regex(/^[a-z0-9-]+@\d[\d.]*$/, 'a pack and its version such as wenzhou@1.0.0 is expected'),
    basis: z.string().min(1),
  }),
  inForce: z.strictObject({ from: daySchema, until: daySchema.optional() }).optional(),
  parameters: z.record(nameSchema, values).optional(),
  entitlements: z.record(entitlementIdSchema, z.record(nameSchema, values)).optional(),
});

export interface Overlay {
  readonly identity: NonNullable<PackIdentity['overlay']>;
  readonly for: string;
  readonly value: z.infer<typeof overlaySchema>;
  readonly place: Place;
}

export function readOverlay(source: PackSource): Overlay {
  const read = readSource(source, overlaySchema);
  const hash = sha256Hex(canonicalJson(read.value));
  return { identity: { name: read.value.overlay.name, hash }, for: read.value.overlay.for, value: read.value, place: new Place(read, []) };
}

/** The pack as the city reads it. Throws PackError where the overlay sets what the pack does not leave open. */
export function withOverlay(draft: PackDraft, overlay: Overlay): PackDraft {
  const { value, place } = overlay;
  checkEntitlements(draft, overlay);
  return {
    ...draft,
    head: value.inForce === undefined ? draft.head : { ...draft.head, inForce: openInForce(draft, overlay, value.inForce) },
    parameters: new Map(overlaid([...draft.parameters], value.parameters, place.at('parameters'))),
    entitlements: draft.entitlements.map((entitlement) => overlaidEntitlement(entitlement, overlay)),
  };
}

function openInForce(draft: PackDraft, { place }: Overlay, inForce: { from: PackDraft['head']['inForce']['from'] }): PackDraft['head']['inForce'] {
  if (draft.head.inForce.open !== true) throw place.at('inForce').fault(`${draft.head.id} does not leave open when it is in force`);
  return inForce;
}

function checkEntitlements(draft: PackDraft, { value, place }: Overlay): void {
  for (const id of Object.keys(value.entitlements ?? {})) {
    if (!draft.entitlements.some((entitlement) => entitlement.value.id === id)) throw place.at('entitlements', id).fault(`an entitlement of ${draft.head.id}@${draft.head.version} is expected`);
  }
}

function overlaidEntitlement(entitlement: PackDraft['entitlements'][number], { value, place }: Overlay): PackDraft['entitlements'][number] {
  const { id, parameters } = entitlement.value;
  const own = value.entitlements?.[id];
  if (own === undefined) return entitlement;
  const placed = Object.entries(parameters ?? {}).map(([name, parameter]): [string, Placed<ParameterSource>] => [name, { value: parameter, place: entitlement.place }]);
  const merged = overlaid(placed, own, place.at('entitlements', id)).map(([name, parameter]) => [name, parameter.value] as const);
  return { ...entitlement, value: { ...entitlement.value, parameters: Object.fromEntries(merged) } };
}

function overlaid(parameters: readonly [string, Placed<ParameterSource>][], own: Readonly<Record<string, DatedValue[]>> | undefined, place: Place): [string, Placed<ParameterSource>][] {
  for (const [name, dated] of Object.entries(own ?? {})) {
    const found = parameters.find(([each]) => each === name)?.[1].value;
    if (found === undefined) throw place.at(name).fault(`there is no parameter "${name}"`);
    if (found.open !== true) throw place.at(name).fault(`the pack does not leave "${name}" open`);
    if (overlapIn(dated) !== undefined) throw place.at(name).fault('values that do not overlap are expected');
  }
  return parameters.map(([name, placed]) => [name, { ...placed, value: layered(placed.value, own?.[name] ?? []) }]);
}
