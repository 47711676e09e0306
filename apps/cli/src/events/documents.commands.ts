import { MachineLacks, repositoryRoot } from '@gongjiang/servers';
import { Command } from 'commander';
import { releaseBreaks, writeDocuments, writeRelease } from './documents.files.js';

/** `events document`: the catalogue and the AsyncAPI documents, from the contracts. */
export function documentCommand(): Command {
  return new Command('document').description('write the catalogue and the AsyncAPI documents anew from the contracts')
    .action(() => tell(writeDocuments(repositoryRoot), 'The documents are current.'));
}

/** `events release`: what others may count on from now on. */
export function releaseCommand(): Command {
  return new Command('release').description('tell others of the contracts as they are now; refused where it would break readers')
    .action(() => {
      const breaks = releaseBreaks(repositoryRoot);
      if (breaks.length > 0) throw new MachineLacks(`Not released; what breaks readers wants a new version of the type:\n- ${breaks.join('\n- ')}`);
      tell(writeRelease(repositoryRoot), 'Everything is released already.');
    });
}

function tell(written: readonly string[], otherwise: string): void {
  process.stdout.write(`${written.length === 0 ? otherwise : written.map((path) => `wrote ${path}`).join('\n')}\n`);
}
