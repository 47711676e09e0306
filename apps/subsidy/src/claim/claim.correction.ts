import { canonicalJson, isMonth, ok, refuse, type Period, type Refusal, type Result } from '@gongjiang/kernel';
import type { EntitlementDescription, PackSet, Receipt } from '@gongjiang/policy';
import { factsIn, type Facts, type Grant } from '../grant/grant.js';
import { MAX_CORRECTIONS, type Correction, type DecidedClaim } from './claim.js';
import { decideFacts, grantOf, opensGrant, type ClaimSurroundings } from './claim.decision.js';
import { factsOfClaim } from './claim.facts.js';

export type CorrectionRefusalCode = 'claim.corrections-exhausted' | 'claim.correction-outside-term' | 'claim.correction-changes-nothing';

/** Facts that were otherwise than a claim stated, from a period on, and who says so. */
export interface CorrectionRequest {
  readonly from: Period;
  /** What the clause asks to be stated, the whole of it. */
  readonly facts: Facts;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

export interface Corrected {
  readonly correction: Correction;
  readonly receipt: Receipt;
  /** The grant that the correction opens, where the claim had opened none. */
  readonly opened: Grant | undefined;
}

/**
 * Decides a claim afresh with other facts. Where it has a grant already, that keeps its term, and its months from there
 * on are decided anew; where it has none, one may open from that month on.
 */
export function correctClaim(packs: PackSet, known: { readonly claim: DecidedClaim; readonly grant: Grant | undefined; readonly entitlement: EntitlementDescription }, request: CorrectionRequest, surroundings: ClaimSurroundings): Result<Corrected, Refusal<CorrectionRefusalCode>> {
  const { claim, grant, entitlement } = known;
  const { from, reason, by, at } = request;
  if (claim.corrections.length >= MAX_CORRECTIONS) return refuse('claim.corrections-exhausted', { most: MAX_CORRECTIONS });
  if (!isWithinTerm(claim, grant, from, entitlement.times)) return refuse('claim.correction-outside-term', { from: claim.period });
  const facts = factsOfClaim(entitlement, request.facts, grant?.times === 'monthly' ? grant.firstMonth : from);
  if (canonicalJson(facts) === canonicalJson(standingFacts(claim, from))) return refuse('claim.correction-changes-nothing');
  const asked = { ...claim, facts, period: from };
  const { outcome, receipt } = decideFacts(packs, asked, surroundings);
  const opened = grant === undefined && opensGrant(packs, asked, outcome) ? grantOf(packs, claim.id, asked) : undefined;
  const correction = { number: claim.corrections.length + 1, from, facts, reason, by, at, ...outcome, receiptId: receipt.id, grantId: (grant ?? opened)?.id ?? null };
  return ok({ correction, receipt, opened });
}

/** What the claim and its corrections so far say of a period. */
export function standingFacts(claim: DecidedClaim, period: Period): Facts {
  return factsIn({ facts: claim.facts, corrected: claim.corrections }, period);
}

/** What is paid once, or for a year, has one period; a monthly claim any month from its first on, while its grant lasts. */
function isWithinTerm({ period }: DecidedClaim, grant: Grant | undefined, from: Period, times: EntitlementDescription['times']): boolean {
  if (times !== 'monthly') return from === period;
  if (!isMonth(from) || from < period) return false;
  return grant?.times !== 'monthly' || (from >= grant.firstMonth && (grant.lastMonth === null || from <= grant.lastMonth));
}
