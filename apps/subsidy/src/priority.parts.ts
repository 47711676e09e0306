import { readdirSync } from 'node:fs';
import * as os from 'node:os';

const THREADS = '/proc/self/task';

/** How this process is seen and changed by its system. */
export type Priorities = Pick<typeof os, 'getPriority' | 'setPriority'> & { readonly threads: () => readonly number[] };

/**
 * Lets people's requests go first on the processors that this process shares with the API: a batch waits for them, and
 * not they for it. Where it was started with less priority still, it keeps that: to take more is not allowed. A courtesy:
 * a system that knows no threads, or lets none be changed, keeps no process from its work.
 */
export function giveWay({ getPriority, setPriority, threads }: Priorities = { ...os, threads: threadsOfThisProcess }): void {
  const least = os.constants.priority.PRIORITY_BELOW_NORMAL;
  for (const thread of ifAllowed(threads) ?? [0]) ifAllowed(() => { if (getPriority(thread) < least) setPriority(thread, least); });
}

/**
 * Linux has a priority for each thread: those that collect garbage and compile are there before our first line. Later ones
 * have that of the thread that starts them. Elsewhere the process has one, told by 0.
 */
function threadsOfThisProcess(): readonly number[] {
  return os.platform() === 'linux' ? readdirSync(THREADS).map(Number) : [0];
}

/** A thread may have ended since it was listed; a system may refuse. */
function ifAllowed<Value>(ask: () => Value): Value | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
