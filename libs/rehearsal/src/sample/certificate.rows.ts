import { addDays, daysInMonth, fen, firstDayOf, type Day, type Fen, type Level } from '@gongjiang/kernel';
import { ASSUMPTIONS } from './assumptions.js';
import { certificateNumberOf } from './codes.js';
import { OTHER_OCCUPATIONS, SHORTAGE_OCCUPATIONS } from './occupations.js';
import { randomOf, type Random } from './random.js';
import type { Resident, SampleSeed } from './resident.js';

/** What an evaluation body reports of a certificate. On its way to Kafka the identity number becomes the person's token. */
export interface IssuedCertificate {
  readonly certificateNumber: string;
  readonly identityNumber: string;
  readonly occupationCode: string;
  readonly level: Level;
  readonly issuedOn: Day;
  readonly newlyCertified: boolean;
  readonly trainingId: string;
  readonly standardFen: Fen;
  readonly occupationInShortage: boolean;
}

/** Serial numbers of the month's certificates begin above those of the roster's older ones. */
const SERIAL_OF_THE_MONTH = 50_000_000;

/** The certificate that a newly certified person was issued in the month. */
export function issuedCertificate(sample: SampleSeed, { city, nth, identityNumber }: Resident): IssuedCertificate {
  const random = randomOf(sample.seed, `certificate ${nth}`);
  const year = Number(sample.period.slice(0, 4));
  const days = daysInMonth(year, Number(sample.period.slice(5)));
  const level = random.oneOf(['intermediate', 'senior', 'technician'] as const);
  const occupationInShortage = random.share() < ASSUMPTIONS.upliftShare;
  return {
    certificateNumber: certificateNumberOf(city, year, level, SERIAL_OF_THE_MONTH + nth),
    identityNumber,
    occupationCode: random.oneOf(occupationInShortage ? SHORTAGE_OCCUPATIONS : OTHER_OCCUPATIONS).code,
    level,
    issuedOn: addDays(firstDayOf(sample.period), random.whole(0, days - 1)),
    newlyCertified: random.share() >= ASSUMPTIONS.reissuedShare,
    trainingId: `tr-${sample.period}-${String(nth).padStart(7, '0')}`,
    standardFen: standardOf(random),
    occupationInShortage,
  };
}

/** The standard of the training in whole tens of yuan. */
function standardOf(random: Random): Fen {
  const [least, most] = random.share() < ASSUMPTIONS.overCapShare ? ASSUMPTIONS.overCapYuan : ASSUMPTIONS.standardYuan;
  return fen(random.whole(least / 10, most / 10) * 1_000);
}
