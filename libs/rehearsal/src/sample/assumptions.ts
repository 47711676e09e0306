import type { CityCode } from '@gongjiang/kernel';
import { WENZHOU } from './regions.js';

/**
 * Everything about the sample city that no source states. Shares are of the persons of a city unless the sentence says
 * otherwise; they are wishes for a month in which every kind of trouble can be seen, not findings about real cities.
 */
export const ASSUMPTIONS = {
  /** Six persons in ten are Wenzhou's, the larger of the two cities. */
  wenzhouShare: 0.6,
  /** An employer of the sample has 40 of its persons. */
  personsAnEmployer: 40,
  /** Persons are 22 to 59 years old in the year of the month, each age as often as another. */
  youngestAge: 22,
  oldestAge: 59,
  /** One name in a hundred has a compound surname (欧阳, 诸葛). */
  compoundSurnameShare: 0.01,
  /** One name in a hundred holds a character outside GB2312, some of them outside the basic plane, as registries do. */
  rareCharacterShare: 0.01,
  /** One name in a hundred is a minority's, written with a middle dot. */
  middleDotNameShare: 0.01,
  /** Three in four of the entitled hold the level of technician, the others that of senior technician. */
  technicianShare: 0.75,
  /** Of those entitled in Wenzhou, four in five were trained in the city and the others came from outside. */
  newlyTrainedShare: 0.8,
  /** Allowances in force began in any of the 24 months up to this one, so that Jinhua's 24th month is among them. */
  oldestFirstMonth: 23,
  /** Jinhua, claims of a term that is over: the first month lies 24 to 30 months back. */
  endedFirstMonth: [24, 30],
  /** Jinhua: four persons in ten were newly certified in the month, after a training. */
  certifiedShare: 0.4,
  /** Jinhua: of those newly certified whom no other story concerns, three in eight claim the allowance too. */
  certifiedWithClaimShare: 0.375,
  /** Certificates: one in fifty is a re-issue, which pays nothing. */
  reissuedShare: 0.02,
  /** Certificates: a training in ten cost more than the 3,000 yuan that are paid at the most. */
  overCapShare: 0.1,
  /** Certificates: three in ten are in a shortage occupation and are raised by 30%. */
  upliftShare: 0.3,
  /** Certificates: standards within the cap, in steps of ten yuan. */
  standardYuan: [800, 3000],
  /** Certificates: standards above the cap. */
  overCapYuan: [3010, 5000],
} as const;

/** What is told of a person in a city; each person has one story, so that each outcome has one cause. */
export const STORIES = [
  'plain', // nothing is amiss
  'left-in-month', // left the job before the month's last day
  'term-ended', // Jinhua: the 24 months are over
  'level-not-named', // holds a senior worker's certificate, which neither city pays
  'not-in-shortage', // the occupation is in no shortage catalogue
  'route-not-named', // Wenzhou: neither newly trained nor newly introduced
  'employer-pays-none', // Jinhua: the employer pays no allowance itself
  'both-cities', // on the rosters of both cities for the same month
  'account-not-own', // the account is in another's name
  'closed-account', // the bank rejects the payment at once
  'returned-later', // the bank takes the payment and gives it back days later
  'claim-wrong-check-digit', // claims roster: the identity number's last character is wrong
  'claim-unknown-level', // claims roster: a level that no one knows
  'claim-missing-field', // claims roster: no certificate number
  'claim-twice', // claims roster: the same row a second time
  'person-wrong-check-digit', // persons' roster: the identity number's last character is wrong; no claim
  'person-wrong-account', // persons' roster: the account's check digit is wrong; no claim
  'person-missing-field', // persons' roster: no name; no claim
  'person-twice', // persons' roster: the same row a second time; no claim
] as const;
export type Story = (typeof STORIES)[number];

/** Shares of each story but `plain`, which takes what is left. Faults are some times as frequent as an office would bear. */
const COMMON: readonly (readonly [Story, number])[] = [
  ['left-in-month', 0.02],
  ['level-not-named', 0.01],
  ['not-in-shortage', 0.03],
  ['account-not-own', 0.003],
  ['closed-account', 0.008],
  ['returned-later', 0.005],
  ['claim-wrong-check-digit', 0.004],
  ['claim-unknown-level', 0.003],
  ['claim-missing-field', 0.003],
  ['claim-twice', 0.004],
  ['person-wrong-check-digit', 0.002],
  ['person-wrong-account', 0.002],
  ['person-missing-field', 0.002],
  ['person-twice', 0.002],
];
const WENZHOU_ONLY: readonly (readonly [Story, number])[] = [['route-not-named', 0.02], ['both-cities', 0.01]];
const JINHUA_ONLY: readonly (readonly [Story, number])[] = [['term-ended', 0.03], ['employer-pays-none', 0.03]];

const WENZHOU_STORIES = completed([...COMMON, ...WENZHOU_ONLY]);
const JINHUA_STORIES = completed([...COMMON, ...JINHUA_ONLY]);

/** A city's stories with their shares, together 1. Who is in both cities is counted with Wenzhou. */
export function storyShares(city: CityCode): readonly (readonly [Story, number])[] {
  return city === WENZHOU ? WENZHOU_STORIES : JINHUA_STORIES;
}

function completed(told: readonly (readonly [Story, number])[]): readonly (readonly [Story, number])[] {
  return [...told, ['plain', 1 - told.reduce((sum, [, share]) => sum + share, 0)]];
}
