import { addMonths, fen, isMonth, subtractFen, ZERO_FEN, type CityCode, type Fen, type Month, type PersonToken } from '@gongjiang/kernel';
import { describeEntitlement, type Claim, type HistoryEntry, type PackSet, type Receipt } from '@gongjiang/policy';
import { divideLines, type DividedLine } from '../clawback/offset.js';
import type { OffsetPlan } from '../clawback/offset-plans.js';
import { factsIn, periodsOf, type Facts, type Grant } from '../grant/grant.js';
import type { HeldLine, HoldCode } from '../held-line/held-line.js';
import { dueKey, type Due, type DueSoFar, type ItemWay, type PastDue } from '../item/item.js';
import type { CreditBars } from '../person-check/credit-bar.js';
import { isAbout } from '../person-check/person-check.js';
import { findingKey, type Findings } from '../person-check/person-checks.js';
import { registryFactsIn, type PersonFacts } from '../person/person.js';
import { claimOn, lossKey, sameKindKeyOf, takenOf, type SameKindClaim, type TakenElsewhere } from '../same-kind/same-kind.js';
import { decideInTurn, historyEntryOf, type Decided } from './chunk.decision.js';

/** Everything that the calculation of a chunk rests on, read before it starts. */
export interface CalculationInput {
  readonly city: CityCode;
  readonly chunkId: string;
  readonly month: Month;
  readonly grants: readonly Grant[];
  /** The month from which a grant is decided afresh, for those that are rechecked. */
  readonly rechecks: Readonly<Record<string, Month>>;
  readonly persons: ReadonlyMap<PersonToken, PersonFacts>;
  /** What every due of these persons is entitled to so far, approved or on the way, by person. */
  readonly history: ReadonlyMap<PersonToken, readonly PastDue[]>;
  /** What the check of persons found. */
  readonly findings: Findings;
  /** Whom the credit file bars, and when. */
  readonly credit: CreditBars;
  /** What may be kept from whom against claims back. */
  readonly offsets: ReadonlyMap<PersonToken, OffsetPlan>;
}

/** A line that carries money: what becomes an item. */
export interface Line {
  readonly due: Due;
  readonly isMonthly: boolean;
  readonly revision: number;
  /** The due has money already, and this is what is lacking or too much. */
  readonly isDifference: boolean;
  readonly way: ItemWay;
  /** Below zero where it is claimed back. */
  readonly amountFen: Fen;
  /** The claim back that the money is kept for. */
  readonly clawback: string | null;
  readonly clause: string;
  readonly receiptId: string;
}

/** A monthly due of this month against the same of the month before. */
export interface Compared {
  readonly as: 'fresh' | 'same' | 'changed';
  readonly amountFen: Fen;
}

/** What calculation made of one person. */
export interface PersonResult {
  readonly lines: readonly Line[];
  readonly held: readonly HeldLine[];
  readonly receipts: readonly Receipt[];
  /** The month's granted dues against those of the month before. */
  readonly compared: readonly Compared[];
  /** What the person's granted lines must claim among all cities, or all payees, before they count. */
  readonly sameKind: readonly SameKindClaim[];
}

/** What others were first to claim, by who lost it. */
type Taken = ReadonlyMap<string, TakenElsewhere>;

/** A person's dues as they were decided, and what bears on what becomes of them. */
interface Calculated {
  readonly person: PersonFacts;
  readonly asked: readonly GrantDue[];
  readonly past: ReadonlyMap<string, PastDue>;
  readonly decided: readonly Decided[];
  readonly taken: Taken;
}

/** A due of the batch, and the grant that it comes of. */
interface GrantDue {
  readonly grant: Grant;
  readonly due: Due;
}

/** Decides one person's due grants with the facts of each month. `taken` is what others were first to claim. */
export function calculatePerson(packs: PackSet, input: CalculationInput, token: PersonToken, grants: readonly Grant[], taken: Taken): PersonResult {
  const person = input.persons.get(token);
  const dues = duesOf(grants, input);
  if (!person) return holdAll(dues, input.chunkId, 'person-unknown');
  if (!person.accountIsOwn) return holdAll(dues, input.chunkId, 'account-not-own');

  const past = pastOf(input.history.get(token));
  const asked: GrantDue[] = [];
  const held: HeldLine[] = [];
  for (const one of dues) {
    const codes = foundAgainst(packs, one, input);
    if (codes.length === 0) asked.push(one);
    else held.push({ due: one.due, chunkId: input.chunkId, codes, receiptId: null });
  }
  const claims = asked.map(({ grant, due }, index) => ({ due, claim: claimOf(grant, due, person, index) }));
  const decided = claims.length === 0 ? [] : decideInTurn(packs, claims, past, paidElsewhere(packs, asked, person, taken), input.credit.get(token) ?? []);
  const result = resultOf(packs, input, { person, asked, past, decided, taken });
  return { lines: result.lines, held: [...held, ...result.held], receipts: result.receipts, compared: compare(asked, decided, past, input.month), sameKind: result.sameKind };
}

const NO_PAST: ReadonlyMap<string, PastDue> = new Map();

function pastOf(history: readonly PastDue[] | undefined): ReadonlyMap<string, PastDue> {
  return history === undefined ? NO_PAST : new Map(history.map((entry) => [dueKey(entry.due), entry]));
}

function resultOf(packs: PackSet, input: CalculationInput, { person, asked, past, decided, taken }: Calculated): Omit<PersonResult, 'compared'> {
  const more: NewMoney[] = [];
  const back: Line[] = [];
  const held: HeldLine[] = [];
  const sameKind: SameKindClaim[] = [];
  const { chunkId } = input;
  for (let at = 0; at < asked.length; at += 1) {
    const { grant, due } = asked[at] as GrantDue;
    const { decision, receipt } = decided[at] as Decided;
    const soFar = (past.size === 0 ? undefined : past.get(dueKey(due))) ?? NOTHING_SO_FAR;
    const isGranted = decision.outcome === 'granted';
    if (!isGranted && soFar.amountFen <= 0) {
      held.push({ due, chunkId, codes: isOtherCities(packs, due, person, taken) ? [...decision.codes, 'paid-elsewhere'] : decision.codes, receiptId: receipt.id });
      continue;
    }
    // What a person must decide or supply is no reason to ask for money back.
    if (decision.outcome === 'needs-input') {
      held.push({ due, chunkId, codes: decision.codes, receiptId: receipt.id });
      continue;
    }
    const claim = isGranted ? sameKindClaimOf(packs, due, person, { amountFen: fen(decision.amountFen), chunkId, taken }) : undefined;
    if (claim) sameKind.push(claim);
    const amountFen = subtractFen(fen(decision.amountFen), soFar.amountFen);
    const line = { due, isMonthly: grant.times === 'monthly', revision: soFar.items, isDifference: soFar.amountFen > 0, amountFen, clause: decision.clause ?? due.entitlement, receiptId: receipt.id };
    if (amountFen > 0) more.push(line);
    else if (amountFen < 0 && soFar.isPaid) back.push(lineOf(line, 'claim-back'));
    else if (amountFen < 0) held.push({ due, chunkId, codes: [...decision.codes, 'overpaid-before'], receiptId: receipt.id });
  }
  const divided = divide(more, input.offsets.get(person.token), chunkId);
  return { lines: [...divided.lines, ...back], held: [...held, ...divided.held], receipts: decided.map(({ receipt }) => receipt), sameKind };
}

const NOTHING_SO_FAR: DueSoFar = { amountFen: ZERO_FEN, items: 0, isPaid: true };

/** A due's new money before it is known who gets it: the person, or a claim back. */
type NewMoney = Omit<Line, 'way' | 'clawback'>;

/** Divides new money between the person and what is claimed back from the person. */
function divide(more: readonly NewMoney[], plan: OffsetPlan | undefined, chunkId: string): Pick<PersonResult, 'lines' | 'held'> {
  if (!plan) return { lines: more.map((line) => lineOf(line, 'pay')), held: [] };
  const divided = divideLines(more.map(({ due, amountFen }) => ({ dueKey: dueKey(due), amountFen })), plan);
  const held = more.filter((_line, at) => divided[at]?.isHeld).map(({ due, receiptId }): HeldLine => ({ due, chunkId, codes: ['clawback-open'], receiptId }));
  return { lines: more.flatMap((line, at) => partsOf(line, divided[at] as DividedLine)), held };
}

/** Written out by fields: there is one for each line of a city. */
function lineOf({ due, isMonthly, revision, isDifference, amountFen, clause, receiptId }: NewMoney, way: ItemWay): Line {
  return { due, isMonthly, revision, isDifference, way, amountFen, clawback: null, clause, receiptId };
}

/** The parts of one line, a revision each. */
function partsOf(line: NewMoney, { isHeld, payFen, offsets }: DividedLine): readonly Line[] {
  if (isHeld) return [];
  const paid = payFen > 0 ? [{ ...line, way: 'pay' as const, amountFen: payFen, clawback: null }] : [];
  const kept = offsets.map(({ caseId, amountFen }) => ({ ...line, way: 'offset' as const, amountFen, clawback: caseId }));
  return [...paid, ...kept].map((part, at) => ({ ...part, revision: line.revision + at }));
}

/** What the check of persons found for a due: for a month, of that month; for what is paid once, of the month of the batch. */
function foundAgainst(packs: PackSet, { due }: GrantDue, { findings, month }: CalculationInput): readonly HoldCode[] {
  if (findings.size === 0) return NOTHING_FOUND;
  const found = findings.get(findingKey(due.person, isMonth(due.period) ? due.period : month)) ?? NOTHING_FOUND;
  return found.length === 0 ? found : found.filter((code) => isAbout(code, describeEntitlement(packs, due.entitlement)));
}

const NOTHING_FOUND: readonly HoldCode[] = [];

function holdAll(dues: readonly GrantDue[], chunkId: string, code: 'person-unknown' | 'account-not-own'): PersonResult {
  return { lines: [], held: dues.map(({ due }) => ({ due, chunkId, codes: [code], receiptId: null })), receipts: [], compared: [], sameKind: [] };
}

/** The dues that are granted for the batch's own month, against what the month before came to. */
function compare(asked: readonly GrantDue[], decided: readonly Decided[], past: ReadonlyMap<string, PastDue>, month: Month): readonly Compared[] {
  const compared: Compared[] = [];
  for (let at = 0; at < asked.length; at += 1) {
    const { grant, due } = asked[at] as GrantDue;
    const { decision } = decided[at] as Decided;
    if (grant.times !== 'monthly' || due.period !== month || decision.outcome !== 'granted') continue;
    const beforeFen = past.size === 0 ? ZERO_FEN : past.get(dueKey({ ...due, period: addMonths(month, -1) }))?.amountFen ?? ZERO_FEN;
    compared.push({ as: beforeFen === 0 ? 'fresh' : beforeFen === decision.amountFen ? 'same' : 'changed', amountFen: fen(decision.amountFen) });
  }
  return compared;
}

function duesOf(grants: readonly Grant[], { rechecks, month }: CalculationInput): readonly GrantDue[] {
  const dues: GrantDue[] = [];
  for (const grant of grants) {
    const { city, person, entitlement, subject } = grant;
    for (const period of periodsOf(grant, rechecks[grant.id] ?? month, month)) dues.push({ grant, due: { city, person, entitlement, subject, period } });
  }
  return dues;
}

function claimOf(grant: Grant, due: Due, person: PersonFacts, index: number): Claim {
  const { entitlement, subject } = grant;
  const claim = { id: String(index), entitlement, beneficiary: { kind: person.kind, id: grant.person }, period: due.period, facts: factsOfPeriod(grant, due, person) };
  return subject === null ? claim : { ...claim, subject };
}

/** The facts that the claim or a correction stated for the period, and those of the month that the registry knows. */
export function factsOfPeriod(grant: Pick<Grant, 'facts' | 'corrected'>, due: Pick<Due, 'period'>, person: PersonFacts): Facts {
  const facts = factsIn(grant, due.period);
  return isMonth(due.period) ? { ...facts, ...registryFactsIn(person, due.period) } : facts;
}

/** What a granted line claims before it counts. */
function sameKindClaimOf(packs: PackSet, due: Due, { sameKindIndex }: PersonFacts, { amountFen, chunkId, taken }: { readonly amountFen: Fen; readonly chunkId: string; readonly taken: Taken }): SameKindClaim | undefined {
  const key = sameKindKeyOf(packs, due, sameKindIndex);
  return key && claimOn(key, taken, { city: due.city, dueKey: dueKey(due), chunkId, amountFen });
}

/**
 * What another city pays of the month, or another payee was given for the subject, enters the history under this due's own
 * entitlement: that it is paid, and how much, is all that is learnt.
 */
function paidElsewhere(packs: PackSet, dues: readonly GrantDue[], { sameKindIndex, kind }: PersonFacts, taken: Taken): readonly HistoryEntry[] {
  if (taken.size === 0) return [];
  // Two of one's own dues may name the same subject: what another was given for it is given once.
  const entries = dues.flatMap(({ due }) => {
    const key = sameKindKeyOf(packs, due, sameKindIndex);
    return key ? takenOf(key, taken).map((other) => [lossKey(other), historyEntryOf({ due, amountFen: other.amountFen }, kind)] as const) : [];
  });
  return [...new Map(entries).values()];
}

/** The month is another city's: should that city's line end unpaid, it is free again, and so it is asked for until then. */
function isOtherCities(packs: PackSet, due: Due, { sameKindIndex }: PersonFacts, taken: Taken): boolean {
  const key = taken.size === 0 ? undefined : sameKindKeyOf(packs, due, sameKindIndex);
  return key?.rivals === 'cities' && takenOf(key, taken).length > 0;
}
