import { describe, expect, it } from '@jest/globals';
import { addMonths, fen, month, monthIndex, sumFen, type Month } from '@gongjiang/kernel';
import { describeEntitlement, loadPacks } from '@gongjiang/policy';
import fc from 'fast-check';
import { JINHUA } from '../city/city.builders.js';
import { rowProblems } from '../import/roster.problems.js';
import { dueKey } from '../item/item.js';
import { EMPLOYER, tokenNo } from '../person/person.builders.js';
import type { PayeeKind } from '../person/person.js';
import { takenOverRow, trainingPaidBefore } from './takeover.builders.js';
import { duesOfRow, TAKEOVER_COLUMNS, takeoverRowSchema } from './takeover.row.js';

const packs = loadPacks();
type Row = Readonly<Record<string, string>>;

/** The periods of a row, or its faults: `column code`. */
function read(row: Row, kind: PayeeKind | null = 'person', thisMonth: Month = month('2026-11')): readonly string[] {
  const parsed = takeoverRowSchema.safeParse(row);
  if (!parsed.success) return rowProblems(2, parsed.error).map(({ column, code }) => `${column} ${code}`);
  const outcome = duesOfRow(parsed.data, { city: JINHUA, payee: tokenNo(1), entitlement: describeEntitlement(packs, parsed.data.entitlement), kind: kind ?? undefined, thisMonth });
  return 'dues' in outcome ? outcome.dues.map(({ period }) => period) : [`${outcome.column} ${outcome.code}`];
}

describe('a row of a takeover', () => {
  it('says a stretch of months, or one period', () => {
    expect(Object.keys(takenOverRow(1)).sort()).toEqual([...TAKEOVER_COLUMNS].sort());
    const months = read(takenOverRow(1));
    expect([months.length, months[0], months.at(-1)]).toEqual([23, '2024-12', '2026-10']);
    expect(read(trainingPaidBefore(1))).toEqual(['2025-05']);
    expect(read(takenOverRow(1, { entitlement: 'jinhua/9/enterprise-training-centre', identityNumber: EMPLOYER, subject: 'base-1', period: '2025', lastPeriod: '' }), 'enterprise')).toEqual(['2025']);
    expect(read(takenOverRow(1, { entitlement: 'jinhua/13/degree-parity', subject: '', period: '2025-07', lastPeriod: '', amountFen: '0' }))).toEqual(['2025-07']);
  });

  it.each<[string, Row, string, PayeeKind | null]>([
    ['of nobody whom the registry knows', {}, 'identityNumber roster.person-unknown', null],
    ['of somebody who is not paid this', {}, 'identityNumber roster.payee-kind', 'enterprise'],
    ['with a number that is none', { identityNumber: '330702196001010001' }, 'identityNumber roster.identity-number', 'person'],
    ['of an entitlement that no policy has', { entitlement: 'jinhua/99/none' }, 'entitlement roster.not-named', 'person'],
    ['with a year for what is monthly', { period: '2025', lastPeriod: '' }, 'period roster.no-month', 'person'],
    ['with a month that is none', { period: '2025-13' }, 'period roster.no-month', 'person'],
    ['with a month to come', { period: '2026-12', lastPeriod: '' }, 'period roster.not-past', 'person'],
    ['with months to come', { lastPeriod: '2026-12' }, 'lastPeriod roster.not-past', 'person'],
    ['that ends before it starts', { lastPeriod: '2024-11' }, 'lastPeriod roster.ends-before-start', 'person'],
    ['longer than any allowance', { period: '2016-10' }, 'lastPeriod roster.too-long', 'person'],
    ['without money', { amountFen: '0' }, 'amountFen roster.no-amount', 'person'],
    ['with yuan for fen', { amountFen: '600.00' }, 'amountFen roster.no-amount', 'person'],
    ['with money below zero', { amountFen: '-1' }, 'amountFen roster.no-amount', 'person'],
    ['for a subject that names nothing', { subject: 'a|b' }, 'subject roster.unfit', 'person'],
  ])('%s stays out', (_what, overrides, fault, kind) => {
    expect(read(takenOverRow(1, overrides), kind)).toEqual([fault]);
  });

  it('of what is paid once names one period', () => {
    expect(read(trainingPaidBefore(1, { lastPeriod: '2025-06' }))).toEqual(['lastPeriod roster.unfit']);
    expect(read(takenOverRow(1, { entitlement: 'jinhua/9/enterprise-training-centre', identityNumber: EMPLOYER, subject: 'base-1', period: '2025-06', lastPeriod: '' }), 'enterprise')).toEqual(['period roster.no-year']);
  });

  it('of months says each month once, in order, and comes to the months times the sum', () => {
    fc.assert(fc.property(fc.nat(60), fc.nat(119), fc.integer({ min: 1, max: 10_000_000 }), (back, length, amount) => {
      const last = addMonths(month('2026-11'), -back);
      const first = addMonths(last, -length);
      const parsed = takeoverRowSchema.parse(takenOverRow(1, { period: first, lastPeriod: last, amountFen: String(amount) }));
      const outcome = duesOfRow(parsed, { city: JINHUA, payee: tokenNo(1), entitlement: describeEntitlement(packs, parsed.entitlement), kind: 'person', thisMonth: month('2026-11') });
      if (!('dues' in outcome)) throw new Error(outcome.code);
      const months = outcome.dues.map(({ period }) => monthIndex(period as Month));
      expect(months).toEqual(Array.from({ length: length + 1 }, (_, at) => monthIndex(first) + at));
      expect(new Set(outcome.dues.map(dueKey)).size).toBe(length + 1);
      expect(sumFen(outcome.dues.map(() => outcome.amountFen))).toBe(fen(amount * (length + 1)));
    }));
  });
});
