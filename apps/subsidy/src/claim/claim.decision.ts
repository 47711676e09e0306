import { addMonths, isMonth, month, type Month } from '@gongjiang/kernel';
import { decideWithReceipts, describeEntitlement, type CreditBar, type PackSet, type Receipt } from '@gongjiang/policy';
import { historyEntryOf } from '../chunk/chunk.decision.js';
import { grantIdOf, type Grant } from '../grant/grant.js';
import { dueKey, type PastDue } from '../item/item.js';
import { registryFactsIn, type PersonFacts } from '../person/person.js';
import type { ClaimOutcome, ClaimRequest, DecidedClaim } from './claim.js';

/** What a claim's decision gives: the claim, its receipt, and the grant where it is granted. */
export interface ClaimDecision {
  readonly claim: DecidedClaim;
  readonly receipt: Receipt;
  readonly grant: Grant | undefined;
}

/** What a decision rests on besides the claim itself. */
export interface ClaimSurroundings {
  readonly person: PersonFacts | undefined;
  /** What was paid to the payee before the platform. What the platform pays itself is looked at when it pays. */
  readonly takenOver: readonly PastDue[];
  /** Bars of the credit file that are the payee's. */
  readonly credit: readonly CreditBar[];
}

/** Decides a claim by the rule and the facts of its first period. What it grants is decided afresh whenever it is due. */
export function decideClaim(packs: PackSet, request: ClaimRequest, surroundings: ClaimSurroundings): ClaimDecision {
  const id = grantIdOf(request);
  const { outcome, receipt } = decideFacts(packs, request, surroundings);
  const grant = opensGrant(packs, request, outcome) ? grantOf(packs, id, request) : undefined;
  // Field by field: to copy a request and add to it takes four times as long, and a roster has a hundred thousand.
  const { city, person, entitlement, subject, period, facts, origin, source } = request;
  const claim: DecidedClaim = { id, city, person, entitlement, subject, period, facts, origin, source, outcome: outcome.outcome, codes: outcome.codes, receiptId: receipt.id, grantId: grant?.id ?? null, corrections: [] };
  return { claim, receipt, grant };
}

/** The decision alone, without what follows from it. */
export function decideFacts(packs: PackSet, request: ClaimRequest, { person, takenOver, credit }: ClaimSurroundings): { readonly outcome: Pick<ClaimOutcome, 'outcome' | 'codes'>; readonly receipt: Receipt } {
  const kind = person?.kind ?? 'person';
  const { answer, receipts } = decideWithReceipts(packs, {
    pack: request.entitlement.split('/')[0] ?? '',
    claims: [{
      id: grantIdOf(request),
      entitlement: request.entitlement,
      beneficiary: { kind, id: request.person },
      ...(request.subject === null ? {} : { subject: request.subject }),
      period: request.period,
      facts: { ...request.facts, ...(person && isMonth(request.period) ? registryFactsIn(person, request.period) : {}) },
    }],
    history: historyOf(packs, request, takenOver).map((past) => historyEntryOf(past, kind)),
    credit,
  });
  const [decision] = answer.decisions;
  const [receipt] = receipts;
  if (!decision || !receipt) throw new Error('The engine gave no decision for a claim');
  return { outcome: { outcome: decision.outcome, codes: decision.codes }, receipt };
}

/**
 * What bears on whether the claim is granted at all. A month that was paid says nothing of the months after it: what is
 * paid monthly is compared month by month, in the batch. Its own due is no rival of it: the batch pays the difference.
 */
function historyOf(packs: PackSet, request: ClaimRequest, takenOver: readonly PastDue[]): readonly PastDue[] {
  if (describeEntitlement(packs, request.entitlement)?.times === 'monthly') return [];
  const own = dueKey(request);
  return takenOver.filter((past) => dueKey(past.due) !== own);
}

/** A tax offset is decided and shown; nothing of it is ever paid by a batch (Guangdong clause 6). */
export function opensGrant(packs: PackSet, { entitlement }: Pick<ClaimRequest, 'entitlement'>, { outcome }: Pick<ClaimOutcome, 'outcome'>): boolean {
  return outcome === 'granted' && describeEntitlement(packs, entitlement)?.pays === true;
}

/** The grant that a granted claim opens. */
export function grantOf(packs: PackSet, id: string, { city, person, entitlement, subject, period, facts }: ClaimRequest): Grant {
  const description = describeEntitlement(packs, entitlement);
  if (description?.times !== 'monthly') return { id, city, person, entitlement, subject, facts, times: 'once', period, spentIn: null };
  const firstMonth = month(period);
  return { id, city, person, entitlement, subject, facts, times: 'monthly', firstMonth, lastMonth: lastMonthOf(firstMonth, description.termMonths) };
}

function lastMonthOf(firstMonth: Month, termMonths: number | null): Month | null {
  return termMonths === null ? null : addMonths(firstMonth, termMonths - 1);
}
