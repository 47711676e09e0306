import { randomOf, type Random } from '../sample/random.js';

/** A process of the platform that may be killed or frozen. */
export const MORTALS = ['api', 'relay', 'worker-1', 'worker-2', 'bank', 'talent', 'registry'] as const;
export type Mortal = (typeof MORTALS)[number];

/** What somebody dies of, or sleeps through, at a named place of the state machines, the nth time that it comes by. */
export interface Appointment {
  readonly place: string;
  readonly nth: number;
  /** Undefined for a death. */
  readonly forMs?: number;
}

/** What happens so long after the run's beginning, wherever everybody is. */
export type TimedFault =
  | { readonly kind: 'kill'; readonly who: Mortal; readonly atMs: number }
  | { readonly kind: 'freeze'; readonly who: Mortal; readonly atMs: number; readonly forMs: number }
  | { readonly kind: 'flush-redis'; readonly atMs: number }
  | { readonly kind: 'server-away'; readonly server: 'redis' | 'kafka' | 'mongo'; readonly atMs: number; readonly forMs: number };

/** What officers do besides the usual next step, each once and as soon as it can be done. */
export const DEEDS = ['recalculate', 'send-back', 'cancel', 'pause', 'stop', 'withdraw-request', 'cancel-rest', 'object', 'change-account', 'withdraw-change', 'claim-back', 'twice'] as const;
export type Deed = (typeof DEEDS)[number];

/** One run, decided before it begins: with its seed it is all that a repetition needs. */
export interface RealPlan {
  readonly seed: number;
  readonly persons: number;
  readonly appointments: readonly Appointment[];
  readonly timed: readonly TimedFault[];
  /** Rules of the sandbox bank, as `docs/sandbox-bank.md` has them. */
  readonly moods: readonly Readonly<Record<string, unknown>>[];
  readonly deeds: readonly Deed[];
  /** Whoever starts while the month runs is of the next release, with other rules. */
  readonly isUpgraded: boolean;
}

/** A quiet month of this size takes some six seconds: what comes later meets nobody. */
const LASTS_MS = 6_000;
/** Without rest: between one death and the next, for longer than a month may last. */
const KILLED_EVERY_MS = [700, 5_000] as const;
const RESTLESS_MS = 150_000;
/** Longer than a chunk's lease and the lock of its job: who wakes after it finds its work done by another. */
const ZOMBIE_MS = 7_500;

const SOME_MOODS = [
  { kind: 'cuts-after-booking', times: 2 }, { kind: 'cuts-before-booking', times: 2 }, { kind: 'books-late', afterMs: 2_500, times: 1 }, { kind: 'answers-late', afterMs: 2_500, times: 2 },
  { kind: 'answers-twice', times: 1 }, { kind: 'answers-out-of-order', times: 3 }, { kind: 'omits-lines', times: 1 }, { kind: 'answers-wrong-totals', times: 2 }, { kind: 'refuses', times: 2 },
  { kind: 'forgets-on-inquiry', times: 1 }, { kind: 'rejects-lines', share: 0.08 }, { kind: 'returns-lines', share: 0.08, afterDays: 1 },
] as const;

/** The plan of a seed: some faults of every kind, and deaths at these places. */
export function realPlanOf(seed: number, dieAt: readonly string[], places: readonly string[]): RealPlan {
  const random = randomOf(seed, 'chaos');
  const chance = (share: number): boolean => random.share() < share;
  const sleeps = chance(0.25) ? [{ place: random.oneOf(places.filter((place) => /^(chunk|statement|notice)/.test(place))), nth: random.whole(1, 2), forMs: ZOMBIE_MS }] : [];
  return {
    seed,
    persons: random.whole(40, 120),
    appointments: [...dieAt.map((place) => ({ place, nth: random.oneOf([1, 1, 2]) })), ...sleeps, ...dieAt.flatMap(diedOfUpgrade)],
    timed: Array.from({ length: random.whole(0, 2) }, () => timedFault(random)),
    moods: Array.from({ length: random.whole(0, 3) }, () => random.oneOf<Readonly<Record<string, unknown>>>(SOME_MOODS)),
    deeds: [...new Set([...(chance(0.4) ? [random.oneOf(DEEDS)] : []), ...dieAt.flatMap(leadTo)])],
    isUpgraded: dieAt.some((place) => UPGRADE.test(place)),
  };
}

/** A run in which one process dies, and all else is well: what it costs is what the death costs. */
export function singleDeathOf(seed: number, place: string): RealPlan {
  return { seed, persons: 80, appointments: [...diedOfUpgrade(place), { place, nth: 1 }], timed: [], moods: [], deeds: leadTo(place), isUpgraded: UPGRADE.test(place) };
}

/** A month, long enough for many of them, in which one process after another is killed, wherever it is, for as long as the month lasts. */
export function restlessOf(seed: number): RealPlan {
  const random = randomOf(seed, 'restless');
  const timed: TimedFault[] = [];
  for (let atMs = random.whole(...KILLED_EVERY_MS); atMs < RESTLESS_MS; atMs += random.whole(...KILLED_EVERY_MS)) timed.push({ kind: 'kill', who: random.oneOf(MORTALS), atMs });
  return { seed, persons: 1_500, appointments: [], timed, moods: [], deeds: [], isUpgraded: false };
}

/** A large month in which a death falls into one chunk of ten, at a step of its calculation or payment. */
export function deathsInChunksOf(seed: number, persons: number, chunks: number, places: readonly string[]): RealPlan {
  const random = randomOf(seed, 'overhead');
  const steps = places.filter((place) => place.startsWith('chunk/'));
  // Two workers share the chunks, and who is new counts anew: an early pass is one that somebody comes by.
  const appointments = Array.from({ length: Math.round(chunks / 10) }, () => ({ place: random.oneOf(steps), nth: random.whole(1, Math.max(1, Math.floor(chunks / 8))) }));
  return { seed, persons, appointments, timed: [], moods: [], deeds: [], isUpgraded: false };
}

/** Places that the usual way does not come by: what officers do so that it does. */
const LEADS: readonly (readonly [RegExp, Deed])[] = [
  [/^cancellation|^control\/(ask-c|confirm-c|complete)/, 'cancel-rest'], [/^control\/(stop|ask-r|confirm-r)/, 'stop'], [/^control\/withdraw/, 'withdraw-request'], [/^control\/(pause|resume)/, 'pause'],
  [/^objection|^batch\/(withhold|restore)/, 'object'], [/^batch\/return/, 'send-back'], [/^batch\/cancel/, 'cancel'],
  [/^account-change\/(proposed|cooling|in-force)/, 'change-account'], [/^account-change\/(refused|withdrawn)/, 'withdraw-change'], [/^clawback/, 'claim-back'],
];

/** Places that nobody comes by but where those who began a calculation are gone, and others have other rules. */
const UPGRADE = /^batch\/restart-calculation/;

/** Both workers go in the middle of what they began. */
function diedOfUpgrade(place: string): readonly Appointment[] {
  return UPGRADE.test(place) ? [{ place: 'chunk/decide/before', nth: 1 }, { place: 'chunk/decide/before', nth: 1 }] : [];
}

function leadTo(place: string): readonly Deed[] {
  return LEADS.flatMap(([leads, deed]) => (leads.test(place) ? [deed] : []));
}

function timedFault(random: Random): TimedFault {
  const atMs = random.whole(0, LASTS_MS);
  switch (random.whole(0, 9)) {
    case 0: return { kind: 'flush-redis', atMs };
    case 1: return { kind: 'server-away', server: 'redis', atMs, forMs: random.whole(200, 3_000) };
    case 2: return { kind: 'server-away', server: 'kafka', atMs, forMs: random.whole(500, 4_000) };
    case 3: return { kind: 'server-away', server: 'mongo', atMs, forMs: random.whole(200, 2_000) };
    case 4: return { kind: 'freeze', who: random.oneOf(MORTALS), atMs, forMs: ZOMBIE_MS };
    default: return { kind: 'kill', who: random.oneOf(MORTALS), atMs };
  }
}
