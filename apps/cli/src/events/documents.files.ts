import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asyncApiOf, breaksOf, catalogueText, contractOf, EVENTS, releasedEventOf, type ReleasedEvent } from '@gongjiang/contracts';

const README = 'docs/events/README.md';
const BEGIN = '<!-- catalogue: made by "npm run gongjiang -- events document" -->';
const RELEASED = 'libs/contracts/released';

/** The files that are made from the contracts, by path: what they should say. */
export function documentsOf(root: string): ReadonlyMap<string, string> {
  const [head = ''] = readFileSync(join(root, README), 'utf8').split(BEGIN);
  const services = [...new Set(EVENTS.map(({ service }) => service))];
  return new Map([
    [README, `${head}${BEGIN}\n\n${catalogueText()}`],
    ...services.map((service) => [`docs/events/asyncapi/${service}.json`, `${JSON.stringify(asyncApiOf(service), null, 2)}\n`] as const),
  ]);
}

/** The documents that do not say what the contracts say. */
export function staleDocuments(root: string): readonly string[] {
  return [...documentsOf(root)].filter(([path, text]) => textOf(join(root, path)) !== text).map(([path]) => path);
}

export function writeDocuments(root: string): readonly string[] {
  return writeAll(root, documentsOf(root));
}

/** What the contracts break of what was released: one sentence each. */
export function releaseBreaks(root: string): readonly string[] {
  const folder = join(root, RELEASED);
  const released = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ReleasedEvent);
  return released.flatMap((event) => breaksOf(event, contractOf(event.type)));
}

/** Tells others of the contracts as they are now; ask for `releaseBreaks` first. */
export function writeRelease(root: string): readonly string[] {
  return writeAll(root, new Map(EVENTS.map((contract) => [`${RELEASED}/${contract.type}.json`, `${JSON.stringify(releasedEventOf(contract), null, 2)}\n`])));
}

/** Writes what differs, and names it. */
function writeAll(root: string, files: ReadonlyMap<string, string>): readonly string[] {
  const stale = [...files].filter(([path, text]) => textOf(join(root, path)) !== text);
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return stale.map(([path]) => path);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // not written yet
  }
}
