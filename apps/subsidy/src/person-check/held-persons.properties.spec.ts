import { describe, expect, it } from '@jest/globals';
import { addMonths, day, firstDayOf, isMonth, lastDayOf, month, type Month } from '@gongjiang/kernel';
import { describeEntitlement, loadPacks, type CreditBar } from '@gongjiang/policy';
import fc from 'fast-check';
import { inputOf, NOVEMBER } from '../chunk/chunk.builders.js';
import { calculatePerson, type PersonResult } from '../chunk/chunk.calculation.js';
import type { Grant } from '../grant/grant.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { HOLD_CODES, type HoldCode } from '../held-line/held-line.js';
import { factsNo, tokenNo } from '../person/person.builders.js';
import { isAbout } from './person-check.js';
import { findingKey } from './person-checks.js';

const packs = loadPacks();
const WHO = tokenNo(1);
const GRANTS: readonly Grant[] = [allowanceOf(1, { firstMonth: month('2026-07') }), trainingOf(1)];
const MONTHS: readonly Month[] = [-4, -3, -2, -1, 0].map((back) => addMonths(NOVEMBER, back));

/** The person's due months, from July on where the allowance is rechecked, with these findings and bars. */
function calculated(found: ReadonlyMap<string, readonly HoldCode[]>, bars: readonly CreditBar[] = []): PersonResult {
  const rechecks = { [GRANTS[0]?.id ?? '']: month('2026-07') };
  return calculatePerson(packs, inputOf({ grants: GRANTS, persons: [factsNo(1)], rechecks, findings: found, credit: new Map([[WHO, bars]]) }), WHO, GRANTS, new Map());
}
const paid = ({ lines }: PersonResult): readonly string[] => lines.map(({ due }) => `${due.entitlement} ${due.period}`);

const findings = fc.dictionary(fc.constantFrom(...MONTHS), fc.uniqueArray(fc.constantFrom(...HOLD_CODES), { minLength: 1, maxLength: 4 }), { maxKeys: 5 })
  .map((byMonth) => new Map(Object.entries(byMonth).map(([of, codes]) => [findingKey(WHO, of as Month), codes])));
const bar = fc.tuple(fc.constantFrom(...MONTHS), fc.nat({ max: 4 }), fc.boolean()).map(([from, length, hasEnd]): CreditBar => ({
  subject: { kind: 'person', id: WHO }, barredFrom: lastDayOf(from), ...(hasEnd ? { barredUntil: firstDayOf(addMonths(from, length + 1)) } : {}),
}));

describe('a person in whom something was found', () => {
  it('would be paid for all that is due, were nothing found', () => {
    expect([...paid(calculated(new Map()))].sort()).toEqual(['jinhua/7/certificate-training 2026-10', ...MONTHS.map((of) => `jinhua/7/post-allowance ${of}`)]);
  });

  it('is paid nothing of what the finding is about, and all the rest', () => {
    fc.assert(fc.property(findings, (found) => {
      const result = calculated(found);
      const speaks = ({ entitlement, period }: { readonly entitlement: string; readonly period: string }): boolean =>
        isMonth(period) && (found.get(findingKey(WHO, period)) ?? []).some((code) => isAbout(code, describeEntitlement(packs, entitlement)));
      expect(result.lines.filter(({ due }) => speaks(due))).toEqual([]);
      expect(result.held.every(({ due, codes }) => speaks(due) && codes.length > 0)).toBe(true);
      expect(result.lines.length + result.held.length).toBe(MONTHS.length + 1);
    }));
  });

  it('is held for a death and for a shared account whatever is due', () => {
    fc.assert(fc.property(fc.constantFrom<HoldCode>('person-dead', 'account-shared'), (code) => {
      expect(calculated(new Map(MONTHS.map((of) => [findingKey(WHO, of), [code]])))).toMatchObject({ lines: [] });
    }));
  });

  it('is paid no month of which the credit file bars a day', () => {
    fc.assert(fc.property(fc.array(bar, { maxLength: 3 }), (bars) => {
      const result = calculated(new Map(), bars);
      const isBarred = (of: Month): boolean => bars.some(({ barredFrom, barredUntil }) => barredFrom <= lastDayOf(of) && (barredUntil ?? '9999-12-31') >= day(`${of}-01`));
      const allowances = MONTHS.filter((of) => !isBarred(of)).map((of) => `jinhua/7/post-allowance ${of}`);
      expect(paid(result).filter((line) => line.includes('allowance'))).toEqual(allowances);
      expect(result.held.every(({ codes }) => codes[0] === 'barred')).toBe(true);
    }));
  });
});
