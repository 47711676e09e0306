import { describe, expect, it } from '@jest/globals';
import { addedTotals, rarelyDied, totalsText, type ChaosTotals } from './chaos.figures.js';

const part = (died: Readonly<Record<string, number>>, failed = 0): ChaosTotals => ({ runs: 5, failed, steps: 100, paidFen: 60_050, places: ['a', 'b', 'c'], passed: { a: 7 }, died });

describe('what processes say of faulty months', () => {
  it('is added up', () => {
    expect(addedTotals([part({ a: 1, b: 2 }), part({ b: 3 }, 1)])).toEqual({ runs: 10, failed: 1, steps: 200, paidFen: 120_100, places: ['a', 'b', 'c'], passed: { a: 14 }, died: { a: 1, b: 5 } });
  });

  it('names the places at which too few have died, none left out', () => {
    expect(rarelyDied(part({ a: 20, b: 19 }), 20)).toEqual(['b (19)', 'c (0)']);
  });

  it('is told in three lines', () => {
    expect(totalsText(part({ a: 20, b: 19 }), 12.4)).toBe('5 runs, 0 failed, in 12 s\n100 turns; 600.50 yuan left the simulated bank\n39 deaths at 3 places of the state machines, the fewest at c: 0');
  });
});
