import { describe, expect, it } from '@jest/globals';
import { addDays, addMonths, day, month } from '@gongjiang/kernel';
import fc from 'fast-check';
import { changedFrom } from './person.recheck.js';
import { isEmployedIn, type Employment } from './person.js';
import { EMPLOYER, IN_WORK } from './person.builders.js';

describe('a changed employment bears on the months', () => {
  it.each<[string, Partial<Employment>, Partial<Employment>, string | undefined]>([
    ['from the day on which it ends now', {}, { until: day('2026-08-15') }, '2026-08'],
    ['from the day on which it was said to end', { until: day('2026-08-15') }, {}, '2026-08'],
    ['from the earlier of two ends', { until: day('2026-08-15') }, { until: day('2026-05-31') }, '2026-05'],
    ['from the earlier of two beginnings', { from: day('2026-03-01') }, { from: day('2025-12-01') }, '2025-12'],
    ['not at all where only the employer is another', {}, { employerCreditCode: `${EMPLOYER.slice(0, -1)}X` }, undefined],
    ['not at all where nothing changed', {}, {}, undefined],
  ])('%s', (_what, before, after, from) => {
    expect(changedFrom({ ...IN_WORK, ...before }, { ...IN_WORK, ...after })).toBe(from);
  });

  it('that lie before say the same with either', () => {
    const employment = fc.record({ from: fc.nat(600), length: fc.option(fc.nat(600)) })
      .map(({ from, length }): Employment => ({ ...IN_WORK, from: addDays(day('2025-01-01'), from), until: length === null ? null : addDays(day('2025-01-01'), from + length) }));
    fc.assert(fc.property(employment, employment, (before, after) => {
      const from = changedFrom(before, after);
      for (let at = month('2024-12'); at < (from ?? '2029-01'); at = addMonths(at, 1)) expect(isEmployedIn(before, at)).toBe(isEmployedIn(after, at));
    }));
  });
});
