import { REGISTRY_CHECK_IDS } from '@gongjiang/contracts';
import { z } from 'zod';

/** What a city asks of a person before it pays, and what it does without an answer. A check that is not named here is not made. */
export const personChecksSchema = z.partialRecord(z.enum(REGISTRY_CHECK_IDS), z.strictObject({
  /** What becomes of a line whose answer is missing, unknown or too old. */
  unanswered: z.enum(['hold', 'pass']),
  /** For how many days it is believed that a person lives. An answer about a month does not age. */
  maxAgeDays: z.int().min(1).max(730).default(92),
  /** Ask the registry for what no file has brought; else files alone answer. */
  askRegistry: z.boolean().default(false),
}));

export type PersonCheckSettings = z.infer<typeof personChecksSchema>;
