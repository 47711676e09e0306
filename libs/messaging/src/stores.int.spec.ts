import { afterAll, beforeAll, beforeEach, describe, test } from '@jest/globals';
import { inTransaction } from '@gongjiang/persistence';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import type { ClientSession } from 'mongodb';
import { DEAD_LETTER_CONTRACT } from './dead-letter/dead-letter.contract.js';
import { MongoDeadLetters } from './dead-letter/dead-letter.store.mongo.js';
import { INBOX_CONTRACT, type InboxBench } from './inbox/inbox.contract.js';
import { MongoInbox } from './inbox/inbox.store.mongo.js';
import { OUTBOX_CONTRACT, type OutboxBench } from './outbox/outbox.contract.js';
import { MongoOutbox } from './outbox/outbox.store.mongo.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await Promise.all([new MongoOutbox(database.db).prepare(), new MongoInbox(database.db).prepare(), new MongoDeadLetters(database.db).prepare()]);
});
beforeEach(async () => {
  await Promise.all(['outbox', 'inbox', 'dead_letters'].map((name) => database.db.collection(name).deleteMany({})));
});
afterAll(() => database.close());

const transaction = <Value>(work: (session: ClientSession) => Promise<Value>): Promise<Value> => inTransaction(database, work);

describe.each(OUTBOX_CONTRACT)('the outbox in MongoDB', ({ claim, holds }) => {
  const bench = (): OutboxBench<ClientSession> => ({ outbox: new MongoOutbox(database.db), inTransaction: transaction });
  test(claim, () => holds(bench()));
});

describe.each(INBOX_CONTRACT)('the inbox in MongoDB', ({ claim, holds }) => {
  const bench = (): InboxBench<ClientSession> => ({ inbox: new MongoInbox(database.db), inTransaction: transaction });
  test(claim, () => holds(bench()));
});

describe.each(DEAD_LETTER_CONTRACT)('the dead letters in MongoDB', ({ claim, holds }) => {
  test(claim, () => holds(new MongoDeadLetters(database.db)));
});
