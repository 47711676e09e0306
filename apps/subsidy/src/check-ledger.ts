import { parseArgs } from 'node:util';
import { cityCode, type CityCode } from '@gongjiang/kernel';
import { MongoLedgerStore } from '@gongjiang/ledger';
import { aesFieldCipher, connectMongo, keyRingFromConfig, type MongoConnection } from '@gongjiang/persistence';
import { MongoBatchStore } from './batch/batch.store.mongo.js';
import { checkFindingText, checkSummaryText } from './books/check.text.js';
import { LedgerCheck } from './books/ledger.check.js';
import { MongoCaseStore } from './case/case.store.mongo.js';
import { MongoChunkStore } from './chunk/chunk.store.mongo.js';
import { MongoOpenClaims } from './clawback/open-claims.mongo.js';
import { readLedgerCheckConfig } from './config.js';
import { MongoFundStore } from './fund/fund.store.mongo.js';
import { MongoItemStore } from './item/item.store.mongo.js';
import { MongoPaymentStore } from './payment/payment.store.mongo.js';
import { MongoPopulationStore } from './population/population.store.mongo.js';
import { MAX_MESSAGE_CHARACTERS } from './subsidy.parts.js';

/** The fourth entry point of the service: checks the books against everything else where it lies, says what differs, and ends. `ledger check` runs it. */
const OPTIONS = { city: { type: 'string' }, 'without-lines': { type: 'boolean' } } as const;
/** Findings told one by one; whoever has more has one cause. */
const MAX_TOLD = 1_000;

const config = readLedgerCheckConfig(process.env);
const { values: flags } = parseArgs({ options: OPTIONS });
process.exitCode = await checkAll().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

async function checkAll(): Promise<number> {
  const connection = await connectMongo({ url: config.GONGJIANG_MONGO_URL, database: config.GONGJIANG_SUBSIDY_DATABASE, appName: 'ledger-check' });
  try {
    const cities = flags.city === undefined ? ((await connection.db.collection('funds').distinct('city')) as CityCode[]) : [cityCode(flags.city)];
    if (cities.length === 0) throw new Error(`There are no books in the database ${config.GONGJIANG_SUBSIDY_DATABASE}: name another with --database`);
    let findings = 0;
    for (const city of cities) findings += await checkCity(checkOn(connection), city);
    return findings === 0 ? 0 : 1;
  } finally {
    await connection.close();
  }
}

async function checkCity(check: LedgerCheck, city: CityCode): Promise<number> {
  let told = 0;
  const summary = await check.of(city, flags['without-lines'] ? 'sums' : 'lines', (finding) => {
    told += 1;
    if (told <= MAX_TOLD) process.stdout.write(`${checkFindingText(finding)}\n`);
  });
  process.stdout.write(`${checkSummaryText(city, summary)}\n`);
  return summary.findings;
}

function checkOn({ db }: MongoConnection): LedgerCheck {
  const keys = config.GONGJIANG_FIELD_KEYS;
  const payments = keys === undefined ? null : new MongoPaymentStore(db, aesFieldCipher(keyRingFromConfig(keys), MAX_MESSAGE_CHARACTERS));
  return new LedgerCheck({
    payments, ledger: new MongoLedgerStore(db), funds: new MongoFundStore(db), batches: new MongoBatchStore(db), populations: new MongoPopulationStore(db),
    chunks: new MongoChunkStore(db), items: new MongoItemStore(db), cases: new MongoCaseStore(db), openClaims: new MongoOpenClaims(db),
  });
}
