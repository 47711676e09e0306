import { Command } from 'commander';
import { verifierEnvironment } from '../audit/config.js';
import { addressOf } from '../events/config.js';
import { endedService } from '../service.process.js';

interface DeclareFlags {
  readonly reason: string;
  readonly by: string;
  readonly since?: string;
  readonly database: string;
}

/** The service writes its own database; the command line only asks it to. */
const DECLARER = 'apps/subsidy/dist/declare-restore.js';

/** `restore declare`. */
export function restoreCommands(): Command {
  const restore = new Command('restore').description('data that were put back to an older state');
  restore.addCommand(new Command('declare').description('lock payments in all cities until the bank was asked what it has paid since; two persons let them go on')
    .requiredOption('--reason <text>', 'why the data were put back: it goes on record')
    .requiredOption('--by <id>', 'who says so: it goes on record')
    .option('--since <day>', 'the day of the backup; else the day up to which statements were read')
    .option('--database <name>', 'of the subsidy service', 'gongjiang_subsidy')
    .addHelpText('after', '\nThe service notices most restores by itself. This is for a backup that was put back together with Kafka: say it before API and workers are started.')
    .action(declare));
  return restore;
}

async function declare({ reason, by, since, database }: DeclareFlags): Promise<void> {
  const environment = verifierEnvironment({ GONGJIANG_MONGO_URL: await addressOf('mongo'), GONGJIANG_SUBSIDY_DATABASE: database });
  process.exitCode = await endedService(DECLARER, ['--reason', reason, '--by', by, ...(since === undefined ? [] : ['--since', since])], environment);
}
