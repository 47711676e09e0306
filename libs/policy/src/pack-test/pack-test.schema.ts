import { z } from 'zod';
import { daySchema, entitlementIdSchema } from '../pack/wording.schema.js';

/** `person P1`, as a clerk writes it. */
const who = z.string().regex(/^\S+ \S.*$/, 'a kind and an id such as "person P1" are expected');
/** YAML reads 2026 as a number. */
const period = z.union([z.string(), z.number()]).transform(String);
const subject = z.union([z.string(), z.number().transform(String)]).nullable();
const facts = z.record(z.string(), z.unknown());
/** `granted 600.00 capped`, `refused term-ended`, `referred bachelor`. */
const expectation = z.string().regex(/^(granted \d+\.\d{2}( (capped|uplifted|topped-up))*|(refused|needs-input) [a-z-]+|referred [a-z-]+)$/, '"granted 600.00", "refused term-ended", "needs-input missing-fact" or "referred bachelor" is expected');

/** What was given before; what is not said is as in the claim. */
const given = z.strictObject({ entitlement: entitlementIdSchema.optional(), beneficiary: who.optional(), subject: subject.optional(), period: period.optional(), yuan: z.number().min(0).optional() });
const bar = z.strictObject({ who: who.optional(), from: daySchema, until: daySchema.optional() });
const change = z.strictObject({
  entitlement: z.string().optional(), beneficiary: who.optional(), subject: subject.optional(), period: period.optional(),
  facts: facts.optional(), without: z.array(z.string()).optional(),
});
export type ClaimChange = z.infer<typeof change>;

/** One test: what is other than in the claim above, and the decision that is expected. */
export const packTestSchema = z.strictObject({
  name: z.string().min(1),
  ...change.shape,
  claims: z.array(change).min(1).optional(),
  given: z.array(given).optional(),
  barred: z.array(bar).optional(),
  quotaUsed: z.record(entitlementIdSchema, z.number().int()).optional(),
  version: z.string().optional(),
  expect: z.union([expectation, z.array(expectation).min(1)]),
});
export type PackTest = z.infer<typeof packTestSchema>;

export const packTestFileSchema = z.strictObject({
  entitlement: entitlementIdSchema,
  claim: z.strictObject({ beneficiary: who, subject: subject.optional(), period, facts: facts.optional() }),
  tests: z.array(packTestSchema).min(1),
});
export type PackTestFile = z.infer<typeof packTestFileSchema>;
