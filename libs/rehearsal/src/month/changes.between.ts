import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, firstDayOf, type CityCode } from '@gongjiang/kernel';
import type { CityOffice } from '../office/city.office.js';
import { succeeded } from '../office/office.js';
import { claimColumns, claimRows } from '../sample/claim.rows.js';
import { cardNumberOf } from '../sample/codes.js';
import { csvLine, LineFile } from '../sample/line-file.js';
import { PERSON_COLUMNS, personRows } from '../sample/person.rows.js';
import { JINHUA, WENZHOU } from '../sample/regions.js';
import { alsoIn, residentOf, wenzhouPersons, type Resident, type SampleSeed } from '../sample/resident.js';
import type { MonthResult } from './month.js';

/** So many of each kind in each city, where the sample has as many: enough to be seen, and no work for an office. */
const A_KIND = 3;
/** Lines looked at to find them. */
const LOOKED_AT = 60;
const WITHIN_MS = 300_000;
const ENTITLEMENTS: Readonly<Record<string, string>> = { [WENZHOU]: 'wenzhou/1/post-allowance', [JINHUA]: 'jinhua/7/post-allowance' };

interface Line {
  readonly id: string;
  readonly person: string;
  readonly subject: string;
  readonly state: string;
}
export interface BetweenMonths {
  readonly offices: ReadonlyMap<CityCode, CityOffice>;
  readonly sample: SampleSeed;
  readonly folder: string;
  readonly batches: MonthResult['batches'];
}

/** What the offices put right between two months. */
export class ChangesMade {
  /** Accounts that were put right, by person. */
  accounts = 0;
  /** Persons who, as it turns out, had left their job in the month that was paid. */
  left = 0;
  /** Claims whose level was higher than was stated. */
  raised = 0;
  /** Persons who were enrolled late. */
  late = 0;
  private readonly changeIds: { readonly city: CityCode; readonly id: string }[] = [];

  accountChanged(city: CityCode, id: string): void {
    this.accounts += 1;
    this.changeIds.push({ city, id });
  }

  /** Waits until the changed accounts hold: their cooling time is over by the date, and the worker looks every second. */
  accountsInForce(offices: ReadonlyMap<CityCode, CityOffice>): () => Promise<void> {
    return async () => {
      const deadline = performance.now() + WITHIN_MS;
      for (const { city, id } of this.changeIds) {
        for (;;) {
          const { status } = succeeded<{ readonly status: string }>('reading an account change', await (offices.get(city) as CityOffice).reviewer.get(`/account-changes/${id}`));
          if (status === 'in-force') break;
          if (performance.now() > deadline) throw new Error(`The account change ${id} is ${status}`);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
    };
  }
}

export async function changeBetween(between: BetweenMonths): Promise<ChangesMade> {
  const made = new ChangesMade();
  await mkdir(between.folder, { recursive: true });
  for (const [city, office] of between.offices) await changeCity(between, city, office, made);
  return made;
}

async function changeCity({ sample, folder, batches }: BetweenMonths, city: CityCode, office: CityOffice, made: ChangesMade): Promise<void> {
  const batch = batches.find((one) => one.city === city && one.programme === 'post-allowance');
  if (!batch) return;
  const linesIn = async (state: string): Promise<readonly Line[]> => succeeded<{ items: readonly Line[] }>('reading lines', await office.handler.get(`/batches/${batch.id}/items?state=${state}&limit=${LOOKED_AT}`)).items;
  const [settled, refused] = [await linesIn('settled'), [...(await linesIn('rejected')), ...(await linesIn('returned'))]];
  const residents = residentsOf(sample, city, [...settled, ...refused].map(({ subject }) => subject));
  const known = (lines: readonly Line[]) => lines.flatMap((line) => { const resident = residents.get(line.subject); return resident ? [{ line, resident }] : []; });

  for (const { line, resident } of known(refused).slice(0, 2 * A_KIND)) made.accountChanged(city, await putRight(office, line, resident));
  const [leavers, others] = [known(settled).slice(0, A_KIND), known(settled).slice(A_KIND)];
  await hearOfLeavers({ office, sample, folder }, city, leavers.map(({ resident }) => resident));
  made.left += leavers.length;
  for (const { line } of others.filter(({ resident }) => resident.level === 'technician').slice(0, A_KIND)) {
    await raise(office, line, sample);
    made.raised += 1;
  }
  made.late += await enrolLate({ office, sample, folder }, city);
}

/** The payee brings another account; one officer proposes it and another confirms it. */
async function putRight(office: CityOffice, { person }: Line, { nth, name }: Resident): Promise<string> {
  const account = { bankAccount: cardNumberOf(nth + 4_000_000), accountHolder: name, reason: '原账户已销户' };
  const proposed = await office.handler.post(`/persons/${person}/account-changes`, account);
  const { id } = succeeded<{ readonly id: string }>('proposing an account', proposed);
  succeeded('confirming an account', await office.reviewer.post(`/account-changes/${id}/confirmation`, undefined, proposed.etag));
  return id;
}

interface OfFiles {
  readonly office: CityOffice;
  readonly sample: SampleSeed;
  readonly folder: string;
}

/** The employers' new roster says that these persons had left in the middle of the month that was paid. */
async function hearOfLeavers({ office, sample, folder }: OfFiles, city: CityCode, residents: readonly Resident[]): Promise<void> {
  if (residents.length === 0) return;
  const left = residents.map((resident) => ({ ...resident, employedUntil: addDays(firstDayOf(sample.period), 14) }));
  await office.importPersons(await roster(join(folder, `${city}-left.csv`), PERSON_COLUMNS, left.flatMap((resident) => personRows(sample, resident))));
}

/** The level was higher from the first month on: the claim is decided afresh, and the next batch brings the difference. */
async function raise(office: CityOffice, { id }: Line, { period }: SampleSeed): Promise<void> {
  const claimId = id.split('|').slice(0, 3).join('|');
  const seen = await office.handler.get(`/claims/${encodeURIComponent(claimId)}`);
  const { decisions } = succeeded<{ decisions: readonly { readonly facts: Readonly<Record<string, unknown>> }[] }>('reading a claim', seen);
  const { employed: _employed, firstMonth: _firstMonth, ...facts } = { ...decisions.at(-1)?.facts } as Record<string, unknown>;
  succeeded('correcting a claim', await office.handler.post(`/claims/${encodeURIComponent(claimId)}/corrections`, { from: period, facts: { ...facts, level: 'senior-technician' }, reason: '证书等级登记有误' }, seen.etag));
}

/** Persons whom no roster had, though they were due from the first month on. */
async function enrolLate({ office, sample, folder }: OfFiles, city: CityCode): Promise<number> {
  const late: Resident[] = [];
  for (let nth = sample.persons; late.length < A_KIND; nth += 1) {
    const resident = residentOf(sample, city, nth);
    if (resident.story === 'plain') late.push({ ...resident, firstMonth: sample.period });
  }
  await office.importPersons(await roster(join(folder, `${city}-late-persons.csv`), PERSON_COLUMNS, late.flatMap((resident) => personRows(sample, resident))));
  await office.importClaims(ENTITLEMENTS[city] ?? '', await roster(join(folder, `${city}-late-claims.csv`), claimColumns(city), late.flatMap((resident) => claimRows(sample, resident))));
  return late.length;
}

async function roster(path: string, columns: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const file = new LineFile(path);
  for (const row of [columns, ...rows]) await file.write(csvLine([...row]));
  await file.close();
  return path;
}

/** The sample's persons behind these certificates. */
function residentsOf(sample: SampleSeed, city: CityCode, certificates: readonly string[]): ReadonlyMap<string, Resident> {
  const wanted = new Set(certificates);
  const found = new Map<string, Resident>();
  const ofWenzhou = wenzhouPersons(sample);
  for (let nth = 0; nth < sample.persons && found.size < wanted.size; nth += 1) {
    const own = residentOf(sample, nth < ofWenzhou ? WENZHOU : JINHUA, nth);
    const here = own.city === city ? own : own.story === 'both-cities' && city === JINHUA ? alsoIn(sample, JINHUA, own) : undefined;
    if (here && wanted.has(here.certificateNumber)) found.set(here.certificateNumber, here);
  }
  return found;
}
