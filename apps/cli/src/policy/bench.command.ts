import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKS_FOLDER } from '@gongjiang/policy';

interface Bench {
  readonly main: (options: { readonly json: boolean }) => Promise<void>;
}

/** `policy bench`: decisions a second on one core, with this machine's figures. */
export async function bench(options: { readonly json?: boolean }): Promise<void> {
  const file = join(PACKS_FOLDER, '..', 'bench', 'policy.bench.mjs');
  const { main } = (await import(pathToFileURL(file).href)) as Bench;
  await main({ json: options.json === true });
}
