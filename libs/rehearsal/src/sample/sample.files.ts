import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, type CityCode } from '@gongjiang/kernel';
import type { IssuedCertificate } from './certificate.rows.js';
import { claimColumns } from './claim.rows.js';
import type { Expectations } from './expectations.js';
import { csvLine, LineFile } from './line-file.js';
import { PERSON_COLUMNS } from './person.rows.js';
import { ORGANISATION_COLUMNS, organisationRow, ORGANISATIONS } from './organisation.rows.js';
import type { Recognition } from './recognitions.js';
import { CITIES, JINHUA } from './regions.js';

/** Where the files of a sample stand, under its folder. */
export interface SamplePaths {
  readonly cities: Readonly<Record<string, { readonly persons: string; readonly claimsPostAllowance: string }>>;
  /** One `IssuedCertificate` a line, as JSON. */
  readonly certificatesIssued: string;
  /** Jinhua's organisations, as a roster. */
  readonly organisations: string;
  /** One `Recognition` a line, as JSON. */
  readonly recognitions: string;
  /** A JSON array for the sandbox bank's `/accounts/states`. */
  readonly bankAccounts: string;
  readonly expectations: string;
}

export function samplePaths(folder: string): SamplePaths {
  const cityFiles = (city: CityCode) => ({ persons: join(folder, city, 'persons.csv'), claimsPostAllowance: join(folder, city, 'claims-post-allowance.csv') });
  return {
    cities: Object.fromEntries(CITIES.map((city) => [city, cityFiles(city)])),
    certificatesIssued: join(folder, JINHUA, 'certificates-issued.jsonl'),
    organisations: join(folder, JINHUA, 'organisations.csv'),
    recognitions: join(folder, JINHUA, 'recognitions.jsonl'),
    bankAccounts: join(folder, 'bank-accounts.json'),
    expectations: join(folder, 'expectations.json'),
  };
}

interface CityFiles { readonly persons: LineFile; readonly claims: LineFile }

/** The files of a sample while they are written. */
export class SampleFiles {
  #accounts = 0;

  private constructor(
    private readonly cities: ReadonlyMap<CityCode, CityFiles>,
    private readonly certificates: LineFile,
    private readonly recognitions: LineFile,
    private readonly bankAccounts: LineFile,
    private readonly expectationsPath: string,
  ) {}

  /** Makes the folders and begins each file with its header. What stood there under the same names is replaced. */
  static async open(folder: string): Promise<SampleFiles> {
    const paths = samplePaths(folder);
    const cities = new Map<CityCode, CityFiles>();
    for (const city of CITIES) {
      await mkdir(join(folder, city), { recursive: true });
      const { persons = '', claimsPostAllowance = '' } = paths.cities[city] ?? {};
      cities.set(city, { persons: new LineFile(persons), claims: new LineFile(claimsPostAllowance) });
    }
    const files = new SampleFiles(cities, new LineFile(paths.certificatesIssued), new LineFile(paths.recognitions), new LineFile(paths.bankAccounts), paths.expectations);
    for (const city of CITIES) {
      await files.writePersons(city, [[...PERSON_COLUMNS]]);
      await files.writeClaims(city, [[...claimColumns(city)]]);
    }
    await writeFile(paths.organisations, [[...ORGANISATION_COLUMNS], ...ORGANISATIONS.map(organisationRow)].map((cells) => `${csvLine(cells)}\n`).join(''));
    return files;
  }

  async writePersons(city: CityCode, rows: readonly string[][]): Promise<void> {
    for (const row of rows) await this.#of(city).persons.write(csvLine(row));
  }

  async writeClaims(city: CityCode, rows: readonly string[][]): Promise<void> {
    for (const row of rows) await this.#of(city).claims.write(csvLine(row));
  }

  async writeCertificate(certificate: IssuedCertificate): Promise<void> {
    await this.certificates.write(canonicalJson(certificate));
  }

  async writeRecognition(recognition: Recognition): Promise<void> {
    await this.recognitions.write(canonicalJson(recognition));
  }

  async writeBankAccount(account: string, state: 'closed' | 'returned-later'): Promise<void> {
    await this.bankAccounts.write(`${this.#accounts === 0 ? '[' : ','}${canonicalJson({ account, state })}`);
    this.#accounts += 1;
  }

  async close(expectations: Expectations): Promise<void> {
    await this.bankAccounts.write(this.#accounts === 0 ? '[]' : ']');
    const files = [...this.cities.values()].flatMap(({ persons, claims }) => [persons, claims]);
    await Promise.all([...files, this.certificates, this.recognitions, this.bankAccounts].map((file) => file.close()));
    await writeFile(this.expectationsPath, `${JSON.stringify(expectations, undefined, 2)}\n`);
  }

  #of(city: CityCode): CityFiles {
    const files = this.cities.get(city);
    if (!files) throw new Error(`No city of the sample: ${city}`);
    return files;
  }
}
