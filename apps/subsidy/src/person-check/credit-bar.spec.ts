import { describe, expect, it } from '@jest/globals';
import { day, isDay } from '@gongjiang/kernel';
import fc from 'fast-check';
import { tokenNo } from '../person/person.builders.js';
import { firstMonthOf, standingBar, type KnownBar } from './credit-bar.js';

const SUBJECT = { kind: 'person', id: tokenNo(1) } as const;
const bar = (from: string, until: string | null, freeFrom: string | null = null): KnownBar => ({ id: 'b', subject: SUBJECT, barred: { from: day(from), until: until === null ? null : day(until) }, freeFrom: freeFrom === null ? null : day(freeFrom) });

describe('a bar of the credit file', () => {
  it.each<[string, KnownBar, readonly [string, string | undefined] | undefined]>([
    ['has both its days', bar('2026-09-01', '2027-08-31'), ['2026-09-01', '2027-08-31']],
    ['may have no end', bar('2026-09-01', null), ['2026-09-01', undefined]],
    ['ends the day before it is lifted', bar('2026-09-01', null, '2026-11-16'), ['2026-09-01', '2026-11-15']],
    ['ends on its own day where it is lifted later', bar('2026-09-01', '2026-09-30', '2026-11-16'), ['2026-09-01', '2026-09-30']],
    ['that is lifted from its first day was never there', bar('2026-09-01', '2027-08-31', '2026-09-01'), undefined],
    ['that is lifted from before was never there', bar('2026-09-01', '2027-08-31', '2026-08-01'), undefined],
    ['of which the lifting was heard first bars nothing yet', { ...bar('2026-09-01', null, '2026-11-16'), barred: null }, undefined],
  ])('%s', (_what, known, days) => {
    const standing = standingBar(known);
    expect(standing && [standing.barredFrom, standing.barredUntil]).toEqual(days);
  });

  it('changes the months from its first on; a lifting that came first, from its own', () => {
    expect(firstMonthOf(bar('2026-09-15', null, '2026-11-16'))).toBe('2026-09');
    expect(firstMonthOf({ ...bar('2026-09-15', null, '2026-11-16'), barred: null })).toBe('2026-11');
  });

  it('never bars a day on which it is lifted, nor one outside its own', () => {
    const days = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2028-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)).filter(isDay);
    fc.assert(fc.property(days, fc.option(days), fc.option(days), days, (from, until, freeFrom, asked) => {
      const standing = standingBar({ id: 'b', subject: SUBJECT, barred: { from, until }, freeFrom });
      const isBarred = standing !== undefined && standing.barredFrom <= asked && asked <= (standing.barredUntil ?? '9999-12-31');
      const isMeant = from <= asked && (until === null || asked <= until) && (freeFrom === null || asked < freeFrom);
      expect(isBarred).toBe(isMeant);
    }));
  });
});
