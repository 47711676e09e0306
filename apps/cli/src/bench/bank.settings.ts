import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JINHUA, WENZHOU } from '@gongjiang/rehearsal';
import { repositoryRoot } from '@gongjiang/servers';

export const BANK_WAYS = ['http', 'file'] as const;
export type BankWay = (typeof BANK_WAYS)[number];

const PAYER = '{ name: 人力资源和社会保障局, bankNumber: "103100000026" }';
/** By file: one city by ISO 20022, the other by a payroll file. */
const PROFILES = { [WENZHOU]: 'iso20022', [JINHUA]: 'payroll-gb18030' };
/** A sandbox answers within moments; a bank takes its time. */
const ASK_EVERY_MS = '200';

/** How the cities' banks are spoken to: their own settings as they stand, or copies of them that pay by file. */
export async function bankEnvironment(way: BankWay, folder: string): Promise<Readonly<Record<string, string>>> {
  if (way === 'http') return {};
  const cities = join(folder, 'cities');
  await mkdir(cities, { recursive: true });
  await cp(join(repositoryRoot, 'apps/subsidy/cities'), cities, { recursive: true });
  for (const [city, profile] of Object.entries(PROFILES)) {
    const file = join(cities, `${city}.yaml`);
    await writeFile(file, `${await readFile(file, 'utf8')}\nbank: { id: paying-bank-${city}, profile: ${profile}, payer: ${PAYER} }\n`);
  }
  return { GONGJIANG_SUBSIDY_CITIES: cities, GONGJIANG_BANK_ASK_EVERY_MS: ASK_EVERY_MS };
}
