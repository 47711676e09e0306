import { directPlanOf, planOf, type ChaosPlan, type Fault } from './chaos.plan.js';
import { ALL_SAFEGUARDS, type Safeguards } from './safeguards.js';

/** A safeguard that is taken out, the trouble in which that must show, and the invariant that shows it. */
export interface NegativeControl {
  readonly without: keyof Safeguards;
  readonly shows: RegExp;
  readonly planOf: (seed: number) => ChaosPlan;
}

const faultsEvery = (turns: number, kind: (at: number) => Fault): readonly Fault[] => Array.from({ length: 30 }, (_, at) => kind(40 + at * turns));
const { offices, opening } = directPlanOf(0, []);
const quiet = (seed: number): ChaosPlan => ({ ...planOf(seed), offices, opening, deeds: {}, moods: {}, faults: [], months: 2, persons: 8, linesAChunk: 3, workers: 2, isBudgetShort: false });
const killsEvery = (turns: number) => faultsEvery(turns, (at) => ({ kind: 'kill', at, moment: 'after' }));
const silences = Object.fromEntries([2, 4, 6, 8].map((call) => [call, 'silent-after' as const]));

/** R22: without its safeguard each of these must be seen to go wrong; with it the same plans go well. */
export const NEGATIVE_CONTROLS: readonly NegativeControl[] = [
  { without: 'bankHonoursIds', shows: /^I1: the bank paid GJ\w+ \d+ times/, planOf: (seed) => ({ ...quiet(seed), moods: silences }) },
  { without: 'claimsAreAtomic', shows: /^I1: two cities paid/, planOf: (seed) => ({ ...quiet(seed), isTwoCities: true }) },
  { without: 'answersAreKept', shows: /^I6: .* was told with/, planOf: quiet },
  { without: 'writesAreConditional', shows: /^I5: the chunk .* is booked otherwise than before/, planOf: (seed) => ({ ...quiet(seed), faults: [1, 2, 3, 4, 5].map((nth) => ({ kind: 'freeze-at', place: 'chunk/apply-answer/before', nth: nth * 2, forMs: 90_000 })) }) },
  { without: 'ownRowsAreOwn', shows: /^I9: .* is held as a duplicate/, planOf: (seed) => ({ ...quiet(seed), isTwoCities: false, faults: [1, 2, 3].map((nth) => ({ kind: 'die-at', place: 'chunk/decide/after', nth })) }) },
  { without: 'postingsHaveIds', shows: /^(I2|unexpected: the driver was refused.*books-disagree)/, planOf: (seed) => ({ ...quiet(seed), faults: killsEvery(80) }) },
  { without: 'eventsAreInTheWrite', shows: /^I6: batches changed/, planOf: (seed) => ({ ...quiet(seed), faults: killsEvery(80) }) },
];

export function without(safeguard: keyof Safeguards): Safeguards {
  return { ...ALL_SAFEGUARDS, [safeguard]: false };
}
