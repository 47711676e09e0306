import { parseArgs } from 'node:util';
import { openGround } from './chaos.ground.js';
import { diesAt, planOf } from './chaos.plan.js';
import { run, type ChaosResult } from './chaos.run.js';
import { shrunk } from './chaos.shrink.js';
import { failureText } from './chaos.text.js';
import { PLACES } from './places.js';

/** One of the processes that share the runs of `npm run chaos`: each takes every nth seed, and says on one line at the end what it saw. */
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '1' }, every: { type: 'string', default: '1' } } });
const [first, runs, every] = [Number(values.seed), Number(values.runs), Number(values.every)];
/** Every so many runs one is run again: it must go the same way, turn by turn (I10). */
const REPEATED_EVERY = 100;
/** Every so many runs a long run says how far it is. */
const TOLD_EVERY = 500;

const ground = await openGround();
const totals = { runs: 0, failed: 0, steps: 0, paidFen: 0, places: PLACES, passed: {} as Record<string, number>, died: {} as Record<string, number> };
for (let at = 0; at < runs; at += 1) {
  const plan = planOf(first + at * every, diesAt(first + at * every));
  const result = await run(plan, ground);
  const violations = at % REPEATED_EVERY === 0 ? [...result.violations, ...differencesOf(result, await run(plan, ground))] : result.violations;
  totals.runs += 1;
  totals.steps += result.steps;
  totals.paidFen += result.paidFen;
  for (const [place, count] of result.passed) totals.passed[place] = (totals.passed[place] ?? 0) + count;
  for (const [place, count] of result.died) totals.died[place] = (totals.died[place] ?? 0) + count;
  if (violations.length > 0) {
    totals.failed += 1;
    const smallest = await shrunk(plan, async (smaller) => (await run(smaller, ground)).violations.length > 0);
    process.stderr.write(failureText({ ...result, violations }, smallest));
  }
  if (totals.runs % TOLD_EVERY === 0) process.stderr.write(`up to seed ${plan.seed}: ${totals.runs} runs, ${totals.failed} failed\n`);
}
process.stdout.write(`${JSON.stringify(totals)}\n`);
// Timers and calls of simulated processes that died are not waited for.
process.exit(totals.failed > 0 ? 1 : 0);

function differencesOf(one: ChaosResult, other: ChaosResult): readonly string[] {
  return one.trace === other.trace && one.steps === other.steps ? [] : [`I10: the seed went two ways: ${one.steps} turns and ${other.steps}`];
}
