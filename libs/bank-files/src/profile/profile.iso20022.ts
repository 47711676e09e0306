import { z } from 'zod';
import { accountCheckField, headFields, limitsSchema } from './profile.common.js';

/** pain.001.001.09 out, pain.002.001.10 and camt.053.001.08 in. */
export const iso20022ProfileSchema = z.strictObject({
  kind: z.literal('iso20022'),
  ...headFields,
  limits: limitsSchema.prefault({}),
  accounts: accountCheckField,
  /** ISO 20022 category purpose, as SSBE (社会保障待遇) or SALA; absent where the bank wants none. */
  categoryPurpose: z.string().regex(/^[A-Z]{4}$/).optional(),
  /** `required`: a statement without its summary of entries is refused. `balances`: the balances alone must prove it. */
  statementSummary: z.enum(['required', 'balances']).default('required'),
});
export type Iso20022Profile = z.infer<typeof iso20022ProfileSchema>;
