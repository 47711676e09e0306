import { Command } from 'commander';
import { verifierEnvironment } from '../audit/config.js';
import { endedService } from '../service.process.js';

interface TrialFlags {
  readonly city: string;
  readonly programme: string;
  readonly month: string;
}

/** The service reads its own database; the command line only asks it to. */
const TRIER = 'apps/subsidy/dist/try-month.js';

/** `trial` (试算). */
export function trialCommands(): Command {
  return new Command('trial').description('what a programme\'s month would come to by the facts and rules as they are: sums as JSON, nothing written')
    .requiredOption('--city <code>', 'by its division code (330300)')
    .requiredOption('--programme <id>', 'as the city\'s settings name it')
    .requiredOption('--month <month>', 'the month that would be paid, YYYY-MM')
    .addHelpText('after', '\nRuns with the service\'s own environment (GONGJIANG_MONGO_URL and the rest). What rides on from earlier batches, and what would be kept against claims back, is left out; registries are not asked.')
    .action(tryMonth);
}

async function tryMonth({ city, programme, month }: TrialFlags): Promise<void> {
  process.exitCode = await endedService(TRIER, ['--city', city, '--programme', programme, '--month', month], verifierEnvironment({}));
}
