import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import type { MongoConnection } from '@gongjiang/persistence';
import { booksOf, payAt, startBareBank } from './bare.bank.js';
import { noGuards, platformGuards, type Guards } from './bare.guards.js';
import { BareWorker } from './bare.worker.js';
import { bareFaults, seedBare } from './bare.world.js';

/** Two chunks. */
const PERSONS = 1_200;
let database: TestDatabase;
let connection: MongoConnection;

beforeAll(async () => {
  database = await testDatabase();
  connection = database;
});
afterAll(() => database.close());

/** Pays everybody, and then lets something happen before the books are compared. */
async function paid(guards: Guards, meanwhile: (bankUrl: string) => Promise<unknown> = async () => undefined): Promise<readonly string[]> {
  const bank = await startBareBank();
  try {
    const budgetFen = await seedBare(connection, { persons: PERSONS, funds: 2, cipher: guards.cipher });
    await connection.db.collection('chunks').updateMany({}, { $set: { state: 'open' } });
    const worker = new BareWorker(connection, bank.url, guards);
    while (await worker.payNext());
    await meanwhile(bank.url);
    return await bareFaults(connection, await booksOf(bank.url), { persons: PERSONS, budgetFen });
  } finally {
    bank.close();
  }
}

describe('the bare pipeline, beside which a month is measured', () => {
  it('pays everybody once, and instructions, budgets, ledger and bank agree', async () => {
    expect(await paid(noGuards)).toEqual([]);
  });

  it('pays the same with the platform\'s seals and record around it: no account stands open, each chunk is on record', async () => {
    expect(await paid(platformGuards(connection.db, `test:${randomBytes(32).toString('base64')}`))).toEqual([]);
    expect(await connection.db.collection('instructions').countDocuments({ account: /^v1\.test\./ })).toBe(PERSONS);
    expect(await connection.db.collection('audit_entries').countDocuments({ kind: 'chunk.settled' })).toBe(2);
  });

  it.each([
    ['is paid twice by the bank', (url: string) => payAt(url, [{ id: 'p000000000|bare/1|2026-10', amountFen: 80_000, account: '-', name: '-' }]), /1 twice/],
    ['is not in the ledger', () => connection.db.collection('ledger').deleteOne({ account: 'paid' }), /balance -/],
    ['is not settled', () => connection.db.collection('instructions').updateOne({}, { $set: { state: 'SENDING' } }), /1199 lines settled/],
  ])('measures nothing where a line %s', async (_what, meanwhile, fault) => {
    expect((await paid(noGuards, meanwhile)).join()).toMatch(fault);
  });
});
