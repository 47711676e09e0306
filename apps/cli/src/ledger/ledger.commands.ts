import { Command } from 'commander';
import { verifierEnvironment } from '../audit/config.js';
import { addressOf } from '../events/config.js';
import { endedService } from '../service.process.js';

interface CheckFlags {
  readonly city?: string;
  readonly lines: boolean;
  readonly database: string;
}

/** The service reads its own database; the command line only asks it to. */
const CHECKER = 'apps/subsidy/dist/check-ledger.js';

/** `ledger check`. */
export function ledgerCommands(): Command {
  const ledger = new Command('ledger').description('the books');
  ledger.addCommand(new Command('check').description('prove that the books sum, and that funds, batches, messages and statements agree with them; exit code 1 where anything does not')
    .option('--city <code>', 'only this city, by its division code (330300)')
    .option('--no-lines', 'leave lines, messages and statements unread: only what is kept as sums is compared')
    .option('--database <name>', 'of the subsidy service', 'gongjiang_subsidy')
    .addHelpText('after', '\nWith GONGJIANG_FIELD_KEYS in the environment the messages that were sent to the bank are opened and compared too.')
    .action(check));
  return ledger;
}

async function check({ city, lines, database }: CheckFlags): Promise<void> {
  const environment = verifierEnvironment({ GONGJIANG_MONGO_URL: await addressOf('mongo'), GONGJIANG_SUBSIDY_DATABASE: database });
  process.exitCode = await endedService(CHECKER, [...(city === undefined ? [] : ['--city', city]), ...(lines ? [] : ['--without-lines'])], environment);
}
