import { claimCorrected, claimDecided, eventOf, grantOpened, type CloudEvent } from '@gongjiang/contracts';
import type { Grant } from '../grant/grant.js';
import type { Correction, DecidedClaim } from './claim.js';

/** What is told of a decided claim, and of the grant that it opened: enough for their events, and no fact of the claim. */
export interface ToldClaim {
  readonly claim: Omit<DecidedClaim, 'facts' | 'source' | 'corrections'>;
  readonly grant?: ToldGrant | undefined;
}
type ToldGrant = Pick<Extract<Grant, { times: 'monthly' }>, 'id' | 'times' | 'firstMonth' | 'lastMonth'> | Pick<Extract<Grant, { times: 'once' }>, 'id' | 'times' | 'period'>;

/** The part of a decision that is told. */
export function toldOf({ claim: { facts: _facts, source: _source, corrections: _corrections, ...claim }, grant }: { readonly claim: DecidedClaim; readonly grant: Grant | undefined }): ToldClaim {
  if (!grant) return { claim };
  const { id, times } = grant;
  return { claim, grant: times === 'monthly' ? { id, times, firstMonth: grant.firstMonth, lastMonth: grant.lastMonth } : { id, times, period: grant.period } };
}

/** A claim is decided once: its event is the first of its kind under its id. */
const FIRST = 1;

/** What other systems hear of a decided claim, and of the grant that it opened. */
export function messagesOfClaim({ claim, grant }: ToldClaim, time: Date): readonly CloudEvent[] {
  const { city, person, entitlement, subject } = claim;
  const decided = eventOf(claimDecided, {
    city, subject: claim.id, sequence: FIRST, time,
    data: { claimId: claim.id, person, entitlement, subject, firstPeriod: claim.period, outcome: claim.outcome, codes: [...claim.codes], receiptId: claim.receiptId, grantId: claim.grantId, origin: claim.origin },
  });
  return grant ? [decided, openedBy(claim, grant, time)] : [decided];
}

/** What they hear of a correction. */
export function messagesOfCorrection(claim: DecidedClaim, correction: Correction, grant: Grant | undefined, time: Date): readonly CloudEvent[] {
  const { city, person, entitlement, subject } = claim;
  const { number, from, outcome, codes, receiptId, grantId } = correction;
  const corrected = eventOf(claimCorrected, {
    city, subject: claim.id, sequence: FIRST + number, time,
    data: { claimId: claim.id, person, entitlement, subject, correction: number, fromPeriod: from, outcome, codes: [...codes], receiptId, grantId },
  });
  return grant ? [corrected, openedBy(claim, grant, time)] : [corrected];
}

function openedBy({ id, city, person, entitlement, subject }: ToldClaim['claim'], grant: ToldGrant, time: Date): CloudEvent {
  const term = grant.times === 'monthly' ? { firstPeriod: grant.firstMonth, lastMonth: grant.lastMonth } : { firstPeriod: grant.period, lastMonth: null };
  return eventOf(grantOpened, { city, subject: grant.id, sequence: FIRST, time, data: { grantId: grant.id, person, entitlement, subject, claimId: id, ...term } });
}
