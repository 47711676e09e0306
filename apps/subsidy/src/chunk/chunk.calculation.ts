import { fen, isMonth, subtractFen, type CityCode, type Fen, type Month, type PersonToken } from '@gongjiang/kernel';
import { decideWithReceipts, describeEntitlement, type Claim, type Decision, type HistoryEntry, type PackSet, type Receipt } from '@gongjiang/policy';
import { duePeriod, type Facts, type Grant } from '../grant/grant.js';
import type { HeldLine } from '../held-line/held-line.js';
import { dueKey, type Due, type PastDue } from '../item/item.js';
import { isEmployedIn, type PersonFacts } from '../person/person.js';
import { sameKindIdOf, type SameKindClaim, type TakenElsewhere } from '../same-kind/same-kind.js';

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

  const past = input.history.get(token) ?? [];
  const own = new Set(dues.map(dueKey));
  const history = past.filter((entry) => !own.has(dueKey(entry.due))).map(historyEntryOf);
  const elsewhere = dues.flatMap((due) => paidElsewhere(packs, due, person, taken));
  const { answer, receipts } = decideWithReceipts(packs, {
    pack: packOf(dues),
    claims: grants.map((grant, index) => claimOf(grant, dues[index] as Due, person, index)),
    history: [...history, ...elsewhere],
  });
  return resultOf(packs, input, person, dues, past, answer.decisions, receipts);
}

function resultOf(packs: PackSet, input: CalculationInput, person: PersonFacts, dues: readonly Due[], past: readonly PastDue[], decisions: readonly Decision[], receipts: readonly Receipt[]): PersonResult {
  const lines: Line[] = [];
  const held: HeldLine[] = [];
  const sameKind: SameKindClaim[] = [];
  dues.forEach((due, index) => {
    const decision = decisions[index] as Decision;
    const receiptId = (receipts[index] as Receipt).id;
    if (decision.outcome !== 'granted') {
      held.push({ due, chunkId: input.chunkId, codes: decision.codes, receiptId });
      return;
    }
    const claim = sameKindClaimOf(packs, due, person, fen(decision.amountFen), input.chunkId);
    if (claim) sameKind.push(claim);
    const soFar = past.find((entry) => dueKey(entry.due) === dueKey(due)) ?? { amountFen: fen(0), items: 0 };
    const differenceFen = subtractFen(fen(decision.amountFen), soFar.amountFen);
    if (differenceFen > 0) lines.push({ due, revision: soFar.items, amountFen: differenceFen, clause: decision.clause ?? due.entitlement, receiptId });
    if (differenceFen < 0) held.push({ due, chunkId: input.chunkId, codes: ['overpaid-before'], receiptId });
  });
  return { lines, held, receipts, sameKind };
}

function holdAll(dues: readonly Due[], chunkId: string, code: 'person-unknown' | 'account-not-own'): PersonResult {
  return { lines: [], held: dues.map((due) => ({ due, chunkId, codes: [code], receiptId: null })), receipts: [], sameKind: [] };
}

function dueOf(grant: Grant, month: Month): Due {
  return { city: grant.city, person: grant.person, entitlement: grant.entitlement, subject: grant.subject, period: duePeriod(grant, month) ?? month };
}

function claimOf(grant: Grant, due: Due, person: PersonFacts, index: number): Claim {
  return {
    id: String(index),
    entitlement: grant.entitlement,
    beneficiary: { kind: 'person', id: grant.person },
    ...(grant.subject === null ? {} : { subject: grant.subject }),
    period: due.period,
    facts: factsOfPeriod(grant, due, person),
  };
}

/** The facts that the claim stated, and those of the month that the registry knows. */
export function factsOfPeriod(grant: Pick<Grant, 'facts'>, due: Pick<Due, 'period'>, person: PersonFacts): Facts {
  return isMonth(due.period) ? { ...grant.facts, employed: isEmployedIn(person.employment, due.period) } : grant.facts;
}

function historyEntryOf(past: PastDue): HistoryEntry {
  const { due, amountFen } = past;
  return {
    entitlement: due.entitlement,
    beneficiary: { kind: 'person', id: due.person },
    ...(due.subject === null ? {} : { subject: due.subject }),
    period: due.period,
    amountFen,
  };
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
  return other ? [historyEntryOf({ due, amountFen: other.amountFen, items: 1 })] : [];
}

function packOf(dues: readonly Due[]): string {
  return (dues[0]?.entitlement ?? '').split('/')[0] ?? '';
}
