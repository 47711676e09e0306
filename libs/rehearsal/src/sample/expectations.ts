import { addFen, fen, type CityCode, type Fen, type Level, type Month } from '@gongjiang/kernel';
import { STORIES, type Story } from './assumptions.js';
import type { IssuedCertificate } from './certificate.rows.js';
import { claimOfRecognition, type Recognition } from './recognitions.js';
import { CITIES, WENZHOU } from './regions.js';
import type { Resident } from './resident.js';

interface Lines { lines: number; sumFen: Fen }

/** What the month should make of one entitlement's claims. */
export interface EntitlementExpectation {
  /** Rows or events that start a claim, each person once. */
  claims: number;
  /** Decided with money; for the persons in both cities see `bothCities`. */
  granted: Lines;
  /** Decided without money, by the story that causes it. */
  refused: Record<string, number>;
  /** Granted by policy and held by the check of persons: the account is in another's name. */
  heldForAccount: number;
  /** Of the granted: rejected by the bank at once, and given back days later. */
  bankRejects: Lines;
  bankReturns: Lines;
}

export interface CityExpectation {
  personRows: number;
  claimRows: number;
  certificates: number;
  /** Rows that a row report must name, by what is wrong with them. */
  badPersonRows: Record<string, number>;
  badClaimRows: Record<string, number>;
  /** Persons by the story told of them. */
  stories: Record<Story, number>;
  /** Persons by region. */
  districts: Record<string, number>;
  entitlements: Record<string, EntitlementExpectation>;
}

/** What was planted, and what follows from it by the text of the policies: written without the rules engine, to check it by. */
export interface Expectations {
  readonly seed: number;
  readonly persons: number;
  readonly period: Month;
  readonly cities: Record<string, CityExpectation>;
  /** Claims that titles, medals, listings and counts are, by entitlement. */
  readonly recognitions: Record<string, { claims: number; granted: Lines }>;
  /** Each is paid in one city, the first to claim the month; which one is the platform's to settle. */
  readonly bothCities: { persons: number; sumFen: Record<string, Fen> };
}

const BAD_PERSON: readonly Story[] = ['person-wrong-check-digit', 'person-wrong-account', 'person-missing-field', 'person-twice'];
const BAD_CLAIM: readonly Story[] = ['claim-wrong-check-digit', 'claim-unknown-level', 'claim-missing-field', 'claim-twice'];
/** No claim comes of these rows; the first of two rows that are the same stands. */
const LOST_CLAIM: readonly Story[] = BAD_CLAIM.filter((story) => story !== 'claim-twice');
const REFUSED_BY_BOTH: readonly Story[] = ['level-not-named', 'not-in-shortage'];
const REFUSED_BY_JINHUA: readonly Story[] = [...REFUSED_BY_BOTH, 'term-ended', 'employer-pays-none', 'left-in-month'];
/** Wenzhou's plan asks neither for employment in the month nor for a term. */
const REFUSED_BY_WENZHOU: readonly Story[] = [...REFUSED_BY_BOTH, 'route-not-named'];

const ALLOWANCE_FEN: Record<string, Partial<Record<Level, number>>> = {
  [WENZHOU]: { technician: 50_000, 'senior-technician': 100_000 },
  other: { technician: 60_000, 'senior-technician': 100_000 },
};
const TRAINING_CAP_FEN = 300_000;

export function emptyExpectations(sample: Pick<Expectations, 'seed' | 'persons' | 'period'>): Expectations {
  const { seed, persons, period } = sample;
  return {
    seed, persons, period,
    cities: Object.fromEntries(CITIES.map((city) => [city, emptyCity()])),
    recognitions: {},
    bothCities: { persons: 0, sumFen: Object.fromEntries(CITIES.map((city) => [city, fen(0)])) },
  };
}

function emptyCity(): CityExpectation {
  return {
    personRows: 0, claimRows: 0, certificates: 0, badPersonRows: {}, badClaimRows: {},
    stories: Object.fromEntries(STORIES.map((story) => [story, 0])) as Record<Story, number>,
    districts: {}, entitlements: {},
  };
}

export function expectPerson(expected: Expectations, resident: Resident, rows: number): void {
  const city = cityOf(expected, resident.city);
  city.personRows += rows;
  city.stories[resident.story] += 1;
  countIn(city.districts, resident.district);
  if (BAD_PERSON.includes(resident.story)) countIn(city.badPersonRows, resident.story);
}

export function expectClaim(expected: Expectations, resident: Resident, rows: number): void {
  const { city, story, level } = resident;
  const counted = cityOf(expected, city);
  counted.claimRows += rows;
  if (BAD_CLAIM.includes(story)) countIn(counted.badClaimRows, story);
  if (LOST_CLAIM.includes(story)) return;
  const entitlement = entitlementOf(counted, city === WENZHOU ? 'wenzhou/1/post-allowance' : 'jinhua/7/post-allowance');
  entitlement.claims += 1;
  if ((city === WENZHOU ? REFUSED_BY_WENZHOU : REFUSED_BY_JINHUA).includes(story)) return countIn(entitlement.refused, story);
  const amount = fen((ALLOWANCE_FEN[city] ?? ALLOWANCE_FEN['other'])?.[level] ?? 0);
  if (story !== 'both-cities') return expectMoney(entitlement, story, amount);
  if (city === WENZHOU) expected.bothCities.persons += 1;
  expected.bothCities.sumFen[city] = addFen(expected.bothCities.sumFen[city] ?? fen(0), amount);
}

export function expectCertificate(expected: Expectations, resident: Resident, certificate: IssuedCertificate): void {
  const city = cityOf(expected, resident.city);
  city.certificates += 1;
  const entitlement = entitlementOf(city, 'jinhua/7/certificate-training');
  entitlement.claims += 1;
  if (!certificate.newlyCertified) return countIn(entitlement.refused, 'reissued');
  const capped = Math.min(certificate.standardFen, TRAINING_CAP_FEN);
  expectMoney(entitlement, resident.story, fen(certificate.occupationInShortage ? Math.floor((capped * 13 + 5) / 10) : capped));
}

export function expectRecognition(expected: Expectations, told: Recognition): void {
  const claim = claimOfRecognition(told);
  if (!claim) return;
  const counted = (expected.recognitions[claim.entitlement] ??= { claims: 0, granted: { lines: 0, sumFen: fen(0) } });
  counted.claims += 1;
  if (claim.isGranted) add(counted.granted, claim.amountFen);
}

function expectMoney(entitlement: EntitlementExpectation, story: Story, amountFen: Fen): void {
  if (story === 'account-not-own') { entitlement.heldForAccount += 1; return; }
  add(entitlement.granted, amountFen);
  if (story === 'closed-account') add(entitlement.bankRejects, amountFen);
  if (story === 'returned-later') add(entitlement.bankReturns, amountFen);
}

function cityOf(expected: Expectations, city: CityCode): CityExpectation {
  return (expected.cities[city] ??= emptyCity());
}

function entitlementOf(city: CityExpectation, id: string): EntitlementExpectation {
  const none = (): Lines => ({ lines: 0, sumFen: fen(0) });
  return (city.entitlements[id] ??= { claims: 0, granted: none(), refused: {}, heldForAccount: 0, bankRejects: none(), bankReturns: none() });
}

function add(lines: Lines, amountFen: Fen): void {
  lines.lines += 1;
  lines.sumFen = addFen(lines.sumFen, amountFen);
}

function countIn(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
