import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverAddress, testDatabase } from '@gongjiang/testing';
import type { Db, Document } from 'mongodb';
import { BookkeepingBank } from './bank/bank.fixture.js';
import { readConfig, type SubsidyConfig } from './config.js';
import { restoreParts } from './restore/restore.parts.js';
import { subsidyParts, type SubsidyParts } from './subsidy.parts.js';

/** The service's parts on a database of the spec's own, with a bank in the process. */
export type TestSubsidy = SubsidyParts & { readonly bank: BookkeepingBank; readonly config: SubsidyConfig; empty(): Promise<void>; close(): Promise<void> };

const secret = (): string => randomBytes(32).toString('base64');

/** Opens them; whoever does closes them in `afterAll`, which drops the database. `empty` leaves no document in it. */
export async function testSubsidy(environment: NodeJS.ProcessEnv = {}): Promise<TestSubsidy> {
  const database = await testDatabase();
  const cities = await citiesOfTests();
  const config = readConfig({
    GONGJIANG_ENVIRONMENT: 'development', GONGJIANG_MONGO_URL: database.url, GONGJIANG_SUBSIDY_DATABASE: database.name,
    GONGJIANG_KAFKA_BROKERS: serverAddress('GONGJIANG_KAFKA_BROKERS'), GONGJIANG_REDIS_URL: serverAddress('GONGJIANG_REDIS_URL'),
    GONGJIANG_OIDC_ISSUER: 'http://127.0.0.1:1', GONGJIANG_OIDC_JWKS: 'http://127.0.0.1:1/jwks', GONGJIANG_BANK_URL: 'http://127.0.0.1:1', GONGJIANG_BANK_KEY: secret(),
    GONGJIANG_FIELD_KEYS: `tests:${secret()}`, GONGJIANG_PERSON_TOKEN_KEY: secret(), GONGJIANG_SAME_KIND_KEY: secret(), GONGJIANG_SUBSIDY_CITIES: cities, ...environment,
  });
  const parts = await subsidyParts(config);
  const empty = async (): Promise<void> => {
    await Promise.all((await filledCollections(database.db)).map((name) => database.db.collection(name).deleteMany({})));
  };
  const close = async (): Promise<void> => {
    await parts.connection.close();
    await database.close();
    await rm(cities, { recursive: true, force: true });
  };
  const bank = new BookkeepingBank();
  const bankOf = () => bank;
  return { ...parts, ...restoreParts({ ...parts, bankOf }), bank, bankOf, config, empty, close };
}

/** The cities as they are set, but that the platform pays from the month on that the specs pay: nothing is due for an earlier one. */
async function citiesOfTests(): Promise<string> {
  const [from, to] = [fileURLToPath(new URL('../cities', import.meta.url)), await mkdtemp(join(tmpdir(), 'gongjiang-cities-'))];
  for (const name of await readdir(from)) await writeFile(join(to, name), (await readFile(join(from, name), 'utf8')).replace(/^firstMonth: .*$/m, 'firstMonth: "2026-11"'));
  return to;
}

/** Most collections hold nothing between two tests: one question tells which do. */
async function filledCollections(db: Db): Promise<readonly string[]> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const nameIfFilled = (name: string): Document[] => [{ $limit: 1 }, { $project: { _id: 0, name: { $literal: name } } }];
  const [first = '', ...others] = names;
  const filled = db.collection(first).aggregate<{ name: string }>([...nameIfFilled(first), ...others.map((coll) => ({ $unionWith: { coll, pipeline: nameIfFilled(coll) } }))]);
  return (await filled.toArray()).map(({ name }) => name);
}
