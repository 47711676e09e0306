import { describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import fc from 'fast-check';
import { batchIn, NONE, TOTALS } from '../batch/batch.builders.js';
import type { BatchTotals, LineSum } from '../batch/batch.js';
import { cityOf } from '../city/city.builders.js';
import { canBeExplained, examine, GATE_CHECKS, stopping, type GateCheck, type GateInput, type GateReport } from './gate.js';

const sum = (lines: number, amountFen: number): LineSum => ({ lines, amountFen: fen(amountFen) });
const LINES: GateInput['lines'] = { pay: sum(2, 160_000), offset: NONE, claimBack: NONE, large: 0 };
const input = (overrides: Partial<GateInput> = {}): GateInput => ({ batch: batchIn('calculating'), totals: { ...TOTALS, heldLines: 0 }, lines: LINES, before: null, limits: cityOf().gate, ...overrides });
const red = (report: GateReport): readonly GateCheck[] => report.findings.filter(({ colour }) => colour === 'red').map(({ check }) => check);
const totals = (overrides: Partial<BatchTotals>): BatchTotals => ({ ...TOTALS, heldLines: 0, ...overrides });

describe('the gate', () => {
  it('has looked at everything, and lets a batch pass in which all agrees', () => {
    const report = examine(input());
    expect(report.findings.map(({ check }) => check)).toEqual([...GATE_CHECKS]);
    expect(stopping(report)).toEqual([]);
  });

  it('stops a batch whose lines are a fen or a line apart from what was calculated, and no word helps', () => {
    const off = fc.record({ lines: fc.integer({ min: -1, max: 1 }), amountFen: fc.integer({ min: -1, max: 1 }), of: fc.constantFrom('pay', 'offset', 'claimBack') });
    fc.assert(fc.property(off, ({ lines, amountFen, of }) => {
      const there = { ...LINES, [of]: sum(LINES[of].lines + lines, LINES[of].amountFen + amountFen) };
      const report = { ...examine(input({ lines: there })), explanations: [{ check: 'totals-agree' as const, text: 'trust me', by: 'zhang', on: day('2026-11-10') }] };
      expect(stopping(report).length > 0).toBe(lines !== 0 || amountFen !== 0);
    }));
  });

  it('counts what is carried, kept and claimed back', () => {
    const lines = { pay: sum(3, 220_000), offset: sum(1, 5_000), claimBack: sum(1, -7_000), large: 0 };
    expect(red(examine(input({ lines, totals: totals({ carried: sum(1, 60_000), offset: sum(1, 5_000), overpaid: sum(1, 7_000) }) })))).toEqual([]);
  });

  it.each<[string, Partial<GateInput>, GateCheck]>([
    ['more lines are new, changed or gone than the city lets pass', { before: sum(6, 400_000) }, 'month-on-month'],
    ['more is held than the city lets pass', { totals: totals({ heldLines: 3 }) }, 'held-share'],
    ['a line is larger than the city lets pass', { lines: { ...LINES, large: 1 } }, 'large-lines'],
    ['somebody has two lines for one month', { totals: totals({ repeatedLines: 1 }) }, 'lines-once'],
  ])('asks for a word where %s, and the word lets it pass', (_what, change, check) => {
    const report = examine(input(change));
    expect(red(report)).toEqual([check]);
    expect(canBeExplained(report, check)).toBe(true);
    expect(stopping({ ...report, explanations: [{ check, text: 'a new employer', by: 'zhang', on: day('2026-11-10') }] })).toEqual([]);
  });

  it('counts as gone what was there the month before and is not now', () => {
    const change = { fresh: NONE, same: sum(70, 4_200_000), changed: NONE };
    const [, , compared] = examine(input({ totals: totals({ monthOnMonth: change }), before: sum(100, 6_000_000) })).findings;
    expect(compared).toMatchObject({ colour: 'green', figures: { goneLines: 30, differenceFen: -1_800_000 } });
  });
});
