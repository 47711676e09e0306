import { once } from 'node:events';

/**
 * Waits for the work to end, and no longer than until the signal is given; what then becomes of the work is nobody's concern.
 * Throws what the work throws. It listens to the signal only meanwhile: who tries for days leaves no listener for each try.
 */
export async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([work, signal.aborted ? undefined : once(signal, 'abort', { signal: over.signal })]);
  } finally {
    over.abort();
  }
}
