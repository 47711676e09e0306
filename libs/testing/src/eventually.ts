import { setTimeout as pause } from 'node:timers/promises';

/** Longer than what is waited for takes on any machine: a test fails by what does not happen, and not by how long it takes. */
const PATIENCE_MS = 300_000;

export interface EventuallyOptions {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Tries a check until it holds: it neither throws nor returns `false`. Returns what it returned.
 * When the time is over, throws what the check threw last.
 */
export async function eventually<Value>(check: () => Promise<Value> | Value, options: EventuallyOptions = {}): Promise<Exclude<Value, false>> {
  const { timeoutMs = PATIENCE_MS, everyMs = 25 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const outcome = await attempt(check);
    if (outcome.holds) return outcome.value;
    if (performance.now() > deadline) throw outcome.reason;
    await pause(everyMs);
  }
}

type Outcome<Value> = { readonly holds: true; readonly value: Exclude<Value, false> } | { readonly holds: false; readonly reason: unknown };

async function attempt<Value>(check: () => Promise<Value> | Value): Promise<Outcome<Value>> {
  try {
    const value = await check();
    if (value === false) return { holds: false, reason: new Error('The check did not hold in time') };
    return { holds: true, value: value as Exclude<Value, false> };
  } catch (reason) {
    return { holds: false, reason };
  }
}
