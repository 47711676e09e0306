import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cityCode } from '@gongjiang/kernel';
import { connectMongo, ensureIndexes, inTransaction, type MongoConnection } from '@gongjiang/persistence';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import { auditHash, type AuditEntry } from './audit-entry.js';
import { AUDIT_INDEXES, auditEntries, entryOfDocument, mongoAuditTrail } from './audit-trail.mongo.js';

const submitted = (object: string): AuditEntry => ({
  city: cityCode('330300'), at: '2026-11-03T01:02:03.000Z', actorId: 'zhang', kind: 'batch.submitted', object, outcome: 'done', source: '10.0.0.7', details: { lines: 12, parts: [1, 'two'] },
});

describe('the audit trail', () => {
  let database: TestDatabase;
  let connection: MongoConnection;
  beforeAll(async () => {
    database = await testDatabase();
    connection = await connectMongo({ url: database.url, database: database.name });
    await ensureIndexes(connection.db, AUDIT_INDEXES);
  });
  afterAll(async () => {
    await connection.close();
    await database.close();
  });
  const trail = (): ReturnType<typeof mongoAuditTrail> => mongoAuditTrail(connection.db);
  const entriesOf = (object: string): Promise<unknown[]> => auditEntries(connection.db).find({ object }).toArray();

  it('has the entry when the change is there', async () => {
    await inTransaction(connection, async (session) => {
      await connection.db.collection<{ _id: string }>('batches').insertOne({ _id: 'b1' }, { session });
      await trail().append(session, [submitted('batch/b1')]);
    });
    expect(await entriesOf('batch/b1')).toHaveLength(1);
  });

  it('has no entry when the change was taken back', async () => {
    const failing = inTransaction(connection, async (session) => {
      await trail().append(session, [submitted('batch/b2')]);
      await connection.db.collection<{ _id: string }>('batches').insertOne({ _id: 'b2' }, { session });
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    expect(await entriesOf('batch/b2')).toEqual([]);
    expect(await connection.db.collection<{ _id: string }>('batches').countDocuments({ _id: 'b2' })).toBe(0);
  });

  it('lets no change be made that it cannot record', async () => {
    const failing = inTransaction(connection, async (session) => {
      await connection.db.collection<{ _id: string }>('batches').insertOne({ _id: 'b3' }, { session });
      await trail().append(session, [{ ...submitted('batch/b3'), details: { person: '11010519491231002X' } }]);
    });
    await expect(failing).rejects.toThrow('holds a person\'s number');
    expect(await connection.db.collection<{ _id: string }>('batches').countDocuments({ _id: 'b3' })).toBe(0);
  });

  it('takes no entry outside a transaction', async () => {
    await connection.client.withSession(async (session) => {
      await expect(trail().append(session, [submitted('batch/b4')])).rejects.toThrow('in the transaction of the change');
    });
  });

  it('has an entry once, where its id is computed from the facts', async () => {
    const append = (): Promise<void> => inTransaction(connection, (session) => trail().append(session, [{ ...submitted('batch/b5'), id: 'b5/2/submitted' }]));
    await append();
    await expect(append()).rejects.toThrow('E11000');
    expect(await entriesOf('batch/b5')).toHaveLength(1);
  });

  it('shows an entry that was altered in the database', async () => {
    await inTransaction(connection, (session) => trail().append(session, [submitted('batch/b6')]));
    const entries = auditEntries(connection.db);
    const stored = await entries.findOne({ object: 'batch/b6' });
    if (stored === null) throw new Error('not there');
    expect(auditHash(entryOfDocument(stored))).toBe(stored.hash);
    await entries.updateOne({ _id: stored._id }, { $set: { actorId: 'li' } });
    const altered = await entries.findOne({ _id: stored._id });
    expect(altered && auditHash(entryOfDocument(altered))).not.toBe(stored.hash);
  });

  it.each([
    ['what waits for its block', 'in-chain', { block: null }],
    ['what a block holds', 'in-chain', { block: 7 }],
    ['what was done to a batch', 'by-object', { object: 'batch/b1' }],
    ['what an officer did', 'by-actor', { actorId: 'zhang' }],
    ['what was done of a kind', 'by-kind', { kind: 'batch.submitted' }],
    ['what was done lately', 'by-time', {}],
  ])('finds %s by an index of its own', async (_what, index, filter) => {
    const plan = await auditEntries(connection.db).find({ city: cityCode('330300'), ...filter }).sort({ at: -1, _id: -1 }).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain(`"indexName":"${index}"`);
  });
});
