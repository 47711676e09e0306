import type { ChaosPlan } from './chaos.plan.js';
import type { ChaosResult } from './chaos.run.js';

/** What a failure says: what was seen, the plan that it takes, the last turns, and how it is had again. */
export function failureText({ plan, violations, steps, lastCalls }: ChaosResult, smallest: ChaosPlan): string {
  return [
    `seed ${plan.seed} fails after ${steps} turns:`,
    ...violations.slice(0, 5).map((violation) => `  ${violation}`),
    'the smallest plan that fails:',
    `  ${JSON.stringify(smallest)}`,
    'the last turns of the seed:',
    ...lastCalls.slice(-15).map((call) => `  ${call}`),
    `again: npm run chaos -- --runs 1 --seed ${plan.seed}`,
    '',
  ].join('\n');
}
