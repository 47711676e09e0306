import { readFile } from 'node:fs/promises';
import type { CityCode } from '@gongjiang/kernel';
import type { SampleSummary } from '@gongjiang/rehearsal';

/** A line of a city's roster of persons: what must never leave the platform. */
export interface SamplePerson {
  readonly city: CityCode;
  readonly identityNumber: string;
  readonly name: string;
  readonly accountHolder: string;
  readonly bankAccount: string;
}

/** Everyone on the rosters of the sample, the lines with faults too. */
export async function samplePersons({ paths }: SampleSummary): Promise<readonly SamplePerson[]> {
  const lists = await Promise.all(Object.entries(paths.cities).map(async ([city, { persons }]) => {
    const [header = '', ...lines] = (await readFile(persons, 'utf8')).trimEnd().split('\n');
    const columns = header.split(',');
    return lines.map((line): SamplePerson => {
      const cells = line.split(',');
      const cell = (column: string): string => cells[columns.indexOf(column)] ?? '';
      return { city: city as CityCode, identityNumber: cell('identityNumber'), name: cell('name'), accountHolder: cell('accountHolder'), bankAccount: cell('bankAccount') };
    });
  }));
  return lists.flat();
}
