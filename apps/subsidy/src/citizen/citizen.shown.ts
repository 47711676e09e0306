import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import { z } from 'zod';
import { CLAWBACK_STATUSES } from '../clawback/clawback.js';
import { reasonSchema } from '../held-line/held-line.wording.js';
import type { Due } from '../item/item.js';
import { PAYMENT_STAGES } from './citizen.js';

export const wordsSchema = z.object({ zh: z.string(), en: z.string() });
const about = { entitlement: z.string(), title: wordsSchema, subject: z.string().nullable(), period: z.string() };
const OUTCOMES = ['granted', 'refused', 'referred', 'needs-input'] as const;
const outcome = { outcome: z.enum(OUTCOMES), says: wordsSchema, reasons: z.array(reasonSchema) };

export const profileSchema = z.object({
  person: z.object({ name: z.string(), identityNumber: z.string(), bankAccount: z.string() }).nullable().describe('Masked; null where the registry does not know the person'),
  howToObject: wordsSchema,
});
export const ownClaimSchema = z.object({ id: z.string(), ...about, ...outcome, corrections: z.int() });
export const wholeOwnClaimSchema = ownClaimSchema.extend({
  decisions: z.array(z.object({ ...outcome, from: z.string(), because: z.string().nullable() })),
  explanation: wordsSchema.nullable().describe('The receipt of the decision that stands, in words (Markdown)'),
});
export const ownPaymentSchema = z.object({
  id: z.string(), ...about, amountFen: z.int(), clause: z.string(), stage: z.enum(PAYMENT_STAGES), says: wordsSchema, paidOn: z.string().nullable(), returnedOn: z.string().nullable(), hasExplanation: z.boolean(),
});
export const explanationSchema = z.object({ id: z.string(), explanation: wordsSchema });
export const ownHeldSchema = z.object({ id: z.string(), ...about, batch: z.string(), reasons: z.array(reasonSchema), resolved: z.boolean().describe('A later batch made a payment of it') });
export const ownNoticeSchema = z.object({
  id: z.string(), period: z.string(), from: z.string(), until: z.string(), lines: z.array(z.object({ number: z.int(), ...about, amountFen: z.int() })), howToObject: wordsSchema,
});
export const ownClawbackSchema = z.object({
  id: z.string(), ...about, status: z.enum(CLAWBACK_STATUSES), amountFen: z.int(), demandedFen: z.int().nullable(), openFen: z.int().nullable(), until: z.string().nullable(), whatYouCanDo: wordsSchema.nullable(),
  instalments: z.array(z.object({ dueOn: z.string(), amountFen: z.int(), openFen: z.int() })),
});

export type OwnClaim = z.infer<typeof ownClaimSchema>;
export type WholeOwnClaim = z.infer<typeof wholeOwnClaimSchema>;
export type OwnPayment = z.infer<typeof ownPaymentSchema>;
export type OwnHeld = z.infer<typeof ownHeldSchema>;
export type OwnNotice = z.infer<typeof ownNoticeSchema>;
export type OwnClawback = z.infer<typeof ownClawbackSchema>;
export type Words = z.infer<typeof wordsSchema>;

/** What something is about, with the entitlement's name; never whose it is: the reader knows. */
export function aboutDue(packs: PackSet, { entitlement, subject, period }: Pick<Due, 'entitlement' | 'subject' | 'period'>) {
  const { zh, en } = describeEntitlement(packs, entitlement)?.title ?? { zh: entitlement, en: entitlement };
  return { entitlement, title: { zh, en }, subject, period };
}
