import { describe, expect, it } from '@jest/globals';
import type { RealResult } from '@gongjiang/rehearsal';
import { overheadText, realFailureText, realTotalsText } from './real.text.js';

const death = { what: 'death', place: 'chunk/send/after', pid: 7, atMs: 0 } as const;
const result = (changes: Partial<RealResult> = {}): RealResult => ({
  plan: { seed: 3, persons: 40, appointments: [{ place: 'chunk/send/after', nth: 1 }], timed: [], moods: [], deeds: [], isUpgraded: false },
  violations: [], blows: [death], recoveries: [{ place: 'chunk/send/after', ms: 6_400 }], ms: 9_000, monthMs: 7_000, ...changes,
});

describe('what is said of months with real processes', () => {
  it('counts deaths by place and names the places where nobody died', () => {
    const text = realTotalsText([result(), result()], ['chunk/send/after', 'chunk/send/before'], 20);
    expect(text).toContain('2 runs, 0 failed, in 20 s; a run takes 9.0 s, its month 7.0 s');
    expect(text).toContain('deaths by place: chunk/send/after 2');
    expect(text).toContain('nobody died at: chunk/send/before');
  });

  it('names the recoveries that took too long, of runs with one death alone', () => {
    const slow = result({ recoveries: [{ place: 'chunk/send/after', ms: 12_000 }] });
    expect(realTotalsText([slow], [], 20)).toContain('over 10 s: chunk/send/after 12.0 s');
    expect(realTotalsText([{ ...slow, blows: [death, death] }], [], 20)).toContain('none seen');
  });

  it('tells of a failure what was seen, to whom what happened, and how it is had again', () => {
    const text = realFailureText(result({ violations: ['I1: GJ1 was paid 2 times'] }), '--single');
    expect(text).toContain('  I1: GJ1 was paid 2 times');
    expect(text).toContain('death at chunk/send/after (7)');
    expect(text).toContain('again: npm run chaos -- --mode real --runs 1 --seed 3 --single');
  });

  it('compares the last two batches', () => {
    expect(overheadText([result({ monthMs: 1 }), result({ monthMs: 10_000, blows: [] }), result({ monthMs: 15_000 })])).toContain('10.0 s without deaths, 15.0 s with 1 of 1 deaths: 1.50 times as long');
  });
});
