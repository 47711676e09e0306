import { describe, expect, it } from '@jest/globals';
import { month, type CityCode, type Month, type Period } from '@gongjiang/kernel';
import fc from 'fast-check';
import { allowanceOf, trainingOf } from './grant.builders.js';
import { dueFrom, grantIdOf, isDueOnce, keyOfGrant, MAX_RECHECK_MONTHS, periodsOf, type DueIn } from './grant.js';

const PLANNED = new Date('2026-10-10T08:00:00.000Z');
const at = (minutes: number): Date => new Date(PLANNED.getTime() + minutes * 60_000);
const asked = (overrides: Partial<DueIn> = {}): DueIn => ({ batchId: 'b', month: month('2026-11'), cityFrom: month('2026-06'), plannedBefore: PLANNED, ...overrides });
const months = (from: Month | undefined, grant = allowanceOf(1)): readonly string[] => (from ? periodsOf(grant, from, month('2026-11')) : []);

describe('the key of a grant', () => {
  const [person] = [allowanceOf(1).person];
  const subject = fc.option(fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/));
  const keys = fc.record({ city: fc.constantFrom('330700', '330300') as fc.Arbitrary<CityCode>, person: fc.constant(person), entitlement: fc.constantFrom('jinhua/7/post-allowance', 'wenzhou/1/post-allowance'), subject });
  it('names whose it is, of what and for what, also where it is a year\'s', () => {
    fc.assert(fc.property(keys, fc.constantFrom('2026-11', '2026'), (key, period) => {
      expect(keyOfGrant(grantIdOf({ ...key, period: period as Period }))).toEqual(key);
    }));
  });
});

describe('a monthly grant', () => {
  it('is due for the month of the batch', () => {
    expect(months(dueFrom(allowanceOf(1), asked()))).toEqual(['2026-11']);
  });

  it('is not due before its first month nor after its last', () => {
    expect(dueFrom(allowanceOf(1, { firstMonth: month('2026-12') }), asked())).toBeUndefined();
    expect(dueFrom(allowanceOf(1, { lastMonth: month('2026-10') }), asked())).toBeUndefined();
    expect(months(dueFrom(allowanceOf(1, { lastMonth: month('2026-11') }), asked()))).toEqual(['2026-11']);
  });

  it('that was enrolled after the last batch is due for the months that it missed', () => {
    const late = allowanceOf(1, { firstMonth: month('2026-08'), recheck: { from: month('2026-08'), at: at(60) } });
    expect(months(dueFrom(late, asked()), late)).toEqual(['2026-08', '2026-09', '2026-10', '2026-11']);
  });

  it('is not rechecked once an approved batch was planned after the change', () => {
    expect(months(dueFrom(allowanceOf(1, { recheck: { from: month('2026-08'), at: at(-60) } }), asked()))).toEqual(['2026-11']);
  });

  it('is rechecked again where the change came so close before the planning that it may have been missed', () => {
    expect(months(dueFrom(allowanceOf(1, { recheck: { from: month('2026-10'), at: at(-1) } }), asked()))).toEqual(['2026-10', '2026-11']);
  });

  it('is rechecked by the first batch of all', () => {
    expect(months(dueFrom(allowanceOf(1, { recheck: { from: month('2026-10'), at: at(-600) } }), asked({ plannedBefore: null })))).toEqual(['2026-10', '2026-11']);
  });

  it('is the predecessor\'s before the city\'s first month on the platform', () => {
    const long = allowanceOf(1, { recheck: { from: month('2026-01'), at: at(60) } });
    expect(dueFrom(long, asked())).toBe('2026-06');
  });

  it('is due for the batch\'s own month, whenever the city began', () => {
    expect(months(dueFrom(allowanceOf(1, { recheck: { from: month('2026-01'), at: at(60) } }), asked({ cityFrom: month('2026-12') })))).toEqual(['2026-11']);
  });

  it('that ended is still due for the months before its end, while they are rechecked', () => {
    const ended = allowanceOf(1, { lastMonth: month('2026-09'), recheck: { from: month('2026-08'), at: at(60) } });
    expect(months(dueFrom(ended, asked()), ended)).toEqual(['2026-08', '2026-09']);
  });

  it('is never rechecked further back than two years, whatever was changed', () => {
    const anyMonth = fc.tuple(fc.integer({ min: 2018, max: 2026 }), fc.integer({ min: 1, max: 12 })).map(([year, n]) => month(`${year}-${String(n).padStart(2, '0')}`));
    fc.assert(fc.property(anyMonth, anyMonth, anyMonth, (firstMonth, from, cityFrom) => {
      const grant = allowanceOf(1, { firstMonth, lastMonth: null, recheck: { from, at: at(60) } });
      const periods = months(dueFrom(grant, asked({ cityFrom })), grant);
      expect(periods.length).toBeLessThanOrEqual(MAX_RECHECK_MONTHS + 1);
      expect(periods.every((period) => period >= firstMonth && period <= '2026-11')).toBe(true);
    }));
  });
});

describe('what is paid once', () => {
  it('is due from its month on until it is spent, and to the batch that spent it', () => {
    expect(isDueOnce(trainingOf(1), asked())).toBe(true);
    expect(isDueOnce(trainingOf(1, { spentIn: 'c-0001-000001' }), asked())).toBe(false);
    expect(isDueOnce(trainingOf(1, { spentIn: 'b-0001-000001' }), asked())).toBe(true);
    expect(isDueOnce(trainingOf(1, { period: month('2026-12') }), asked())).toBe(false);
  });
});
