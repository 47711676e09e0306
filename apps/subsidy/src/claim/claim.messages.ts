import { claimCorrected, claimDecided, eventOf, grantOpened, type CloudEvent } from '@gongjiang/contracts';
import type { Month, Period } from '@gongjiang/kernel';
import type { Grant } from '../grant/grant.js';
import type { Correction, DecidedClaim } from './claim.js';

/** What is told of a decided claim, and of the grant that it opened: enough for their events, and no fact of the claim. */
export interface ToldClaim {
  readonly claim: Pick<DecidedClaim, 'id' | 'city' | 'person' | 'entitlement' | 'subject' | 'period' | 'outcome' | 'codes' | 'receiptId' | 'grantId' | 'origin'>;
  readonly grant?: ToldGrant | undefined;
}
/** Its term: from its first period on; to its last month, where it is monthly and has one. */
export interface ToldGrant extends Pick<Grant, 'id'> {
  readonly firstPeriod: Period;
  readonly lastMonth: Month | null;
}

/** The part of a decision that is told. */
export function toldOf({ claim, grant }: { readonly claim: DecidedClaim; readonly grant: Grant | undefined }): ToldClaim {
  return { claim, grant: grant && toldGrantOf(grant) };
}

function toldGrantOf(grant: Grant): ToldGrant {
  const { id } = grant;
  return grant.times === 'monthly' ? { id, firstPeriod: grant.firstMonth, lastMonth: grant.lastMonth } : { id, firstPeriod: grant.period, lastMonth: null };
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
  return grant ? [corrected, openedBy(claim, toldGrantOf(grant), time)] : [corrected];
}

function openedBy({ id, city, person, entitlement, subject }: ToldClaim['claim'], { id: grantId, firstPeriod, lastMonth }: ToldGrant, time: Date): CloudEvent {
  return eventOf(grantOpened, { city, subject: grantId, sequence: FIRST, time, data: { grantId, person, entitlement, subject, claimId: id, firstPeriod, lastMonth } });
}
