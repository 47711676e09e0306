import { Random } from '@gongjiang/simulation';
import { PLACES } from './places.js';

/** What the bank does with one call to it. */
export const BANK_MOODS = ['silent-before', 'silent-after', 'half-answer', 'twice', 'late', 'wrong-totals', 'short-of-money', 'silent-inquiry', 'interim', 'page-lost', 'page-again'] as const;
export type BankMood = (typeof BANK_MOODS)[number];

/** What an officer does that is not the usual next step, at his nth look at a batch. */
export const DEEDS = ['wait', 'recalculate', 'send-back', 'cancel', 'pause', 'stop', 'cancel-rest', 'object', 'change-account', 'withdraw-change', 'twice', 'stale', 'correct', 'correct', 'claim-back'] as const;
export type Deed = (typeof DEEDS)[number];

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
}

/** A run of some thousand turns: faults are spread over them, and a few come close together. */
const TURNS = 6_000;
const BANK_CALLS = 60;
const LOOKS = 80;

/** The plan of a seed. */
export function planOf(seed: number, dieAt: readonly string[] = []): ChaosPlan {
  const random = new Random(seed).fork('plan');
  const faults = Array.from({ length: random.below(12) }, () => faultOf(random));
  const sleeps = Array.from({ length: random.below(3) }, (): Fault => ({ kind: 'freeze-at', place: random.pick(PLACES as [string, ...string[]]), nth: random.between(1, 4), forMs: random.between(2_000, 90_000) }));
  return {
    seed,
    months: random.pick([1, 2, 2, 3]),
    persons: random.between(3, 14),
    linesAChunk: random.between(2, 5),
    workers: random.pick([1, 2, 2, 3]),
    isTwoCities: random.chance(0.4),
    isTwoProgrammes: random.chance(0.4),
    isBudgetShort: random.chance(0.15),
    betweenChance: random.pick([0, 0.1, 0.4]),
    faults: [...faults, ...sleeps, ...dieAt.map((place): Fault => ({ kind: 'die-at', place, nth: random.pick([1, 1, 2, 3]) }))],
    moods: drawn(random, random.below(12), BANK_CALLS, BANK_MOODS),
    deeds: { ...drawn(random, random.below(14), LOOKS, DEEDS), ...leadsTo(dieAt, random) },
  };
}

/** Places that the usual way does not come by: what officers do so that it does. */
const LEADS: readonly (readonly [RegExp, readonly Deed[]])[] = [
  [/^cancellation|^control\/(ask-c|confirm-c|withdraw|complete)/, ['cancel-rest', 'cancel-rest', 'cancel-rest']],
  [/^control\/(stop|ask-r|confirm-r)/, ['stop', 'stop']],
  [/^control\/(pause|resume)/, ['pause', 'pause']],
  [/^objection|^batch\/(withhold|restore)/, ['object', 'object', 'object', 'object']],
  [/^batch\/return/, ['send-back']],
  [/^batch\/cancel/, ['cancel', 'cancel']],
  [/^account-change/, ['change-account', 'withdraw-change', 'change-account', 'withdraw-change']],
  [/^clawback|^chunk\/(settle-in|post-in|tell)/, ['claim-back', 'correct', 'claim-back', 'correct', 'claim-back', 'correct']],
];

function leadsTo(places: readonly string[], random: Random): Readonly<Record<number, Deed>> {
  const deeds = places.flatMap((place) => LEADS.find(([leads]) => leads.test(place))?.[1] ?? []);
  return Object.fromEntries(deeds.map((deed) => [random.between(1, LOOKS / 2), deed]));
}

function faultOf(random: Random): Fault {
  const at = random.between(1, TURNS);
  switch (random.below(10)) {
    case 0: return { kind: 'freeze', at, forMs: random.between(500, 20_000) };
    case 1: return { kind: 'flush-queue', at };
    case 2: return { kind: 'queue-away', at, forMs: random.between(500, 10_000) };
    case 3: return { kind: 'skew', at, byMs: random.between(-300_000, 300_000) };
    case 4: case 5: return { kind: 'lose', at, moment: random.pick(['before', 'after']) };
    default: return { kind: 'kill', at, moment: random.pick(['before', 'after']) };
  }
}

function drawn<T>(random: Random, count: number, among: number, values: readonly [T, ...T[]]): Readonly<Record<number, T>> {
  return Object.fromEntries(Array.from({ length: count }, () => [random.between(1, among), random.pick(values)]));
}
