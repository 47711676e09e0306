import { alteredVersions, readPackTests, readReleased, runPackTests, writeReleased, type Pack, type PackSet } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { folderOf, packsOf, print, type PackOptions } from './policy.run.js';

/** `policy release PACK`: writes down the hash of each version of it, which from then on is never edited. */
export function release(name: string, options: PackOptions): void {
  const packs = packsOf(options);
  const versions = packs.packs.filter(({ identity }) => identity.id === name);
  if (versions.length === 0) throw new BadInput(`there is no pack "${name}"`);
  const released = readReleased(folderOf(options));
  const altered = alteredVersions(released, packs.packs).filter((version) => version.startsWith(`${name}@`));
  if (altered.length > 0) throw new BadInput(`${altered.join(', ')}: released, and altered since; take the change back and make it in a new version`);
  for (const pack of versions) checkReady(packs, pack, options);
  const hashes = Object.fromEntries(versions.map(({ identity }) => [`${identity.id}@${identity.version}`, identity.hash]));
  writeReleased({ ...released, ...hashes }, folderOf(options));
  print(Object.entries(hashes).map(([version, hash]) => `${version} ${hash}`).join('\n'));
}

function checkReady(packs: PackSet, pack: Pack, options: PackOptions): void {
  const { id, version } = pack.identity;
  const failed = runPackTests(packs, readPackTests(id, version, folderOf(options)), version).filter(({ passed }) => !passed);
  if (failed.length > 0) throw new BadInput(`${id}@${version}: ${failed.length} tests fail; see policy test ${id}`);
}
