import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BODY_PACE, isTooSlow } from './body.pace.js';

const MIB = 1_048_576;
const MINUTE_MS = 60_000;
const file = { isFile: true, silentMs: 0 };

describe('how slowly a body may come', () => {
  it('is half a minute for all of it where it is no file', () => {
    expect(isTooSlow({ isFile: false, elapsedMs: 30_000, silentMs: 0, bytes: 0 }, BODY_PACE)).toBe(false);
    expect(isTooSlow({ isFile: false, elapsedMs: 31_000, silentMs: 0, bytes: 100 * MIB }, BODY_PACE)).toBe(true);
  });

  it('is as long as its bytes need for a file: 200 MiB over a line of 512 kbit/s take an hour', () => {
    for (let minute = 1; minute <= 60; minute += 1) expect(isTooSlow({ ...file, elapsedMs: minute * MINUTE_MS, bytes: minute * 60 * 64_000 }, BODY_PACE)).toBe(false);
  });

  it('is not longer than half a minute of silence, however much came before', () => {
    expect(isTooSlow({ ...file, elapsedMs: 10 * MINUTE_MS, silentMs: 31_000, bytes: 400 * MIB }, BODY_PACE)).toBe(true);
  });

  it('is not a byte now and then: who drips is cut, and the largest file is over within five hours', () => {
    expect(isTooSlow({ ...file, elapsedMs: 2 * MINUTE_MS, bytes: 120 }, BODY_PACE)).toBe(true);
    expect(isTooSlow({ ...file, elapsedMs: 5 * 60 * MINUTE_MS, bytes: 512 * MIB }, BODY_PACE)).toBe(true);
  });

  it('never cuts who keeps the least pace', () => {
    fc.assert(fc.property(fc.nat(20_000_000), fc.integer({ min: BODY_PACE.leastBytesASecond, max: 10 ** 9 }), (elapsedMs, bytesASecond) =>
      !isTooSlow({ ...file, elapsedMs, bytes: (elapsedMs * bytesASecond) / 1_000 }, BODY_PACE)));
  });
});
