import { describe, expect, it } from '@jest/globals';
import type { BatchDriver } from './batch.driver.js';
import { DriverLoop, signsEveryMs, type DriverLoopSettings } from './driver.loop.js';

const AN_HOUR_MS = 3_600_000;

/** A loop that is stopped after so many looks; what happens in each is told to `at`. */
async function looks(times: number, settings: Partial<DriverLoopSettings>, at: (look: number) => void = () => undefined): Promise<readonly string[]> {
  const errors: string[] = [];
  let look = 0;
  let last: () => void = () => undefined;
  const isLast = new Promise<void>((resolve) => { last = resolve; });
  const driver = { driveAll: async () => {
    look += 1;
    at(look);
    if (look === times) last();
    return [];
  } } as unknown as BatchDriver;
  const loop = new DriverLoop(driver, { intervalMs: AN_HOUR_MS, chores: [], onRefusal: ({ code }) => errors.push(code), onError: ({ message }) => errors.push(message), ...settings });
  loop.start();
  await isLast;
  await loop.stop();
  return errors;
}

describe('the driver', () => {
  it('looks as soon as the signs have changed, long before its interval has passed', async () => {
    let version = 1;
    expect(await looks(2, { signs: async () => { version += 1; return `batch#${Math.ceil(version / 3)}`; } })).toEqual([]);
  });

  it('looks once more where the signs changed while it was looking', async () => {
    let version = 1;
    expect(await looks(2, { signs: async () => `batch#${version}` }, (look) => { if (look === 1) version = 2; })).toEqual([]);
  });

  it('asks for signs five times less often where nothing has happened for five seconds, and never later than a quarter of a second', () => {
    expect([0, 4_999, 5_000, AN_HOUR_MS].map(signsEveryMs)).toEqual([50, 50, 250, 250]);
  });

  it('looks after its interval where nothing has changed, or the signs cannot be read: nothing is lost with a sign', async () => {
    expect(await looks(3, { intervalMs: 1, signs: async () => 'the same' })).toEqual([]);
    expect(await looks(3, { intervalMs: 1, signs: () => Promise.reject(new Error('no server')) })).toEqual([]);
    expect(await looks(3, { intervalMs: 1 })).toEqual([]);
  });
});
