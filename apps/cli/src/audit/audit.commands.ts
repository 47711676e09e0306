import { resolve } from 'node:path';
import { Command } from 'commander';
import { addressOf, kafkaBrokers, topicPrefixFrom } from '../events/config.js';
import { endedService } from '../service.process.js';
import { verifierEnvironment } from './config.js';

interface VerifyFlags {
  readonly city?: string;
  readonly heads?: string;
  readonly kafka?: true;
  readonly receipts: boolean;
  readonly database: string;
  readonly topicPrefix: string;
}

/** The service reads its own database; the command line only asks it to. */
const VERIFIER = 'apps/subsidy/dist/verify.js';

/** `audit verify`. */
export function auditCommands(): Command {
  const audit = new Command('audit').description('the record of who did what');
  audit.addCommand(new Command('verify').description('find what was altered, removed, added or reordered; exit code 1 where anything was')
    .option('--city <code>', 'only this city, by its division code (330300)')
    .option('--heads <file>', 'compare with heads that a third party kept: one a line, or as "events tail --type subsidy.audit --from-beginning --json" gives them')
    .option('--kafka', 'compare with the heads that were published on Kafka')
    .option('--no-receipts', 'leave the receipts of the decisions unread: only their roots are verified')
    .option('--database <name>', 'of the subsidy service', 'gongjiang_subsidy')
    .option('--topic-prefix <prefix>', 'of the namespace', topicPrefixFrom())
    .action(verify));
  return audit;
}

async function verify(flags: VerifyFlags): Promise<void> {
  const environment = verifierEnvironment({
    GONGJIANG_MONGO_URL: await addressOf('mongo'),
    GONGJIANG_SUBSIDY_DATABASE: flags.database,
    GONGJIANG_KAFKA_TOPIC_PREFIX: flags.topicPrefix,
    ...(flags.kafka ? { GONGJIANG_KAFKA_BROKERS: await kafkaBrokers() } : {}),
  });
  process.exitCode = await endedService(VERIFIER, argumentsOf(flags), environment);
}

function argumentsOf({ city, heads, kafka, receipts }: VerifyFlags): readonly string[] {
  return [
    ...(city === undefined ? [] : ['--city', city]),
    ...(heads === undefined ? [] : ['--heads', resolve(heads)]),
    ...(kafka ? ['--kafka'] : []),
    ...(receipts ? [] : ['--without-receipts']),
  ];
}
