import { startProcess } from '@gongjiang/servers';
import { serversEnvironment, type Platform } from '../platform/platform.js';

/** Both speak at their end only, and a laden machine takes long. */
const SPEAKS_WITHIN_MS = 300_000;

/** `ledger check`, the messages to the bank opened and compared too: what it finds, and nothing where all agrees. */
export function ledgerChecked(platform: Platform): Promise<readonly string[]> {
  return proof('apps/subsidy/dist/check-ledger.js', [], platform);
}

/** `audit verify`, with the heads that were published on Kafka. */
export function auditVerified(platform: Platform): Promise<readonly string[]> {
  return proof('apps/subsidy/dist/verify.js', ['--kafka'], platform);
}

async function proof(entry: string, args: readonly string[], { options, secrets, topicPrefix }: Platform): Promise<readonly string[]> {
  const process = await startProcess(entry, {
    args, readyLine: /./, readyWithinMs: SPEAKS_WITHIN_MS,
    environment: {
      ...serversEnvironment(options.servers), GONGJIANG_KAFKA_TOPIC_PREFIX: topicPrefix,
      GONGJIANG_SUBSIDY_DATABASE: `${options.namespace}_subsidy`, GONGJIANG_FIELD_KEYS: secrets.fieldKeys,
    },
  });
  const { code } = await process.ended;
  return code === 0 ? [] : [`${entry} ended with ${code}: ${process.logs().trim()}`];
}
