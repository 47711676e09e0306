import { z } from 'zod';
import { CLAIM_ORIGINS, standingOf, type ClaimOutcome, type DecidedClaim } from './claim.js';

export const OUTCOMES = ['granted', 'refused', 'referred', 'needs-input'] as const;

const outcomeFields = { outcome: z.enum(OUTCOMES), codes: z.array(z.string()), receiptId: z.string(), grantId: z.string().nullable() };
const factsShape = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** A claim with the decision that stands. */
export const shownClaimSchema = z.object({
  id: z.string(), person: z.string(), entitlement: z.string(), subject: z.string().nullable(), period: z.string(), origin: z.enum(CLAIM_ORIGINS),
  ...outcomeFields, corrections: z.int().describe('How often its facts were corrected'),
});
export type ShownClaim = z.infer<typeof shownClaimSchema>;

/** A claim with all that was ever decided of it, the first decision first. */
export const wholeClaimSchema = shownClaimSchema.extend({
  decisions: z.array(z.object({ ...outcomeFields, from: z.string(), facts: factsShape, reason: z.string().nullable(), by: z.string().nullable(), at: z.string().nullable() })),
});
export type WholeClaim = z.infer<typeof wholeClaimSchema>;

export function shownClaim(claim: DecidedClaim): ShownClaim {
  const { id, person, entitlement, subject, period, origin } = claim;
  return { id, person, entitlement, subject, period, origin, ...shownOutcome(standingOf(claim)), corrections: claim.corrections.length };
}

export function wholeClaim(claim: DecidedClaim): WholeClaim {
  const first = { ...shownOutcome(claim), from: claim.period, facts: { ...claim.facts }, reason: null, by: null, at: null };
  const later = claim.corrections.map((correction) => ({
    ...shownOutcome(correction), from: correction.from, facts: { ...correction.facts }, reason: correction.reason, by: correction.by, at: correction.at.toISOString(),
  }));
  return { ...shownClaim(claim), decisions: [first, ...later] };
}

function shownOutcome({ outcome, codes, receiptId, grantId }: ClaimOutcome) {
  return { outcome, codes: [...codes], receiptId, grantId };
}
