import type { CityCode, Month } from '@gongjiang/kernel';
import { issuedCertificate } from './certificate.rows.js';
import { claimRows, claimsPostAllowance, isNewlyCertified } from './claim.rows.js';
import { MAX_PERSONS } from './codes.js';
import { emptyExpectations, expectCertificate, expectClaim, expectPerson, expectRecognition, type Expectations } from './expectations.js';
import { personRows } from './person.rows.js';
import { organisationRecognitions, RECOGNISED_PERSONS, recognitionOf, type Recognition } from './recognitions.js';
import { JINHUA, WENZHOU } from './regions.js';
import { alsoIn, residentOf, wenzhouPersons, type Resident, type SampleSeed } from './resident.js';
import { SampleFiles, samplePaths, type SamplePaths } from './sample.files.js';

export interface SampleOptions {
  /** Persons over both cities, 1 to 5,000,000; who is on both rosters counts once. */
  readonly persons: number;
  readonly seed: number;
  readonly folder: string;
  readonly period: Month;
}

export interface SampleSummary {
  readonly paths: SamplePaths;
  readonly expectations: Expectations;
}

/**
 * Writes the files that Wenzhou and Jinhua would bring for a month. The same options give the same bytes; memory is flat.
 * Throws on a number of persons that is out of bounds.
 */
export async function generateSample({ persons, seed, folder, period }: SampleOptions): Promise<SampleSummary> {
  if (!Number.isInteger(persons) || persons < 1 || persons > MAX_PERSONS) throw new RangeError(`Persons must be a whole number from 1 to ${MAX_PERSONS}`);
  const sample: SampleSeed = { persons, seed, period };
  const files = await SampleFiles.open(folder);
  const expectations = emptyExpectations(sample);
  const city = new CityWriter(sample, files, expectations);
  const ofWenzhou = wenzhouPersons(sample);
  for (let nth = 0; nth < persons; nth += 1) await city.write(nth < ofWenzhou ? WENZHOU : JINHUA, nth);
  for (const recognition of organisationRecognitions(sample)) await city.writeRecognition(recognition);
  await files.close(expectations);
  return { paths: samplePaths(folder), expectations };
}

class CityWriter {
  #recognised = 0;

  constructor(private readonly sample: SampleSeed, private readonly files: SampleFiles, private readonly expected: Expectations) {}

  async write(city: CityCode, nth: number): Promise<void> {
    const resident = residentOf(this.sample, city, nth);
    await this.#writeResident(resident);
    if (resident.story === 'both-cities') await this.#writeResident(alsoIn(this.sample, JINHUA, resident));
    if (resident.story === 'closed-account') await this.files.writeBankAccount(resident.bankAccount, 'closed');
    if (resident.story === 'returned-later') await this.files.writeBankAccount(resident.bankAccount, 'returned-later');
  }

  async #writeResident(resident: Resident): Promise<void> {
    const persons = personRows(this.sample, resident);
    expectPerson(this.expected, resident, persons.length);
    await this.files.writePersons(resident.city, persons);
    if (claimsPostAllowance(this.sample, resident)) await this.#writeClaim(resident);
    if (isNewlyCertified(this.sample, resident)) await this.#writeCertificate(resident);
    if (resident.city === JINHUA && resident.story === 'plain' && this.#recognised < RECOGNISED_PERSONS) {
      await this.writeRecognition(recognitionOf(this.sample, resident, this.#recognised));
      this.#recognised += 1;
    }
  }

  async writeRecognition(recognition: Recognition): Promise<void> {
    expectRecognition(this.expected, recognition);
    await this.files.writeRecognition(recognition);
  }

  async #writeClaim(resident: Resident): Promise<void> {
    const rows = claimRows(this.sample, resident);
    expectClaim(this.expected, resident, rows.length);
    await this.files.writeClaims(resident.city, rows);
  }

  async #writeCertificate(resident: Resident): Promise<void> {
    const certificate = issuedCertificate(this.sample, resident);
    expectCertificate(this.expected, resident, certificate);
    await this.files.writeCertificate(certificate);
  }
}
