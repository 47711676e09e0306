import { parseArgs } from 'node:util';
import { kafkaSettingsOf } from '@gongjiang/messaging';
import { connectMongo } from '@gongjiang/persistence';
import { findingText, MongoChainReader, verifyCity, type AuditFinding } from '@gongjiang/security';
import { HeadsByCity, readHeadsFile, readPublishedHeads } from './audit/known-heads.reader.js';
import { summaryText } from './audit/verification.text.js';
import { MongoChunkRoots } from './chunk/chunk.root-source.mongo.js';
import { MongoChunkStore } from './chunk/chunk.store.mongo.js';
import { readVerifyConfig } from './config.js';

/** The third entry point of the service: verifies the audit chain where it lies, says what is wrong, and ends. `audit verify` runs it. */
const OPTIONS = { city: { type: 'string' }, heads: { type: 'string' }, kafka: { type: 'boolean' }, 'without-receipts': { type: 'boolean' } } as const;
/** Findings told one by one; who made more than these has not been subtle. */
const MAX_TOLD = 1_000;

const config = readVerifyConfig(process.env);
const { values: flags } = parseArgs({ options: OPTIONS });
process.exitCode = await verifyAll().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

async function verifyAll(): Promise<number> {
  // Heads first: a block that is sealed meanwhile is in the chain before its head is anywhere.
  const heads = await knownHeads();
  const connection = await connectMongo({ url: config.GONGJIANG_MONGO_URL, database: config.GONGJIANG_SUBSIDY_DATABASE, appName: 'audit-verify' });
  try {
    const chain = new MongoChainReader(connection.db);
    const receipts = flags['without-receipts'] ? null : new MongoChunkRoots(connection.db, new MongoChunkStore(connection.db));
    const cities = flags.city === undefined ? [...new Set([...(await chain.cities()), ...heads.cities()])].sort() : [flags.city];
    if (cities.length === 0) throw new Error(`There is no audit chain in the database ${config.GONGJIANG_SUBSIDY_DATABASE}: name another with --database`);
    let findings = 0;
    for (const city of cities) {
      const told: AuditFinding[] = [];
      const summary = await verifyCity({ chain, receipts }, { city, heads: heads.of(city), report: (finding) => { if (told.push(finding) <= MAX_TOLD) tell(finding); } });
      process.stdout.write(`${summaryText(summary)}\n`);
      findings += summary.findings;
    }
    return findings === 0 ? 0 : 1;
  } finally {
    await connection.close();
  }
}

async function knownHeads(): Promise<HeadsByCity> {
  const heads = new HeadsByCity();
  if (flags.heads !== undefined) await readHeadsFile(flags.heads, heads);
  if (flags.kafka) await readPublishedHeads(kafkaSettingsOf(config, 'audit-verify', (line) => { process.stderr.write(`${line}\n`); }), heads);
  return heads;
}

function tell(finding: AuditFinding): void {
  const { zh, en } = findingText(finding);
  process.stdout.write(`✗ ${finding.city} ${finding.code}  ${zh}\n    ${en}\n`);
}
