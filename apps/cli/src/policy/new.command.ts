import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKS_FOLDER, isPackId, newPackFiles } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { folderOf, print, type PackOptions } from './policy.run.js';

/** `policy new CITY`: starts a pack of a city, with one entitlement, its clause, its tests, and words on what to do next. */
export function newPack(city: string, options: PackOptions): void {
  if (!isPackId(city)) throw new BadInput(`"${city}": a name of small letters, digits and hyphens is expected, such as "hangzhou"`);
  const folder = folderOf(options) ?? PACKS_FOLDER;
  if (existsSync(join(folder, city))) throw new BadInput(`${join(folder, city)}: there is a pack already; a new version is a new folder beside the old one`);
  const files = newPackFiles(city);
  for (const { file, text } of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  print([...files.map(({ file }) => join(folder, file)), '', `接着 next: 照 docs/policy/guide.md 改写，再运行 policy test ${city} 和 policy coverage ${city}`].join('\n'));
}
