import { claimDecided, eventOf, grantOpened, type CloudEvent } from '@gongjiang/contracts';
import type { ClaimDecision } from './claim.decision.js';

/** A claim is decided once: its event is the first of its kind under its id. */
const FIRST = 1;

/** What other systems hear of a decided claim, and of the grant that it opened. */
export function messagesOfClaim({ claim, grant }: ClaimDecision, time: Date): readonly CloudEvent[] {
  const { city, person, entitlement, subject } = claim;
  const decided = eventOf(claimDecided, {
    city, subject: claim.id, sequence: FIRST, time,
    data: { claimId: claim.id, person, entitlement, subject, firstPeriod: claim.month, outcome: claim.outcome, codes: [...claim.codes], receiptId: claim.receiptId, grantId: claim.grantId, origin: claim.origin },
  });
  if (!grant) return [decided];
  const term = grant.times === 'monthly' ? { firstPeriod: grant.firstMonth, lastMonth: grant.lastMonth } : { firstPeriod: grant.period, lastMonth: null };
  return [decided, eventOf(grantOpened, { city, subject: grant.id, sequence: FIRST, time, data: { grantId: grant.id, person, entitlement, subject, claimId: claim.id, ...term } })];
}
