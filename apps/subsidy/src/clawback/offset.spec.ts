import { describe, expect, it } from '@jest/globals';
import { fen, sumFen } from '@gongjiang/kernel';
import fc from 'fast-check';
import type { OffsetCase, OffsetPlan } from './offset-plans.js';
import { divideLines, offsetOf, type OffsetLine } from './offset.js';

const DUES = ['a', 'b', 'c', 'd'];
const amount = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 10 ** 13 })).map(fen);
const lines: fc.Arbitrary<readonly OffsetLine[]> = fc.uniqueArray(fc.record({ dueKey: fc.constantFrom(...DUES), amountFen: amount }), { selector: (line) => line.dueKey, maxLength: 4 });
const cases: fc.Arbitrary<readonly OffsetCase[]> = fc.uniqueArray(fc.record({
  caseId: fc.constantFrom('1', '2', '3'), dueKey: fc.constantFrom(...DUES, 'z'), remainingFen: amount, letGoFen: fc.oneof(fc.constant(fen(0)), amount),
  keepBasisPoints: fc.integer({ min: 0, max: 10_000 }), keepAtLeastFen: fc.oneof(fc.constant(fen(0)), amount),
}), { selector: (one) => one.caseId, maxLength: 3 });
const plan: fc.Arbitrary<OffsetPlan> = fc.record({ cases, heldDues: fc.uniqueArray(fc.constantFrom(...DUES), { maxLength: 2 }) });

const caseOf = (overrides: Partial<OffsetCase> = {}): OffsetCase => ({ caseId: '1', dueKey: 'z', remainingFen: fen(100_000), letGoFen: fen(0), keepBasisPoints: 8_000, keepAtLeastFen: fen(0), ...overrides });
const keptBy = (caseId: string, divided: ReturnType<typeof divideLines>) => sumFen(divided.flatMap((line) => line.offsets).filter((offset) => offset.caseId === caseId).map((offset) => offset.amountFen));

describe('what is kept from later payments', () => {
  it('is never more than what is left of each case, over all lines of a person together', () => {
    fc.assert(fc.property(lines, plan, (given, known) => {
      const divided = divideLines(given, known);
      for (const one of known.cases) expect(keptBy(one.caseId, divided)).toBeLessThanOrEqual(given.some((line) => line.dueKey === one.dueKey) ? one.remainingFen + one.letGoFen : one.remainingFen);
    }));
  });

  it('and what is paid are whole fen, and together the line', () => {
    fc.assert(fc.property(lines, plan, (given, known) => {
      divideLines(given, known).forEach((line, at) => {
        const parts = [line.payFen, ...line.offsets.map((offset) => offset.amountFen)];
        expect(parts.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true);
        if (!line.isHeld) expect(sumFen(parts)).toBe(given[at]?.amountFen);
      });
    }));
  });

  it('leaves the person the share of each line that is other money', () => {
    fc.assert(fc.property(lines, plan, (given, known) => {
      divideLines(given, known).forEach((line, at) => {
        const own = new Set(known.cases.filter((one) => one.dueKey === given[at]?.dueKey).map((one) => one.caseId));
        const others = line.offsets.filter((offset) => !own.has(offset.caseId));
        const keep = Math.min(...known.cases.filter((one) => others.some((offset) => offset.caseId === one.caseId)).map((one) => one.keepBasisPoints));
        const ownFen = sumFen(line.offsets.filter((offset) => own.has(offset.caseId)).map((offset) => offset.amountFen));
        const leftFen = BigInt(given[at]?.amountFen ?? 0) - BigInt(ownFen);
        if (others.length > 0) expect(BigInt(line.payFen) * 10_000n >= leftFen * BigInt(keep)).toBe(true);
      });
    }));
  });

  it('leaves the person the sum that the city set, of all lines that are other money', () => {
    fc.assert(fc.property(lines, cases, (given, known) => {
      const divided = divideLines(given, { cases: known, heldDues: [] });
      for (const one of known) {
        const others = divided.filter((_, at) => given[at]?.dueKey !== one.dueKey);
        const hasKept = others.some((line) => line.offsets.some((offset) => offset.caseId === one.caseId));
        const last = known.at(-1) === one;
        if (hasKept && last) expect(sumFen(others.map((line) => line.payFen))).toBeGreaterThanOrEqual(one.keepAtLeastFen);
      }
    }));
  });

  it('is the whole of what is due again for the very due that was claimed back', () => {
    expect(divideLines([{ dueKey: 'z', amountFen: fen(60_000) }], { cases: [caseOf({ keepBasisPoints: 10_000, keepAtLeastFen: fen(999_999) })], heldDues: [] }))
      .toEqual([{ isHeld: false, payFen: 0, offsets: [{ caseId: '1', amountFen: 60_000 }] }]);
  });

  it('takes what was let go out of the very due alone', () => {
    const known = { cases: [caseOf({ remainingFen: fen(0), letGoFen: fen(20_000), keepBasisPoints: 0 })], heldDues: [] };
    expect(divideLines([{ dueKey: 'a', amountFen: fen(60_000) }, { dueKey: 'z', amountFen: fen(60_000) }], known).map((line) => line.payFen)).toEqual([60_000, 40_000]);
  });

  it('is nothing of a due whose case is not decided: nothing is paid for it either', () => {
    expect(divideLines([{ dueKey: 'a', amountFen: fen(60_000) }], { cases: [caseOf()], heldDues: ['a'] })).toEqual([{ isHeld: true, payFen: 0, offsets: [] }]);
  });

  it.each([
    ['a fifth of the line, where the person keeps four', 60_000, 8_000, 100_000, 12_000],
    ['what is left, where that is less', 60_000, 8_000, 5_000, 5_000],
    ['rounded down, for the person', 99, 5_000, 100_000, 49],
    ['nothing, where the person keeps all', 60_000, 10_000, 100_000, 0],
  ])('is %s', (_, amountFen, keepBasisPoints, remainingFen, expected) => {
    expect(offsetOf(fen(amountFen), caseOf({ keepBasisPoints, remainingFen: fen(remainingFen) }))).toBe(expected);
    expect(keptBy('1', divideLines([{ dueKey: 'a', amountFen: fen(amountFen) }], { cases: [caseOf({ keepBasisPoints, remainingFen: fen(remainingFen) })], heldDues: [] }))).toBe(expected);
  });

  it('goes to the older case first, and the younger one takes no more than the share leaves', () => {
    const divided = divideLines([{ dueKey: 'a', amountFen: fen(60_000) }], { cases: [caseOf({ remainingFen: fen(5_000) }), caseOf({ caseId: '2' })], heldDues: [] });
    expect(divided[0]).toEqual({ isHeld: false, payFen: 48_000, offsets: [{ caseId: '1', amountFen: 5_000 }, { caseId: '2', amountFen: 7_000 }] });
  });
});
