import { z } from 'zod';
import { clauseIdSchema, daySchema, wordingSchema } from './wording.schema.js';

/** Said, never assumed: the source sets no limit, or the city reads it so. */
export const NO_LIMIT = 'no-limit';

/** What a number counts. Amounts are integer fen; shares are whole percent. `fund` and `text` hold words. */
export const UNITS = ['fen', 'percent', 'persons', 'person-times', 'months', 'years', 'days', 'count', 'fund', 'text'] as const;
export type Unit = (typeof UNITS)[number];

export const parameterValueSchema = z.union([
  z.number().refine((value) => Number.isSafeInteger(value) && value >= 0, 'a whole number of 0 or more, "no-limit", or a word is expected'),
  z.string().min(1),
]);
export type ParameterValue = z.infer<typeof parameterValueSchema>;

/** A value with its first day and, where it has one, its last day (included). */
export const datedValueSchema = z.strictObject({
  from: daySchema,
  until: daySchema.optional(),
  value: parameterValueSchema,
  clause: clauseIdSchema.optional(),
  note: z.string().optional(),
});
export type DatedValue = z.infer<typeof datedValueSchema>;

/** An empty list of values says that the source sets none; then no decision is made with it. */
export const parameterSchema = z.strictObject({
  title: wordingSchema,
  unit: z.enum(UNITS),
  open: z.boolean().optional(),
  clause: clauseIdSchema.optional(),
  reading: z.string().optional(),
  values: z.array(datedValueSchema).max(100),
});
export type ParameterSource = z.infer<typeof parameterSchema>;
