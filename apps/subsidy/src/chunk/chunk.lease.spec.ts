import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryConnection, MemoryStore, openTurnstile, VirtualTime } from '@gongjiang/simulation';
import { draftBatch } from '../batch/batch.builders.js';
import { CHUNK_ID } from './chunk.builders.js';
import { MongoChunkStore } from './chunk.store.mongo.js';

const LEASE_MS = 6_000;
const A_DAY_MS = 86_400_000;

describe('a worker that takes a chunk', () => {
  const time = new VirtualTime(Date.UTC(2026, 10, 10));
  let chunks: MongoChunkStore;
  let realTimeAgain: () => void;
  beforeEach(async () => {
    realTimeAgain = time.install();
    const now = () => time.nowMs;
    chunks = new MongoChunkStore(memoryConnection(new MemoryStore(now, LEASE_MS), openTurnstile, now).db);
    const { id: batchId, city } = draftBatch();
    await chunks.plan([{ id: CHUNK_ID, city, batchId, run: 1, number: 1, phase: 'planned', carriedFrom: null, grantIds: [], rechecks: {}, itemIds: [] }]);
  });
  afterEach(() => { realTimeAgain(); time.skewMs = 0; });

  const taken = (owner: string): Promise<boolean> => chunks.lease(CHUNK_ID, owner, LEASE_MS);

  it('keeps others from it for as long as it says, and may take it for longer', async () => {
    expect([await taken('one'), await taken('other'), await taken('one')]).toEqual([true, false, true]);
    time.advance(LEASE_MS + 1);
    expect([await taken('other'), await taken('one')]).toEqual([true, false]);
  });

  it('keeps others from it though their clock is half a minute behind', async () => {
    await taken('one');
    time.skewMs = -30_000;
    expect(await taken('other')).toBe(false);
  });

  it('keeps nobody from it when its clock was a day ahead and it died: the work does not wait for a day', async () => {
    time.skewMs = A_DAY_MS;
    await taken('died');
    time.skewMs = 0;
    expect(await taken('other')).toBe(true);
  });
});
