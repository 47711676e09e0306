import { describe, expect, it } from '@jest/globals';
import { canonicalJson, day, fen, month, type Month } from '@gongjiang/kernel';
import { loadPacks } from '@gongjiang/policy';
import type { Grant } from '../grant/grant.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import type { OffsetPlan } from '../clawback/offset-plans.js';
import { dueKey, type PastDue } from '../item/item.js';
import type { PersonFacts } from '../person/person.js';
import { factsNo, IN_WORK, tokenNo } from '../person/person.builders.js';
import { lossKey, sameKindIdOf, type TakenElsewhere } from '../same-kind/same-kind.js';
import { CHUNK_ID, dueOfGrant, inputOf, NOVEMBER, pastOf } from './chunk.builders.js';
import { calculatePerson, type PersonResult } from './chunk.calculation.js';
import { chunkTotalsOf } from './chunk.totals.js';

const packs = loadPacks();
const OCTOBER = month('2026-10');

interface Case {
  readonly grants?: readonly Grant[];
  readonly person?: Partial<PersonFacts> | null;
  readonly history?: readonly PastDue[];
  readonly taken?: readonly TakenElsewhere[];
  readonly rechecks?: Readonly<Record<string, Month>>;
  readonly offsets?: OffsetPlan;
}

/** Calculates the first person: in work, with one allowance, and nothing paid before, unless the test says so. */
function calculated({ grants = [allowanceOf(1)], person = {}, history = [], taken = [], rechecks = {}, offsets }: Case = {}): PersonResult {
  const persons = person === null ? [] : [factsNo(1, person)];
  return calculatePerson(packs, inputOf({ grants, persons, history, rechecks, offsets: new Map(offsets ? [[tokenNo(1), offsets]] : []) }), tokenNo(1), grants, new Map(taken.map((other) => [lossKey(other), other])));
}

const LEFT: Partial<PersonFacts> = { employment: { ...IN_WORK, until: day('2026-11-01') } };
const amounts = (result: PersonResult): number[] => result.lines.map((line) => line.amountFen);
const reasons = (result: PersonResult): (readonly string[])[] => result.held.map((line) => line.codes);
const receiptOf = (result: PersonResult, id: string | null | undefined): Record<string, unknown> => JSON.parse(result.receipts.find((receipt) => receipt.id === id)?.json ?? '{}') as Record<string, unknown>;

describe('a due grant', () => {
  it('becomes a line with the amount of its clause, and a receipt that says why', () => {
    const result = calculated();
    expect(result.lines).toEqual([{ due: dueOfGrant(allowanceOf(1)), isMonthly: true, revision: 0, isDifference: false, way: 'pay', amountFen: 60_000, clawback: null, clause: 'jinhua/7', receiptId: result.receipts[0]?.id }]);
    expect(receiptOf(result, result.lines[0]?.receiptId)).toMatchObject({ decision: { outcome: 'granted', amountFen: 60_000, clause: 'jinhua/7' } });
    expect(result.held).toEqual([]);
  });

  it('of a person who left the job is held, with the receipt of the refusal', () => {
    const result = calculated({ person: { employment: { ...IN_WORK, until: day('2026-11-29') } } });
    expect(reasons(result)).toEqual([['condition-failed']]);
    expect(receiptOf(result, result.held[0]?.receiptId)).toMatchObject({ claim: { facts: { employed: false } }, decision: { outcome: 'refused' } });
  });

  it('of a person who works on the month\'s last day is paid', () => {
    expect(amounts(calculated({ person: { employment: { ...IN_WORK, until: day('2026-11-30') } } }))).toEqual([60_000]);
  });

  it('goes by the registry and not by what the claim once stated of the job', () => {
    const grants = [allowanceOf(1, { facts: { ...allowanceOf(1).facts, employed: true } })];
    expect(reasons(calculated({ grants, person: { employment: { ...IN_WORK, until: day('2026-10-31') } } }))).toEqual([['condition-failed']]);
  });

  it('of a person whose account is in another name is held undecided', () => {
    expect(calculated({ person: { accountIsOwn: false } })).toEqual({ lines: [], receipts: [], compared: [], sameKind: [], held: [{ due: dueOfGrant(allowanceOf(1)), chunkId: CHUNK_ID, codes: ['account-not-own'], receiptId: null }] });
  });

  it('of a person whom the registry does not know is held', () => {
    expect(reasons(calculated({ person: null }))).toEqual([['person-unknown']]);
  });

  it('is paid in its 24th month and held in its 25th', () => {
    const since = (first: string): Grant => allowanceOf(1, { firstMonth: month(first), facts: { ...allowanceOf(1).facts, firstMonth: first } });
    expect(amounts(calculated({ grants: [since('2024-12')] }))).toEqual([60_000]);
    expect(reasons(calculated({ grants: [since('2024-11')] }))).toEqual([['term-ended']]);
  });

  it('that is paid once keeps the period of its claim, also when it was marked as spent in the meantime', () => {
    expect(calculated({ grants: [trainingOf(1)] }).lines[0]?.due.period).toBe('2026-10');
    expect(calculated({ grants: [trainingOf(1, { spentIn: CHUNK_ID })] }).lines[0]?.due.period).toBe('2026-10');
  });
});

describe('a month that another city pays', () => {
  const id = sameKindIdOf('person-1', 'post-allowance', NOVEMBER);
  it('is held as a duplicate until the other city sets it free, and the receipt shows the month and the amount, and not the city', () => {
    const result = calculated({ taken: [{ id, amountFen: fen(50_000) }] });
    expect(reasons(result)).toEqual([['duplicate', 'paid-elsewhere']]);
    const receipt = receiptOf(result, result.held[0]?.receiptId);
    expect(JSON.stringify(receipt)).toContain('50000');
    expect(JSON.stringify(receipt)).not.toContain('wenzhou');
    expect(result.sameKind).toEqual([]);
  });

  it('is claimed among the cities before it counts', () => {
    expect(calculated().sameKind).toEqual([{ id, city: '330700', dueKey: expect.any(String), chunkId: CHUNK_ID, amountFen: 60_000 }]);
  });

  it('does not stand in the way of what is no allowance', () => {
    const result = calculated({ grants: [allowanceOf(1), trainingOf(1)], taken: [{ id, amountFen: fen(50_000) }] });
    expect(amounts(result)).toEqual([280_000]);
    expect(result.sameKind.filter(({ payee }) => payee === undefined)).toEqual([]);
  });
});

describe('a subject that another payee was given money for', () => {
  const ENTERPRISE: Partial<PersonFacts> = { kind: 'enterprise', employment: null };
  const studio = trainingOf(1, { entitlement: 'jinhua/4/innovation-studio', subject: 'w-1', facts: { approvedCostFen: 1_000_000 } });
  const workshop = trainingOf(1, { entitlement: 'jinhua/4/master-workshop', subject: 'w-1', facts: { approvedCostFen: 15_000_000 } });
  const lost = (subject: string, group: string, place: number, amountFen: number): TakenElsewhere => ({ id: `330700|${group}|${subject}|${place}`, payee: tokenNo(1), amountFen: fen(amountFen) });

  it('is claimed among the payees of the city before it counts', () => {
    expect(calculated({ grants: [trainingOf(1)] }).sameKind).toMatchObject([{ id: '330700|training|training-1|0', payee: tokenNo(1), amountFen: 280_000 }]);
  });

  it('is not paid again where the kind is exclusive', () => {
    expect(reasons(calculated({ grants: [trainingOf(1)], taken: [lost('training-1', 'training', 0, 1)] }))).toEqual([['duplicate']]);
  });

  it('is topped up where the kind is, and the next place is claimed for that, so that the third sees both', () => {
    const second = calculated({ person: ENTERPRISE, grants: [workshop], taken: [lost('w-1', 'workshop', 0, 1_000_000)] });
    expect([amounts(second), second.sameKind]).toMatchObject([[14_000_000], [{ id: '330700|workshop|w-1|1', amountFen: 14_000_000 }]]);
    const third = calculated({ person: ENTERPRISE, grants: [workshop], taken: [lost('w-1', 'workshop', 0, 1_000_000), lost('w-1', 'workshop', 1, 14_000_000)] });
    expect(reasons(third)).toEqual([['duplicate']]);
  });

  it('counts once against a payee who has two claims for it', () => {
    const result = calculated({ person: ENTERPRISE, grants: [studio, workshop], taken: [lost('w-1', 'workshop', 0, 5_000_000)] });
    expect(result.lines.map(({ due, amountFen }) => [due.entitlement, amountFen])).toEqual([['jinhua/4/master-workshop', 10_000_000]]);
  });
});

describe('a due that has items already', () => {
  const senior = allowanceOf(1, { facts: { ...allowanceOf(1).facts, level: 'senior-technician' } });

  it('brings the difference as the next revision', () => {
    expect(calculated({ grants: [senior], history: [pastOf(senior, 60_000)] }).lines).toMatchObject([{ revision: 1, amountFen: 40_000 }]);
    expect(calculated({ grants: [senior], history: [pastOf(senior, 80_000, 2)] }).lines).toMatchObject([{ revision: 2, amountFen: 20_000 }]);
  });

  it('is counted as raised where it had money, and as a late month where its line was never paid', () => {
    const october = (amountFen: number) => pastOf(senior, amountFen, 1, { period: OCTOBER });
    const totalsOf = (past: PastDue) => chunkTotalsOf([calculated({ grants: [senior], history: [past, pastOf(senior, 100_000)], rechecks: { [senior.id]: OCTOBER } })], NOVEMBER);
    expect(totalsOf(october(60_000))).toMatchObject({ raised: { lines: 1, amountFen: 40_000 }, late: { lines: 0 } });
    expect(totalsOf(october(0))).toMatchObject({ raised: { lines: 0 }, late: { lines: 1, amountFen: 100_000 } });
  });

  it('brings nothing where nothing changed', () => {
    expect(calculated({ history: [pastOf(allowanceOf(1), 60_000)] })).toMatchObject({ lines: [], held: [] });
  });

  it('is claimed back where it was paid too much before, by the difference', () => {
    expect(calculated({ history: [pastOf(allowanceOf(1), 100_000)] })).toMatchObject({ held: [], lines: [{ way: 'claim-back', amountFen: -40_000, revision: 1 }] });
  });

  it('is claimed back altogether where nothing is due any longer, with the receipt that says why', () => {
    const result = calculated({ person: LEFT, history: [pastOf(allowanceOf(1), 60_000)] });
    expect(result).toMatchObject({ held: [], lines: [{ way: 'claim-back', amountFen: -60_000 }] });
    expect(receiptOf(result, result.lines[0]?.receiptId)).toMatchObject({ decision: { outcome: 'refused', codes: ['condition-failed'] } });
  });

  it('is held with both reasons where what was paid too much has not arrived', () => {
    const history = [{ ...pastOf(allowanceOf(1), 60_000), isPaid: false }];
    expect(calculated({ person: LEFT, history })).toMatchObject({ lines: [], held: [{ codes: ['condition-failed', 'overpaid-before'] }] });
  });

  it('is not claimed back where a fact is missing: a person must supply it first', () => {
    const { level: _level, ...facts } = allowanceOf(1).facts;
    expect(calculated({ grants: [allowanceOf(1, { facts })], history: [pastOf(allowanceOf(1), 60_000)] })).toMatchObject({ lines: [], held: [{ codes: ['missing-fact'] }] });
  });

  it('that was claimed back is paid again when it is due again, and never beyond', () => {
    expect(calculated({ history: [pastOf(allowanceOf(1), 0, 2)] }).lines).toMatchObject([{ way: 'pay', amountFen: 60_000, revision: 2 }]);
  });

  it('keeps a later claim of the same kind out, though that one is higher: the month is paid already', () => {
    const later = allowanceOf(1, { subject: 'cert-9', facts: senior.facts });
    const result = calculated({ grants: [allowanceOf(1), later], history: [pastOf(allowanceOf(1), 60_000)] });
    expect(result.lines).toEqual([]);
    expect(result.held).toMatchObject([{ due: { subject: 'cert-9' }, codes: ['duplicate'] }]);
  });

  it('of another month stands in nobody\'s way', () => {
    expect(amounts(calculated({ history: [pastOf(allowanceOf(1), 60_000, 1, { period: month('2026-10') })] }))).toEqual([60_000]);
  });
});

describe('a grant that is rechecked', () => {
  const SEPTEMBER = month('2026-09');
  const rechecks = { [allowanceOf(1).id]: SEPTEMBER };
  const paid = (period: string, amountFen = 60_000): PastDue => pastOf(allowanceOf(1), amountFen, 1, { period: month(period) });
  const lines = (result: PersonResult): unknown => result.lines.map(({ due, way, amountFen }) => [due.period, way, amountFen]);

  it('pays the months that were missed, each with its own decision', () => {
    const result = calculated({ rechecks });
    expect(lines(result)).toEqual([['2026-09', 'pay', 60_000], ['2026-10', 'pay', 60_000], ['2026-11', 'pay', 60_000]]);
    expect(new Set(result.lines.map((line) => line.receiptId)).size).toBe(3);
  });

  it('leaves alone the months that come to the same', () => {
    expect(lines(calculated({ rechecks, history: [paid('2026-09'), paid('2026-10')] }))).toEqual([['2026-11', 'pay', 60_000]]);
  });

  it('claims a month back in which the person was not in work any more, and pays none after', () => {
    const left = { employment: { ...IN_WORK, until: day('2026-10-15') } };
    expect(lines(calculated({ rechecks, person: left, history: [paid('2026-09'), paid('2026-10')] }))).toEqual([['2026-10', 'claim-back', -60_000]]);
  });

  it('pays the difference of a month that was paid too little', () => {
    expect(lines(calculated({ rechecks, history: [paid('2026-09', 50_000), paid('2026-10')] }))).toEqual([['2026-09', 'pay', 10_000], ['2026-11', 'pay', 60_000]]);
  });
});

describe('what is claimed back from a person', () => {
  const plan: OffsetPlan = { heldDues: [], cases: [{ caseId: 'case-1', dueKey: 'another', remainingFen: fen(25_000), letGoFen: fen(0), keepBasisPoints: 5_000, keepAtLeastFen: fen(0) }] };
  const parts = (result: PersonResult): unknown => result.lines.map(({ way, amountFen, revision, clawback }) => [way, amountFen, revision, clawback]);

  it('is kept from new money as a line of its own, and the person keeps the share', () => {
    expect(parts(calculated({ offsets: plan }))).toEqual([['pay', 35_000, 0, null], ['offset', 25_000, 1, 'case-1']]);
    expect(parts(calculated({ offsets: { ...plan, cases: plan.cases.map((one) => ({ ...one, remainingFen: fen(90_000) })) } }))).toEqual([['pay', 30_000, 0, null], ['offset', 30_000, 1, 'case-1']]);
  });

  it('holds the due itself until the case ends', () => {
    const held = { cases: [], heldDues: [dueKey(dueOfGrant(allowanceOf(1)))] };
    expect(calculated({ offsets: held })).toMatchObject({ lines: [], held: [{ codes: ['clawback-open'] }] });
  });
});

describe('the month against the month before', () => {
  const october = (amountFen: number): PastDue => pastOf(allowanceOf(1), amountFen, 1, { period: month('2026-10') });
  it.each<[string, readonly PastDue[]]>([['fresh', []], ['same', [october(60_000)]], ['changed', [october(50_000)]]])('is told as %s', (as, history) => {
    expect(calculated({ history }).compared).toEqual([{ as, amountFen: 60_000 }]);
  });

  it('speaks of monthly dues alone, and of those that are granted', () => {
    expect(calculated({ grants: [trainingOf(1)] }).compared).toEqual([]);
    expect(calculated({ person: LEFT }).compared).toEqual([]);
  });
});

describe('two allowances of one person in one month', () => {
  const higher = allowanceOf(1, { subject: 'cert-9', facts: { ...allowanceOf(1).facts, level: 'senior-technician' } });
  it('come to the higher one', () => {
    const result = calculated({ grants: [allowanceOf(1), higher] });
    expect(amounts(result)).toEqual([100_000]);
    expect(reasons(result)).toEqual([['superseded']]);
  });

  it('have a receipt each, in the order of the grants', () => {
    const result = calculated({ grants: [allowanceOf(1), higher], history: [pastOf(higher, 100_000)] });
    expect(result.receipts.map((receipt) => (JSON.parse(receipt.json) as { claim: { subject: string } }).claim.subject)).toEqual(['cert-1', 'cert-9']);
  });
});

it('the same input gives the same bytes', () => {
  const once = calculated({ grants: [allowanceOf(1), trainingOf(1)], history: [pastOf(allowanceOf(1), 10_000)] });
  const again = calculated({ grants: [allowanceOf(1), trainingOf(1)], history: [pastOf(allowanceOf(1), 10_000)] });
  expect(canonicalJson(again)).toBe(canonicalJson(once));
});
