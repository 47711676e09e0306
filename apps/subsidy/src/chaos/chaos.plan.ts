import { day, type Day } from '@gongjiang/kernel';
import { Random } from '@gongjiang/simulation';
import { leadsTo } from './chaos.leads.js';
import { PLACES } from './places.js';

/** What the bank does with one call to it. */
export const BANK_MOODS = ['silent-before', 'silent-after', 'booked-later', 'half-answer', 'twice', 'late', 'wrong-totals', 'short-of-money', 'silent-inquiry', 'interim', 'page-lost', 'page-again'] as const;
export type BankMood = (typeof BANK_MOODS)[number];

/** What an officer does that is not the usual next step, as soon as it can be done. */
export const DEEDS = [
  'wait', 'recalculate', 'send-back', 'cancel', 'pause', 'stop', 'cancel-rest', 'cancel-all', 'withdraw-request', 'object', 'dismiss', 'uphold', 'rule-late',
  'change-account', 'refuse-change', 'withdraw-change', 'twice', 'stale', 'correct', 'correct', 'claim-back',
] as const;
export type Deed = (typeof DEEDS)[number];

/** How a claim back goes on, and where it ends. */
export const CASE_WAYS = ['withdraw', 'drop', 'repay', 'waive', 'halve', 'overturn'] as const;
export type CaseWay = (typeof CASE_WAYS)[number];

/** What goes wrong at one turn of the whole. */
export type Fault =
  | { readonly kind: 'kill' | 'lose'; readonly at: number; readonly moment: 'before' | 'after' }
  | { readonly kind: 'freeze'; readonly at: number; readonly forMs: number }
  | { readonly kind: 'flush-queue'; readonly at: number }
  | { readonly kind: 'queue-away'; readonly at: number; readonly forMs: number }
  | { readonly kind: 'skew'; readonly at: number; readonly byMs: number }
  /** The process dies at a named place of the state machines, the nth time that anybody comes by. */
  | { readonly kind: 'die-at'; readonly place: string; readonly nth: number }
  /** Or it falls asleep there, and wakes when others have done its work. */
  | { readonly kind: 'freeze-at'; readonly place: string; readonly nth: number; readonly forMs: number };

/** One run, decided before it begins: with its seed it is all that a repetition needs. */
export interface ChaosPlan {
  readonly seed: number;
  readonly months: number;
  readonly persons: number;
  readonly linesAChunk: number;
  readonly workers: number;
  /** Processes with officers, a relay and a sealer in each: from two on everything is done by two at once. */
  readonly offices: number;
  /** Runs that begin at a month's end go over it, and over its holidays. */
  readonly opening: Day;
  /** Wenzhou pays too, and some persons are in both. */
  readonly isTwoCities: boolean;
  /** Jinhua pays a second programme to the same persons at the same time. */
  readonly isTwoProgrammes: boolean;
  /** The fund has less than the months need, until finance sees it. */
  readonly isBudgetShort: boolean;
  readonly betweenChance: number;
  readonly faults: readonly Fault[];
  readonly moods: Readonly<Record<number, BankMood>>;
  readonly deeds: Readonly<Record<number, Deed>>;
  /** A worker that died is started again as the next release, whose rules have another hash: both work side by side (R21). */
  readonly isUpgraded: boolean;
  /** Of a city's claims back the first goes the first way, and so on, round and round. */
  readonly caseWays: readonly CaseWay[];
}

/** A run of some thousand turns: faults are spread over them, and a few come close together. */
const TURNS = 6_000;
const OPENINGS = ['2026-03-02', '2026-03-30', '2026-04-29'] as const;
const SKEWS_MS = [-86_400_000, -300_000, -20_000, 20_000, 300_000, 86_400_000] as const;
const BANK_CALLS = 60;
/** A desk's nth look is the number 2n, or 2n + 1 for every other desk. */
const LOOKS = 80;
const DEATHS_A_RUN = 6;

/** The plan of a seed. */
export function planOf(seed: number, dieAt: readonly string[] = []): ChaosPlan {
  const random = new Random(seed).fork('plan');
  const lead = leadsTo(dieAt);
  const faults = Array.from({ length: random.below(12) }, () => faultOf(random));
  const sleeps = Array.from({ length: random.below(3) }, (): Fault => ({ kind: 'freeze-at', place: random.pick(PLACES as [string, ...string[]]), nth: random.between(1, 4), forMs: random.between(2_000, 90_000) }));
  return {
    seed,
    months: Math.max(random.pick([1, 1, 2, 2, 3]), lead.ways.length > 0 ? 2 : 1),
    persons: random.between(2, 9),
    linesAChunk: random.between(1, 4),
    workers: Math.min(random.pick([1, 2, 2, 3]), lead.isUpgraded ? 1 : 3),
    offices: random.pick([1, 1, 2]),
    opening: day(random.pick(OPENINGS)),
    isTwoCities: random.chance(0.4),
    isTwoProgrammes: random.chance(0.4),
    isBudgetShort: random.chance(0.15),
    betweenChance: random.pick([0, 0.1, 0.4]),
    faults: [...upgradeOf(lead), ...faults, ...sleeps, ...dieAt.map((place): Fault => ({ kind: 'die-at', place, nth: random.pick([1, 1, 1, 2, 3]) }))],
    moods: drawn(random, random.below(12), BANK_CALLS, BANK_MOODS),
    deeds: { ...drawn(random, random.below(14), LOOKS, DEEDS), ...firstLooks(lead.deeds) },
    caseWays: [...lead.ways, ...Array.from({ length: 6 }, () => random.pick(CASE_WAYS))],
    isUpgraded: random.chance(0.3) || lead.isUpgraded,
  };
}

/** Where somebody dies in the run of a seed: each has its own few places, and over the seeds every one has its turn. */
export function diesAt(seed: number): readonly string[] {
  return Array.from({ length: DEATHS_A_RUN }, (_, nth) => PLACES[(seed * DEATHS_A_RUN + nth) % PLACES.length] ?? '');
}

/** A small and otherwise quiet run that leads straight to some places, and somebody dies at each. */
export function directPlanOf(seed: number, dieAt: readonly string[]): ChaosPlan {
  const lead = leadsTo(dieAt);
  const { deeds, ways, isUpgraded } = lead;
  return {
    seed, months: deeds.length > 0 ? 2 : 1, persons: 4, linesAChunk: 2, workers: isUpgraded ? 1 : 2, offices: 1, opening: day(OPENINGS[0]),
    isTwoCities: false, isTwoProgrammes: false, isBudgetShort: false, betweenChance: 0,
    faults: [...upgradeOf(lead), ...dieAt.map((place): Fault => ({ kind: 'die-at', place, nth: 1 }))], moods: {}, deeds: firstLooks(deeds), caseWays: [...ways, 'repay'], isUpgraded,
  };
}

/** The worker that began the first calculation does not live to end it. */
function upgradeOf({ isUpgraded }: { readonly isUpgraded: boolean }): readonly Fault[] {
  return isUpgraded ? [{ kind: 'die-at', place: 'chunk/decide/before', nth: 1 }] : [];
}

/** Deeds that the first programme's officers mean to do from the beginning. */
function firstLooks(deeds: readonly Deed[]): Readonly<Record<number, Deed>> {
  return Object.fromEntries(deeds.map((deed, at) => [2 * (at + 1), deed]));
}

function faultOf(random: Random): Fault {
  const at = random.between(1, TURNS);
  switch (random.below(10)) {
    case 0: return { kind: 'freeze', at, forMs: random.between(500, 20_000) };
    case 1: return { kind: 'flush-queue', at };
    case 2: return { kind: 'queue-away', at, forMs: random.between(500, 10_000) };
    case 3: return { kind: 'skew', at, byMs: random.pick(SKEWS_MS) };
    case 4: case 5: return { kind: 'lose', at, moment: random.pick(['before', 'after']) };
    default: return { kind: 'kill', at, moment: random.pick(['before', 'after']) };
  }
}

function drawn<T>(random: Random, count: number, among: number, values: readonly [T, ...T[]]): Readonly<Record<number, T>> {
  return Object.fromEntries(Array.from({ length: count }, () => [random.between(1, among), random.pick(values)]));
}
