import type { RealResult } from '@gongjiang/rehearsal';

/** From a death until the same work goes on. */
const RECOVERED_WITHIN_MS = 10_000;

/** One line a run. */
export function realRunText({ plan, blows, recoveries, ms, monthMs, violations }: RealResult): string {
  const slowest = recoveries.length === 0 ? '' : `, slowest recovery ${(Math.max(...recoveries.map((one) => one.ms)) / 1_000).toFixed(1)} s`;
  return `${violations.length === 0 ? '✓' : '✗'} seed ${plan.seed}: ${plan.persons} persons, ${blows.length} blows${slowest}; month ${(monthMs / 1_000).toFixed(1)} s, run ${(ms / 1_000).toFixed(1)} s`;
}

/** What a failure says: what was seen, the plan, what befell whom, and how it is had again. */
export function realFailureText({ plan, violations, blows }: RealResult, mode: string | undefined): string {
  return [
    `seed ${plan.seed} fails:`,
    ...violations.slice(0, 10).map((violation) => `  ${violation}`),
    `the plan: ${JSON.stringify(plan)}`,
    'what befell whom:',
    ...blows.map(({ what, place, pid, atMs }) => `  ${new Date(atMs).toISOString()} ${what} at ${place} (${pid})`),
    `again: npm run chaos -- --mode real --runs 1 --seed ${plan.seed}${mode === undefined ? '' : ` ${mode}`}`,
    '',
  ].join('\n');
}

/** How much longer a batch takes when somebody dies in a tenth of its chunks: from its opening to its close. */
export function overheadText(results: readonly RealResult[]): string {
  const [quiet, disturbed] = results.slice(-2);
  if (!quiet || !disturbed) return 'nothing to compare';
  const deaths = disturbed.blows.filter(({ what }) => what === 'death').length;
  return `${quiet.plan.persons} persons: ${(quiet.monthMs / 1_000).toFixed(1)} s without deaths, ${(disturbed.monthMs / 1_000).toFixed(1)} s with ${deaths} of ${disturbed.plan.appointments.length} deaths: ${(disturbed.monthMs / quiet.monthMs).toFixed(2)} times as long (at most 2.5)`;
}

/** What all runs come to: deaths by place, and how long after a death its work went on. */
export function realTotalsText(results: readonly RealResult[], places: readonly string[], seconds: number): string {
  const deaths = results.flatMap(({ blows }) => blows).filter(({ what }) => what === 'death');
  const counts = new Map(places.map((place) => [place, deaths.filter((one) => one.place === place).length]));
  const never = places.filter((place) => counts.get(place) === 0);
  const alone = results.filter(({ blows }) => blows.length === 1).flatMap(({ recoveries }) => recoveries).sort((one, other) => one.ms - other.ms);
  const failed = results.filter(({ violations }) => violations.length > 0);
  return [
    `${results.length} runs, ${failed.length} failed${failed.length > 0 ? ` (seeds ${failed.map(({ plan }) => plan.seed).join(', ')})` : ''}, in ${seconds.toFixed(0)} s; a run takes ${(mean(results.map(({ ms }) => ms)) / 1_000).toFixed(1)} s, its month ${(mean(results.map(({ monthMs }) => monthMs)) / 1_000).toFixed(1)} s`,
    `${deaths.length} deaths, ${results.flatMap(({ blows }) => blows).filter(({ what }) => what === 'sleep').length} sleeps, ${results.flatMap(({ blows }) => blows).filter(({ what }) => what === 'server').length} times a server was killed`,
    `deaths by place: ${[...counts].filter(([, count]) => count > 0).map(([place, count]) => `${place} ${count}`).join(', ')}; any moment ${deaths.filter(({ place }) => place.startsWith('any')).length}`,
    `nobody died at: ${never.join(', ') || 'no place'}`,
    `recovery after the only blow of a run: ${alone.length === 0 ? 'none seen' : `${alone.length} seen, median ${at(alone, 0.5)} s, 9 of 10 within ${at(alone, 0.9)} s, slowest ${at(alone, 1)} s (${alone.at(-1)?.place ?? ''}); over ${RECOVERED_WITHIN_MS / 1_000} s: ${alone.filter(({ ms }) => ms > RECOVERED_WITHIN_MS).map(({ place, ms }) => `${place} ${(ms / 1_000).toFixed(1)} s`).join(', ') || 'none'}`}`,
  ].join('\n');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function at(sorted: readonly { readonly ms: number }[], share: number): string {
  return ((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.ms ?? 0) / 1_000).toFixed(1);
}
