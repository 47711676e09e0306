import type { ClaimOutcome, DecidedClaim } from './claim.js';
import type { ToldClaim } from './claim.messages.js';
import { keyOfGrant } from '../grant/grant.js';

/** A told claim as it is kept until its events are out: what its id names is not written a second time. */
export type KeptTold = readonly [id: string, origin: DecidedClaim['origin'], period: DecidedClaim['period'], outcome: ClaimOutcome['outcome'], codes: ClaimOutcome['codes'], receiptId: string, term?: KeptTerm];
/** Of the grant that it opened, which has its id. */
type KeptTerm = readonly [firstPeriod: NonNullable<ToldClaim['grant']>['firstPeriod'], lastMonth: NonNullable<ToldClaim['grant']>['lastMonth']];

export function keptTold({ claim: { id, origin, period, outcome, codes, receiptId }, grant }: ToldClaim): KeptTold {
  return grant ? [id, origin, period, outcome, codes, receiptId, [grant.firstPeriod, grant.lastMonth]] : [id, origin, period, outcome, codes, receiptId];
}

export function toldFrom([id, origin, period, outcome, codes, receiptId, term]: KeptTold): ToldClaim {
  const claim = { id, ...keyOfGrant(id), origin, period, outcome, codes, receiptId };
  if (!term) return { claim: { ...claim, grantId: null }, grant: undefined };
  return { claim: { ...claim, grantId: id }, grant: { id, firstPeriod: term[0], lastMonth: term[1] } };
}
