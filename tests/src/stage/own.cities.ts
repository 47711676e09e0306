import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@gongjiang/servers';

const CITIES = join(repositoryRoot, 'apps/subsidy/cities');

/** A city whose payees are told by event. */
export const byEvent = (settings: string): string => `${settings}\npayeeMessages: { by: [event] }\n`;

/** A copy of the cities' settings, each with what the spec adds at its end or puts in place of something; within a folder that the spec removes. */
export async function ownCities(within: string, changes: Readonly<Record<string, (settings: string) => string>>): Promise<string> {
  const folder = await mkdtemp(join(within, 'cities-'));
  await cp(CITIES, folder, { recursive: true });
  for (const [city, change] of Object.entries(changes)) {
    const settings = await readFile(join(CITIES, `${city}.yaml`), 'utf8').catch(() => '');
    await writeFile(join(folder, `${city}.yaml`), change(settings));
  }
  return folder;
}
