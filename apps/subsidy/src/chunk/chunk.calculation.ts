import { fen, isMonth, subtractFen, type CityCode, type Fen, type Month, type PersonToken } from '@gongjiang/kernel';
import { describeEntitlement, type Claim, type HistoryEntry, type PackSet, type Receipt } from '@gongjiang/policy';
import { periodOf, type Facts, type Grant } from '../grant/grant.js';
import type { HeldLine } from '../held-line/held-line.js';
import { dueKey, type Due, type PastDue } from '../item/item.js';
import { registryFactsIn, type PersonFacts } from '../person/person.js';
import { sameKindIdOf, type SameKindClaim, type TakenElsewhere } from '../same-kind/same-kind.js';
import { decideInTurn, historyEntryOf, type Decided } from './chunk.decision.js';

/** Everything that the calculation of a chunk rests on, read before it starts. */
export interface CalculationInput {
  readonly city: CityCode;
  readonly chunkId: string;
  readonly month: Month;
  readonly grants: readonly Grant[];
  readonly persons: ReadonlyMap<PersonToken, PersonFacts>;
  /** What every due of these persons is entitled to so far, approved or on the way, by person. */
  readonly history: ReadonlyMap<PersonToken, readonly PastDue[]>;
}

/** A line that carries money: what becomes an item. */
export interface Line {
  readonly due: Due;
  readonly revision: number;
  readonly amountFen: Fen;
  readonly clause: string;
  readonly receiptId: string;
}

/** What calculation made of one person. */
export interface PersonResult {
  readonly lines: readonly Line[];
  readonly held: readonly HeldLine[];
  readonly receipts: readonly Receipt[];
  /** What the person's granted lines must claim among all cities before they count. */
  readonly sameKind: readonly SameKindClaim[];
}

/** Decides one person's due grants with the facts of the month. `taken` is what other cities were first to claim. */
export function calculatePerson(packs: PackSet, input: CalculationInput, token: PersonToken, grants: readonly Grant[], taken: ReadonlyMap<string, TakenElsewhere>): PersonResult {
  const person = input.persons.get(token);
  const dues = grants.map((grant) => dueOf(grant, input.month));
  if (!person) return holdAll(dues, input.chunkId, 'person-unknown');
  if (!person.accountIsOwn) return holdAll(dues, input.chunkId, 'account-not-own');

  const past = new Map((input.history.get(token) ?? []).map((entry) => [dueKey(entry.due), entry]));
  const claims = grants.map((grant, index) => ({ due: dues[index] as Due, claim: claimOf(grant, dues[index] as Due, person, index) }));
  const decided = decideInTurn(packs, claims, past, dues.flatMap((due) => paidElsewhere(packs, due, person, taken)));
  return resultOf(packs, input, person, dues, past, decided);
}

function resultOf(packs: PackSet, input: CalculationInput, person: PersonFacts, dues: readonly Due[], past: ReadonlyMap<string, PastDue>, decided: readonly Decided[]): PersonResult {
  const lines: Line[] = [];
  const held: HeldLine[] = [];
  const sameKind: SameKindClaim[] = [];
  dues.forEach((due, index) => {
    const { decision, receipt } = decided[index] as Decided;
    const soFar = past.get(dueKey(due)) ?? { amountFen: fen(0), items: 0 };
    const hold = (codes: HeldLine['codes']): void => { held.push({ due, chunkId: input.chunkId, codes, receiptId: receipt.id }); };
    if (decision.outcome !== 'granted') return hold(soFar.amountFen > 0 ? [...decision.codes, 'overpaid-before'] : decision.codes);
    const claim = sameKindClaimOf(packs, due, person, fen(decision.amountFen), input.chunkId);
    if (claim) sameKind.push(claim);
    const differenceFen = subtractFen(fen(decision.amountFen), soFar.amountFen);
    if (differenceFen > 0) lines.push({ due, revision: soFar.items, amountFen: differenceFen, clause: decision.clause ?? due.entitlement, receiptId: receipt.id });
    if (differenceFen < 0) hold(['overpaid-before']);
  });
  return { lines, held, receipts: decided.map(({ receipt }) => receipt), sameKind };
}

function holdAll(dues: readonly Due[], chunkId: string, code: 'person-unknown' | 'account-not-own'): PersonResult {
  return { lines: [], held: dues.map((due) => ({ due, chunkId, codes: [code], receiptId: null })), receipts: [], sameKind: [] };
}

function dueOf(grant: Grant, month: Month): Due {
  return { city: grant.city, person: grant.person, entitlement: grant.entitlement, subject: grant.subject, period: periodOf(grant, month) };
}

function claimOf(grant: Grant, due: Due, person: PersonFacts, index: number): Claim {
  return {
    id: String(index),
    entitlement: grant.entitlement,
    beneficiary: { kind: person.kind, id: grant.person },
    ...(grant.subject === null ? {} : { subject: grant.subject }),
    period: due.period,
    facts: factsOfPeriod(grant, due, person),
  };
}

/** The facts that the claim stated, and those of the month that the registry knows. */
export function factsOfPeriod(grant: Pick<Grant, 'facts'>, due: Pick<Due, 'period'>, person: PersonFacts): Facts {
  return isMonth(due.period) ? { ...grant.facts, ...registryFactsIn(person, due.period) } : grant.facts;
}

function sameKindClaimOf(packs: PackSet, due: Due, person: PersonFacts, amountFen: Fen, chunkId: string): SameKindClaim | undefined {
  const group = describeEntitlement(packs, due.entitlement)?.group;
  if (!group?.acrossCities) return undefined;
  return { id: sameKindIdOf(person.sameKindIndex, group.name, due.period), city: due.city, dueKey: dueKey(due), chunkId, amountFen };
}

/** A month that another city pays enters the history under this city's own entitlement: that it is paid, and how much, is all it learns. */
function paidElsewhere(packs: PackSet, due: Due, person: PersonFacts, taken: ReadonlyMap<string, TakenElsewhere>): readonly HistoryEntry[] {
  const group = describeEntitlement(packs, due.entitlement)?.group;
  const other = group?.acrossCities ? taken.get(sameKindIdOf(person.sameKindIndex, group.name, due.period)) : undefined;
  return other ? [historyEntryOf({ due, amountFen: other.amountFen }, person.kind)] : [];
}
