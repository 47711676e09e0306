import { soon } from '../soon.js';

/** What a service needs in order to work: resolves where it is there, rejects where it is not. */
export type HealthCheck = () => Promise<unknown>;
export type HealthChecks = Readonly<Record<string, HealthCheck>>;

export interface Readiness {
  readonly ready: boolean;
  /** Name to `up` or `down`; why it is down is for the log, not for whoever asks. */
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
  readonly faults: Readonly<Record<string, Error>>;
}

/** Runs the checks side by side, each within its time. */
export async function readinessOf(checks: HealthChecks, timeoutMs?: number): Promise<Readiness> {
  const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => ({ name, fault: await faultOf(check, timeoutMs) })));
  const faults = results.flatMap(({ name, fault }) => (fault === undefined ? [] : [[name, fault] as const]));
  return {
    ready: faults.length === 0,
    checks: Object.fromEntries(results.map(({ name, fault }) => [name, fault === undefined ? 'up' : 'down'] as const)),
    faults: Object.fromEntries(faults),
  };
}

async function faultOf(check: HealthCheck, timeoutMs?: number): Promise<Error | undefined> {
  try {
    await soon(check, timeoutMs);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
