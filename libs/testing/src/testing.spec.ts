import { describe, expect, it } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { eventually } from './eventually.js';
import { FixedCalendar, FixedClock } from './fixed-clock.js';
import { testNamespace } from './test-namespace.js';

describe('what tests share', () => {
  it('waits for a condition and hands back what it found', async () => {
    let tries = 0;
    expect(await eventually(() => (++tries < 3 ? false : tries), { everyMs: 1 })).toBe(3);
  });

  it('passes on the last failure when the time is over', async () => {
    const check = (): never => { throw new Error('still 4 lines'); };
    await expect(eventually(check, { timeoutMs: 5, everyMs: 1 })).rejects.toThrow('still 4 lines');
  });

  it('says so when a condition never held', async () => {
    await expect(eventually(() => false, { timeoutMs: 5, everyMs: 1 })).rejects.toThrow('did not hold');
  });

  it('moves time only when told', async () => {
    const clock = new FixedClock(new Date('2026-01-01T00:00:00Z'));
    clock.advance(60_000);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:01:00.000Z');
    const calendar = new FixedCalendar(day('2026-03-02'));
    calendar.moveTo(day('2026-03-09'));
    expect(await calendar.today()).toBe('2026-03-09');
  });

  it('gives every caller names of its own', () => {
    expect(testNamespace().prefix).not.toBe(testNamespace().prefix);
    expect(testNamespace().name('claims')).toMatch(/^t-[0-9a-f]{10}\.claims$/);
  });
});
