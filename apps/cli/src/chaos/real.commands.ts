import { deathsInChunksOf, placesOfService, realPlanOf, restlessOf, runPlans, singleDeathOf, type RealPlan, type RealResult } from '@gongjiang/rehearsal';
import { startServers } from '@gongjiang/servers';
import { overheadText, realFailureText, realRunText, realTotalsText } from './real.text.js';

/** Places at which each run of many faults lets a process die. */
const DEATHS_A_RUN = 3;

/** Lines of a chunk where a batch is large: as many as chunks really have would leave too few of them. */
const LINES_OF_LARGE = 500;

interface RealOptions { readonly runs: number; readonly seed: number; readonly single: boolean; readonly restless: boolean; readonly places: string; readonly overhead: boolean; readonly persons: number }

/** `chaos --mode real`: small months through the real processes on real servers of their own, one after another. */
export async function realChaos(options: RealOptions): Promise<void> {
  const begun = performance.now();
  const places = (await placesOfService()).filter((place) => new RegExp(options.places).test(place));
  const servers = await startServers({ data: { kind: 'ephemeral' }, given: {}, report: say });
  const results: RealResult[] = [];
  try {
    await runPlans(servers, plansOf(options, places), (result) => {
      results.push(result);
      say(realRunText(result));
      if (result.violations.length > 0) process.stdout.write(realFailureText(result, options.single ? '--single' : options.restless ? '--restless' : undefined));
    }, options.overhead ? LINES_OF_LARGE : undefined);
  } finally {
    await servers.stop();
  }
  if (options.overhead) process.stdout.write(`${overheadText(results)}\n`);
  process.stdout.write(`${realTotalsText(results, places, (performance.now() - begun) / 1_000)}\n`);
  if (results.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
}

/** Every seed has its share of the places: some runs in a row come by all. */
function plansOf({ runs, seed, single, restless, overhead, persons }: RealOptions, places: readonly string[]): readonly RealPlan[] {
  // The first batch of a process is slow: a small one goes before the two that are compared.
  if (overhead) return [1_000, persons].map((size) => deathsInChunksOf(seed, size, 0, places)).concat(deathsInChunksOf(seed, persons, persons / LINES_OF_LARGE, places));
  const place = (nth: number): string => places[nth % places.length] ?? '';
  return Array.from({ length: runs }, (_, at) => seed + at).map((own) => (
    restless ? restlessOf(own) : single ? singleDeathOf(own, place(own)) : realPlanOf(own, Array.from({ length: DEATHS_A_RUN }, (_, at) => place(own * DEATHS_A_RUN + at)), places)));
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
