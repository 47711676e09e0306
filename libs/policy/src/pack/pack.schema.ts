import { isCityCode, type CityCode } from '@gongjiang/kernel';
import { z } from 'zod';
import { entitlementSchema, groupSchema } from './entitlement.schema.js';
import { parameterSchema } from './parameter.schema.js';
import { clauseIdSchema, daySchema, nameSchema, slugSchema, versionSchema, wordingSchema } from './wording.schema.js';

const TO_FILL_IN = 'this is filled in by "policy coverage PACK --source FILE --write", with the text of the source in FILE';
/** Of a text without its white space, in UTF-16 units. */
const charactersSchema = z.number(TO_FILL_IN).int(TO_FILL_IN).min(1, TO_FILL_IN);

/** Who the pack is, from which text, and when the text is in force; `open` lets a city read the days otherwise. */
export const packHeadSchema = z.strictObject({
  id: slugSchema,
  version: versionSchema,
  title: wordingSchema,
  city: z.custom<CityCode>(isCityCode, { error: 'a division code of six digits, in quotes, is expected' }).optional(),
  source: z.strictObject({ title: z.string().min(1), status: wordingSchema, characters: charactersSchema, digest: z.string(TO_FILL_IN).regex(/^[0-9a-f]{64}$/, TO_FILL_IN) }),
  inForce: z.strictObject({ from: daySchema, until: daySchema.optional(), open: z.boolean().optional() }),
});
export type PackHead = z.infer<typeof packHeadSchema>;

/** What is done with a sentence of a source: coded here, another system's, or left to a person. */
export const clauseStatusSchema = z.union([
  z.strictObject({ coded: z.array(z.string().min(1)).min(1) }),
  z.strictObject({ 'other-system': z.string().min(1) }),
  z.strictObject({ 'needs-a-person': slugSchema }),
]);
export type ClauseStatus = z.infer<typeof clauseStatusSchema>;
/**
 * A sentence of the source, told in words of our own. Its own words stay where they were published: how many characters
 * they are and their digest prove that the sentence is meant, and that none is left out.
 */
export const clausePartSchema = z.strictObject({
  about: wordingSchema,
  characters: charactersSchema,
  digest: z.string(TO_FILL_IN).regex(/^[0-9a-f]{16}$/, TO_FILL_IN),
  /** The clause in which the source says the very same before. */
  repeats: clauseIdSchema.optional(),
  is: clauseStatusSchema,
});
export type ClausePartSource = z.infer<typeof clausePartSchema>;
export const clauseSchema = z.strictObject({ id: clauseIdSchema, title: wordingSchema, parts: z.array(clausePartSchema).min(1) });
export type ClauseSource = z.infer<typeof clauseSchema>;

export const targetSchema = z.strictObject({
  indicator: slugSchema,
  scope: z.enum(['province', 'city', 'region', 'department']),
  name: z.string().min(1),
  from: z.number().int(),
  until: z.number().int().optional(),
  value: z.number().min(0),
  unit: z.string().min(1),
  note: z.string().optional(),
  clause: clauseIdSchema,
});
export type TargetSource = z.infer<typeof targetSchema>;

/** A file of a pack holds any of these parts; a small city writes one file, a large one several. */
export const packFileSchema = z.strictObject({
  pack: packHeadSchema.optional(),
  funds: z.record(slugSchema, wordingSchema).optional(),
  reasons: z.record(slugSchema, wordingSchema).optional(),
  groups: z.record(slugSchema, groupSchema).optional(),
  parameters: z.record(nameSchema, parameterSchema).optional(),
  entitlements: z.array(entitlementSchema).optional(),
  clauses: z.array(clauseSchema).optional(),
  targets: z.array(targetSchema).optional(),
});
export type PackFile = z.infer<typeof packFileSchema>;
