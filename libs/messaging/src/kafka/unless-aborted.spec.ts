import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { unlessAborted } from './unless-aborted.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('who waits unless told not to', () => {
  it('waits for the work, and hears of its failure', async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(Promise.resolve(), signal)).resolves.toBeUndefined();
    await expect(unlessAborted(Promise.reject(new Error('no broker')), signal)).rejects.toThrow('no broker');
  });

  it('goes on when told, though the work never ends, and is not disturbed by its later failure', async () => {
    const closing = new AbortController();
    let fail: (reason: Error) => void = () => undefined;
    const work = new Promise<never>((_, reject) => { fail = reject; });
    const [waiting, other] = [unlessAborted(work, closing.signal), unlessAborted(never(), closing.signal)];
    closing.abort();
    await Promise.all([waiting, other]);
    fail(new Error('nobody hears this'));
    await new Promise(setImmediate);
    await unlessAborted(never(), closing.signal);
  });

  it('leaves no listener behind, however often it waits', async () => {
    const closing = new AbortController();
    for (let time = 0; time < 20; time += 1) await unlessAborted(Promise.reject(new Error('no broker')), closing.signal).catch(() => undefined);
    expect(getEventListeners(closing.signal, 'abort')).toEqual([]);
  });
});
