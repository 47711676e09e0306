import { describe, expect, it } from '@jest/globals';
import { canonicalJson, day, fen, sumFen, type Month, type Period } from '@gongjiang/kernel';
import { loadPacks } from '@gongjiang/policy';
import fc from 'fast-check';
import { periodsOf, type Grant } from '../grant/grant.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { dueKey, itemId, type PastDue } from '../item/item.js';
import { isInScope, keysInScope, scopeOf } from '../item/past-due.scope.js';
import { factsNo, IN_WORK, tokenNo } from '../person/person.builders.js';
import { sameKindIdOf, type TakenElsewhere } from '../same-kind/same-kind.js';
import { dueOfGrant, inputOf, NOVEMBER, pastOf } from './chunk.builders.js';
import { calculatePerson, type CalculationInput, type PersonResult } from './chunk.calculation.js';
import { batchTotalsOf, chunkTotalsOf } from './chunk.totals.js';

const packs = loadPacks();

const level = fc.constantFrom('technician', 'senior-technician', 'senior');
const paidBefore = fc.constantFrom(0, 0, 0, 30_000, 60_000, 100_000, 130_000);
const allowances = fc.uniqueArray(fc.record({ cert: fc.integer({ min: 1, max: 4 }), level, before: paidBefore }), { maxLength: 3, selector: ({ cert }) => cert });
const trainings = fc.uniqueArray(fc.record({ training: fc.integer({ min: 1, max: 3 }), standardFen: fc.integer({ min: 0, max: 400_000 }), before: paidBefore }), { maxLength: 2, selector: ({ training }) => training });
const resident = fc.record({ allowances, trainings, isInWork: fc.boolean(), isOwnAccount: fc.integer({ max: 5, min: 0 }).map((roll) => roll > 0), isPaidElsewhere: fc.boolean(), hasArrived: fc.boolean() });
type Resident = (typeof resident) extends fc.Arbitrary<infer Value> ? Value : never;

/** The nth person of a chunk: what is due, what was paid, and what another city was first to claim. */
function caseOf(n: number, made: Resident): { readonly input: CalculationInput; readonly grants: readonly Grant[]; readonly taken: ReadonlyMap<string, TakenElsewhere> } {
  const monthly = made.allowances.map(({ cert, level: of }) => allowanceOf(n, { subject: `cert-${cert}`, facts: { ...allowanceOf(n).facts, level: of } }));
  const once = made.trainings.map(({ training, standardFen }) => trainingOf(n, { subject: `training-${training}`, facts: { ...trainingOf(n).facts, standardFen } }));
  const grants = [...monthly, ...once].sort((left, right) => (left.id < right.id ? -1 : 1));
  const before = new Map<Grant, number>([...monthly.map((grant, at) => [grant, made.allowances[at]?.before ?? 0] as const), ...once.map((grant, at) => [grant, made.trainings[at]?.before ?? 0] as const)]);
  const history = grants.flatMap((grant) => ((before.get(grant) ?? 0) > 0 ? [{ ...pastOf(grant, before.get(grant) ?? 0), isPaid: made.hasArrived }] : []));
  const person = factsNo(n, { accountIsOwn: made.isOwnAccount, employment: made.isInWork ? IN_WORK : { ...IN_WORK, until: day('2026-11-01') } });
  const id = sameKindIdOf(person.sameKindIndex, 'post-allowance', NOVEMBER);
  return { input: inputOf({ grants, persons: [person], history }), grants, taken: new Map(made.isPaidElsewhere ? [[id, { id, amountFen: fen(50_000) }]] : []) };
}

function calculated(n: number, made: Resident): PersonResult {
  const { input, grants, taken } = caseOf(n, made);
  return calculatePerson(packs, input, tokenNo(n), grants, taken);
}

interface Decided { readonly claim: { readonly subject: string }; readonly decision: { readonly outcome: string; readonly amountFen: number } }

/** What a due was decided to be worth: by its receipt, whatever became of the line. */
function decidedFen(result: PersonResult, subject: string | null): number {
  const receipts = result.receipts.map(({ json }) => JSON.parse(json) as Decided);
  const own = receipts.find(({ claim }) => claim.subject === subject);
  return own?.decision.outcome === 'granted' ? own.decision.amountFen : 0;
}

describe('whatever a person is due and was paid before', () => {
  it('what it was entitled to and the new line come to what was decided: more is paid, less is claimed back, or held where it has not arrived', () => {
    fc.assert(fc.property(resident.filter((made) => made.isOwnAccount), (made) => {
      const { grants, input } = caseOf(1, made);
      const result = calculated(1, made);
      for (const due of grants.map(dueOfGrant)) {
        const key = dueKey(due);
        const before = [...input.history.values()].flat().find((past) => dueKey(past.due) === key)?.amountFen ?? 0;
        const lines = result.lines.filter((line) => dueKey(line.due) === key);
        const held = result.held.filter((line) => dueKey(line.due) === key);
        const decided = decidedFen(result, due.subject);
        const overpaid = held.some((line) => line.codes.includes('overpaid-before'));
        expect(overpaid).toBe(before > decided && !made.hasArrived);
        if (!overpaid) expect(before + sumFen(lines.map((line) => line.amountFen))).toBe(decided);
        expect(lines.length + held.length).toBeLessThanOrEqual(1);
        expect(lines.every((line) => line.amountFen > 0 === (line.way === 'pay') && line.revision === (before > 0 ? 1 : 0))).toBe(true);
      }
    }), { numRuns: 300 });
  });

  it('years of earlier months change nothing, but for those that are asked for', () => {
    const earlier = fc.array(fc.record({ entitlement: fc.constantFrom('jinhua/7/post-allowance', 'jinhua/7/post-allowance', 'jinhua/7/post-allowance', 'wenzhou/1/post-allowance', 'jinhua/7/certificate-training', 'jinhua/12/order-class', 'jinhua/1/artisan-title'), subject: fc.constantFrom('cert-1', 'cert-2', 'training-1', 'training-2'), period: fc.constantFrom('2025-11', '2026-08', '2026-09', '2026-10', '2026-10', '2026-10', '2026-11', '2026').map((text) => text as Period), amountFen: fc.constantFrom(0, 30_000, 60_000, 280_000) }), { maxLength: 12 });
    fc.assert(fc.property(resident, earlier, fc.record({ isRechecked: fc.boolean(), isTrained: fc.boolean(), octoberFen: fc.constantFrom(0, 60_000) }), (anybody, entries, { isRechecked, isTrained, octoberFen }) => {
      const made = isTrained ? anybody : { ...anybody, trainings: [] };
      const { input, grants, taken } = caseOf(1, made);
      const rechecks = isRechecked ? Object.fromEntries(grants.map(({ id }) => [id, '2026-09' as Month])) : {};
      const own = [...input.history.values()].flat();
      const known = new Set(own.map(({ due }) => dueKey(due)));
      const october = grants.filter(() => octoberFen > 0).map(({ entitlement, subject }) => ({ entitlement, subject, period: '2026-10' as Period, amountFen: octoberFen }));
      const more = [...october, ...entries].map((entry): PastDue => ({ due: { city: input.city, person: tokenNo(1), ...entry }, amountFen: fen(entry.amountFen), items: 1, isPaid: true })).filter(({ due }) => !known.has(dueKey(due)));
      const past = [...own, ...new Map(more.map((entry) => [dueKey(entry.due), entry])).values()];
      const dues = grants.flatMap((grant) => periodsOf(grant, rechecks[grant.id] ?? NOVEMBER, NOVEMBER).map((period) => ({ entitlement: grant.entitlement, period })));
      const scope = scopeOf(packs, dues, NOVEMBER);
      const of = (history: readonly PastDue[]) => calculatePerson(packs, { ...input, rechecks, history: new Map([[tokenNo(1), history]]) }, tokenNo(1), grants, taken);
      expect(canonicalJson(of(past.filter(({ due }) => isInScope(scope, due))))).toBe(canonicalJson(of(past)));
      for (const { due } of past) expect(keysInScope(scope).test(itemId(due, 0))).toBe(isInScope(scope, due));
    }), { numRuns: 500 });
  });

  it('a month that somebody was paid for under one certificate is not paid again under another', () => {
    fc.assert(fc.property(resident, (made) => {
      const begun = new Set(made.allowances.filter(({ before }) => before > 0).map(({ cert }) => `cert-${cert}`));
      const lines = calculated(1, made).lines.filter((line) => line.way === 'pay' && line.due.entitlement.endsWith('/post-allowance'));
      expect(lines.length).toBeLessThanOrEqual(1);
      if (begun.size > 0) expect(lines.every((line) => begun.has(line.due.subject ?? ''))).toBe(true);
    }), { numRuns: 300 });
  });

  it('a month that another city pays is never claimed', () => {
    fc.assert(fc.property(resident, (made) => {
      if (made.isPaidElsewhere) expect(calculated(1, made).sameKind.filter(({ payee }) => payee === undefined)).toEqual([]);
    }));
  });
});

describe('the control totals of a chunk', () => {
  it('are the sums of its lines, by entitlement and altogether, and the batch\'s are the sums of its chunks\'', () => {
    fc.assert(fc.property(fc.array(resident, { maxLength: 6 }), fc.nat(6), (people, cut) => {
      const results = people.map((made, n) => calculated(n, made));
      const lines = results.flatMap((result) => result.lines).filter((line) => line.way === 'pay');
      const back = results.flatMap((result) => result.lines).filter((line) => line.way === 'claim-back');
      const totals = chunkTotalsOf(results, NOVEMBER);
      expect(totals).toMatchObject({ lines: lines.length, amountFen: sumFen(lines.map((line) => line.amountFen)), heldLines: results.flatMap((result) => result.held).length,
        overpaid: { lines: back.length, amountFen: sumFen(back.map((line) => fen(-line.amountFen))) } });
      expect(sumFen(totals.byEntitlement.map((part) => part.amountFen))).toBe(totals.amountFen);
      expect(Object.values(totals.heldByCode).reduce((sum, count) => sum + count, 0)).toBe(totals.heldLines);
      const { receiptsRoot: _root, heldByCode: _codes, ...sums } = totals;
      expect(batchTotalsOf([chunkTotalsOf(results.slice(0, cut), NOVEMBER), chunkTotalsOf(results.slice(cut), NOVEMBER)])).toEqual(sums);
    }), { numRuns: 60 });
  });

  it('are the same bytes for the same input, receipts and their root included', () => {
    fc.assert(fc.property(fc.array(resident, { maxLength: 4 }), (people) => {
      const once = people.map((made, n) => calculated(n, made));
      const again = people.map((made, n) => calculated(n, made));
      expect(canonicalJson(again)).toBe(canonicalJson(once));
      expect(canonicalJson(chunkTotalsOf(again, NOVEMBER))).toBe(canonicalJson(chunkTotalsOf(once, NOVEMBER)));
    }), { numRuns: 40 });
  });

  it('change their root when one receipt is another', () => {
    const [root, other] = (['technician', 'senior-technician'] as const).map((of) => chunkTotalsOf([calculated(1, { allowances: [{ cert: 1, level: of, before: 0 }], trainings: [], isInWork: true, isOwnAccount: true, isPaidElsewhere: false, hasArrived: true })], NOVEMBER).receiptsRoot);
    expect(root).not.toBe(other);
  });
});
