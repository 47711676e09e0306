import { addMonths, type Month } from '@gongjiang/kernel';
import { decideWithReceipts, describeEntitlement, type PackSet, type Receipt } from '@gongjiang/policy';
import { grantIdOf, type Grant } from '../grant/grant.js';
import { registryFactsIn, type PersonFacts } from '../person/person.js';
import type { ClaimRequest, DecidedClaim } from './claim.js';

/** What a claim's decision gives: the claim, its receipt, and the grant where it is granted. */
export interface ClaimDecision {
  readonly claim: DecidedClaim;
  readonly receipt: Receipt;
  readonly grant: Grant | undefined;
}

/** Decides a claim by the rule and the facts of its first month. What it grants is decided afresh every month after. */
export function decideClaim(packs: PackSet, request: ClaimRequest, person: PersonFacts | undefined): ClaimDecision {
  const id = grantIdOf(request);
  const { answer, receipts } = decideWithReceipts(packs, {
    pack: request.entitlement.split('/')[0] ?? '',
    claims: [{
      id,
      entitlement: request.entitlement,
      beneficiary: { kind: person?.kind ?? 'person', id: request.person },
      ...(request.subject === null ? {} : { subject: request.subject }),
      period: request.month,
      facts: { ...request.facts, ...(person ? registryFactsIn(person, request.month) : {}) },
    }],
  });
  const [decision] = answer.decisions;
  const [receipt] = receipts;
  if (!decision || !receipt) throw new Error('The engine gave no decision for a claim');
  const grant = decision.outcome === 'granted' ? grantOf(packs, id, request) : undefined;
  return { claim: { ...request, id, outcome: decision.outcome, codes: decision.codes, receiptId: receipt.id, grantId: grant?.id ?? null }, receipt, grant };
}

function grantOf(packs: PackSet, id: string, { city, person, entitlement, subject, month, facts }: ClaimRequest): Grant {
  const known = { id, city, person, entitlement, subject, facts };
  const description = describeEntitlement(packs, entitlement);
  if (description?.times === 'once') return { ...known, times: 'once', period: month, spentIn: null };
  return { ...known, times: 'monthly', firstMonth: month, lastMonth: lastMonthOf(month, description?.termMonths ?? null) };
}

function lastMonthOf(firstMonth: Month, termMonths: number | null): Month | null {
  return termMonths === null ? null : addMonths(firstMonth, termMonths - 1);
}
