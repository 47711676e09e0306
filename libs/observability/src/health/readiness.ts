/** What a service needs in order to work: resolves where it is there, rejects where it is not. */
export type HealthCheck = () => Promise<unknown>;
export type HealthChecks = Readonly<Record<string, HealthCheck>>;

export interface Readiness {
  readonly ready: boolean;
  /** Name to `up` or `down`; why it is down is for the log, not for whoever asks. */
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
  readonly faults: Readonly<Record<string, Error>>;
}

/** An orchestrator asks every few seconds; what takes longer counts as not there. */
const CHECK_TIMEOUT_MS = 2_000;

/** Runs the checks side by side, each within its time. */
export async function readinessOf(checks: HealthChecks, timeoutMs: number = CHECK_TIMEOUT_MS): Promise<Readiness> {
  const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => ({ name, fault: await faultOf(check, timeoutMs) })));
  const faults = results.flatMap(({ name, fault }) => (fault === undefined ? [] : [[name, fault] as const]));
  return {
    ready: faults.length === 0,
    checks: Object.fromEntries(results.map(({ name, fault }) => [name, fault === undefined ? 'up' : 'down'] as const)),
    faults: Object.fromEntries(faults),
  };
}

async function faultOf(check: HealthCheck, timeoutMs: number): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([Promise.resolve().then(check), late]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}
