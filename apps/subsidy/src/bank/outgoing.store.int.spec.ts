import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aesFieldCipher, connectMongo, ensureIndexes, keyRingFromConfig, type MongoConnection } from '@gongjiang/persistence';
import { testDatabase } from '@gongjiang/testing';
import { randomBytes } from 'node:crypto';
import { deskOf, messageOf, paymentOf, profileOf } from './bank.builders.js';
import { outgoingOf, type Outgoing } from './outgoing.js';
import { MongoOutgoingStore, OUTGOING_INDEXES } from './outgoing.store.mongo.js';
import type { OutgoingStore } from './outgoing.store.js';
import { MemoryOutgoing } from './outgoing.store.memory.fixture.js';

let connection: MongoConnection;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await testDatabase();
  connection = await connectMongo({ url: database.url, database: database.name });
  await ensureIndexes(connection.db, OUTGOING_INDEXES);
  close = async () => {
    await connection.close();
    await database.close();
  };
});
afterAll(() => close());

async function outgoing(messageId: string, purpose: string): Promise<Outgoing> {
  const { codec, profile, sending } = await deskOf(profileOf('iso20022', { rows: 1 }));
  const message = messageOf([paymentOf('e1', { purpose }), paymentOf('e2', { creditorAccount: '12' }), paymentOf('e3', { purpose })], { messageId, paymentInformationId: `P${messageId}` });
  const prepared = codec.prepare(profile, message, await sending());
  if (!prepared.ok) throw new Error(prepared.refusal.code);
  return outgoingOf(message, profile.id, prepared.value);
}

const KEYS = `tests:${randomBytes(32).toString('base64')}`;
const stores: readonly [string, () => OutgoingStore][] = [['in the database', () => new MongoOutgoingStore(connection.db, aesFieldCipher(keyRingFromConfig(KEYS), 2_000_000))], ['in the process, for tests', () => new MemoryOutgoing()]];

describe.each(stores)('what leaves, kept %s', (where, storeOf) => {
  const id = (name: string): string => `${name}${where.length}`;

  it('comes back as it was, to the byte', async () => {
    const store = storeOf();
    const one = await outgoing(id('A'), '岗位津贴 2026-11');
    expect(await store.keep(one)).toEqual(one);
    expect(await store.find(id('A'))).toEqual(one);
    expect(await store.find('nobody')).toBeUndefined();
  });

  it('is kept once: who comes later gets what was first', async () => {
    const store = storeOf();
    const first = await outgoing(id('B'), 'first');
    const kept = await Promise.all([store.keep(first), outgoing(id('B'), 'second').then((second) => store.keep(second))]);
    expect(kept[1]).toEqual(kept[0]);
    expect(await store.keep(await outgoing(id('B'), 'third'))).toEqual(kept[0]);
  });

  it('is found by the ids of its parts', async () => {
    const store = storeOf();
    await store.keep(await outgoing(id('C'), 'x'));
    const whole = { messageId: id('C'), paymentInformationId: `P${id('C')}` };
    expect(await store.wholesOf([`${id('C')}.1`, `${id('C')}.2`, 'nobody'])).toEqual(new Map([[`${id('C')}.1`, whole], [`${id('C')}.2`, whole]]));
    expect(await store.wholesOf([])).toEqual(new Map());
  });
});

it('holds no name and no account that can be read in the database', async () => {
  const store = new MongoOutgoingStore(connection.db, aesFieldCipher(keyRingFromConfig(KEYS), 2_000_000));
  await store.keep(await outgoing('secret', 'x'));
  const text = JSON.stringify(await connection.db.collection<{ _id: string }>('outgoing_messages').findOne({ _id: 'secret' }));
  expect(text).not.toMatch(/陈建国|622848|H4sI/); // H4sI is how anything compressed begins
});
