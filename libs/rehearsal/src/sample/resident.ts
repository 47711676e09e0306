import { addDays, addMonths, day, firstDayOf, yearOf, yearsAfter, type CityCode, type Day, type Level, type Month } from '@gongjiang/kernel';
import { ASSUMPTIONS, storyShares, type Story } from './assumptions.js';
import { cardNumberOf, certificateNumberOf, creditCodeOf, identityNumberOf, sexOf } from './codes.js';
import { makeName } from './names.js';
import { OTHER_OCCUPATIONS, SHORTAGE_OCCUPATIONS } from './occupations.js';
import { byWeight, evenPlace, randomOf, type Random } from './random.js';
import { regionsOf, WENZHOU } from './regions.js';

/** What the sample is made from: the same values give the same bytes. */
export interface SampleSeed {
  readonly seed: number;
  readonly persons: number;
  readonly period: Month;
}

/** One made-up person as a city knows it, with the story that decides what becomes of it. */
export interface Resident {
  /** From 0 over both cities: who is in both has one number. */
  readonly nth: number;
  readonly city: CityCode;
  readonly story: Story;
  readonly identityNumber: string;
  readonly name: string;
  readonly bankAccount: string;
  readonly district: string;
  readonly employerCreditCode: string;
  readonly employedFrom: Day;
  readonly employedUntil: Day | null;
  readonly level: Level;
  readonly occupationCode: string;
  readonly occupationInShortage: boolean;
  readonly certificateNumber: string;
  readonly firstMonth: Month;
}

/** How many of the sample's persons are Wenzhou's own; the others are Jinhua's. */
export function wenzhouPersons({ persons }: SampleSeed): number {
  return Math.round(persons * ASSUMPTIONS.wenzhouShare);
}

/** The nth person of the sample in its own city. */
export function residentOf(sample: SampleSeed, city: CityCode, nth: number): Resident {
  const place = evenPlace(sample.seed + (city === WENZHOU ? 0 : 1), nth);
  return madeResident(sample, city, nth, byWeight(storyShares(city), place));
}

/** The same person in a second city: its own identity, account and certificate, another employer and region. */
export function alsoIn(sample: SampleSeed, city: CityCode, resident: Resident): Resident {
  const there = madeResident(sample, city, resident.nth, resident.story);
  const { identityNumber, name, bankAccount, level, occupationCode, occupationInShortage, certificateNumber } = resident;
  return { ...there, identityNumber, name, bankAccount, level, occupationCode, occupationInShortage, certificateNumber };
}

function madeResident(sample: SampleSeed, city: CityCode, nth: number, story: Story): Resident {
  const random = randomOf(sample.seed, `${city} ${nth}`);
  const year = Number(yearOf(sample.period));
  const region = byWeight(regionsOf(city), random.share());
  const identityNumber = identityNumberOf(nth, region.divisionCode, year);
  const name = makeName(random, sexOf(identityNumber));
  const firstMonth = firstMonthOf(random, sample.period, story);
  const level = levelOf(random, story);
  const employers = Math.ceil(sample.persons / ASSUMPTIONS.personsAnEmployer / regionsOf(city).length);
  return {
    nth, city, story, identityNumber, name, level, firstMonth,
    bankAccount: cardNumberOf(nth),
    district: region.name,
    employerCreditCode: creditCodeOf(region.divisionCode, random.whole(1, employers)),
    employedFrom: employedFromOf(random, identityNumber, firstMonth),
    employedUntil: story === 'left-in-month' ? addDays(firstDayOf(sample.period), random.whole(0, 26)) : null,
    occupationCode: random.oneOf(story === 'not-in-shortage' ? OTHER_OCCUPATIONS : SHORTAGE_OCCUPATIONS).code,
    occupationInShortage: story !== 'not-in-shortage',
    certificateNumber: certificateNumberOf(city, Number(yearOf(firstMonth)), level, nth),
  };
}

function levelOf(random: Random, story: Story): Level {
  if (story === 'level-not-named') return 'senior';
  return random.share() < ASSUMPTIONS.technicianShare ? 'technician' : 'senior-technician';
}

function firstMonthOf(random: Random, period: Month, story: Story): Month {
  const [earliest, latest] = ASSUMPTIONS.endedFirstMonth;
  return addMonths(period, -(story === 'term-ended' ? random.whole(earliest, latest) : random.whole(0, ASSUMPTIONS.oldestFirstMonth)));
}

/** Up to fifteen years before the allowance began, and no earlier than the eighteenth birthday. */
function employedFromOf(random: Random, identityNumber: string, firstMonth: Month): Day {
  const born = day(`${identityNumber.slice(6, 10)}-${identityNumber.slice(10, 12)}-${identityNumber.slice(12, 14)}`);
  const started = addDays(firstDayOf(firstMonth), -random.whole(30, 15 * 365));
  const grownUp = yearsAfter(born, 18);
  return started > grownUp ? started : grownUp;
}
