import type { Progress } from './progress.js';

/** The id of what an event says: the same facts have the same id in every process, so that a reader is not told twice. */
export function eventIdOf({ status, state, hold, done, failed, unpaid, left }: Progress): string {
  return [status, state, hold?.since ?? '', done, failed, unpaid, left].join('|').replace(/[^\x21-\x7e]/g, '_');
}

/** One event of the stream (HTML Living Standard, 9.2). Our JSON has no line end in it. */
export function eventText(progress: Progress): string {
  const name = progress.state === 'ended' ? 'ended' : 'progress';
  return `id: ${eventIdOf(progress)}\nevent: ${name}\ndata: ${JSON.stringify(progress)}\n\n`;
}

/** A comment, which readers skip: it keeps proxies from taking the connection for dead. */
export const HEARTBEAT = ': still here\n\n';

/** How long a reader waits before it comes again after a cut. */
export const RETRY = 'retry: 2000\n\n';
