import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import { medianOf, type RawFigures, type Yardstick } from '../bench.figures.js';

/** Enough to be steady, and little enough to be held in memory. */
const MOST_LINES = 100_000;
const AT_ONCE = 1_000;
const RUNS = 3;
/** As many as one worker works on. */
const STREAMS = 2;
/** What else calculation, the public list, payment, settlement and the messages to payees leave behind. */
const OTHER_COLLECTIONS = ['chunks', 'chunk_populations', 'chunk_decisions', 'held_lines', 'same_kind_claims', 'payment_messages', 'payment_answers', 'person_check_records', 'notice_sheets', 'outgoing_messages', 'payee_message_files'] as const;

interface Item { readonly _id: string; readonly chunk: string; readonly state: string; readonly reason: string | null; readonly bookedOn: string | null; readonly returnedOn: string | null }
interface Documents {
  readonly chunks: readonly (readonly Item[])[];
  readonly postings: readonly { readonly _id: string }[];
  readonly others: ReadonlyMap<string, readonly { readonly _id: string }[]>;
}

export interface YardstickPlace {
  readonly url: string;
  readonly database: string;
  readonly mongodUs: () => number;
}

/** Takes the documents that the month left and writes the very same by plain bulk writes to the same server, without a platform. */
export async function measureYardstick({ url, database, mongodUs }: YardstickPlace): Promise<Yardstick> {
  const month = await connectMongo({ url, database });
  const scratch = await connectMongo({ url, database: `${database}_yardstick` });
  try {
    const measure = meter(mongodUs);
    const chunkIds = await chunkIdsOf(month);
    const reads = await medianRun(async () => measure(() => inStreams(chunkIds, async (chunk) => { await itemsOf(month, chunk); })));
    const documents = await documentsOf(month, chunkIds);
    const writes = await medianRun(() => written(scratch, measure, () => writeLines(scratch, documents)));
    const allWrites = await medianRun(() => written(scratch, measure, async () => { await writeLines(scratch, documents); await writeOthers(scratch, documents); }));
    return { lines: documents.chunks.reduce((sum, items) => sum + items.length, 0), writes, allWrites, reads };
  } finally {
    await scratch.db.dropDatabase();
    await Promise.all([month.close(), scratch.close()]);
  }
}

type Meter = (work: () => Promise<void>) => Promise<RawFigures>;

function meter(mongodUs: () => number): Meter {
  return async (work) => {
    const [startMs, startMongod, startClient] = [performance.now(), mongodUs(), process.cpuUsage()];
    await work();
    const client = process.cpuUsage(startClient);
    return { ms: performance.now() - startMs, mongodUs: mongodUs() - startMongod, clientUs: client.user + client.system };
  };
}

async function medianRun(run: () => Promise<RawFigures>): Promise<RawFigures> {
  const runs: RawFigures[] = [];
  for (let n = 0; n < RUNS; n += 1) runs.push(await run());
  return medianOf(runs);
}

async function written({ db }: MongoConnection, measure: Meter, work: () => Promise<void>): Promise<RawFigures> {
  await db.dropDatabase();
  await db.collection('items').createIndex({ chunk: 1, _id: 1 });
  await db.collection('ledger_postings').createIndex({ city: 1, batchId: 1 });
  return measure(work);
}

/** The life of a line in three writes: inserted as due, accepted with its chunk, settled with its chunk. Then the postings. */
async function writeLines({ db }: MongoConnection, { chunks, postings }: Documents): Promise<void> {
  const items = db.collection<Item>('items');
  await inStreams(chunks, async (chunk) => {
    const [first] = chunk;
    if (!first) return;
    const accepted = chunk.filter(({ state }) => state !== 'rejected');
    await items.insertMany(chunk.map((item) => ({ ...item, state: 'due', reason: null, bookedOn: null, returnedOn: null })), { ordered: false });
    await items.bulkWrite([...chunk.filter(({ state }) => state === 'rejected').map(changeTo), { updateMany: { filter: { chunk: first.chunk, state: 'due' }, update: { $set: { state: 'accepted' } } } }], { ordered: true });
    await items.updateMany({ chunk: first.chunk, state: 'accepted', _id: { $in: accepted.map(({ _id }) => _id) } }, { $set: { state: 'settled', bookedOn: accepted[0]?.bookedOn ?? null } });
    const returned = chunk.filter(({ state }) => state === 'returned').map(changeTo);
    if (returned.length > 0) await items.bulkWrite(returned, { ordered: true });
  });
  await inStreams(slices(postings), async (slice) => { await db.collection<{ _id: string }>('ledger_postings').insertMany([...slice], { ordered: false }); });
}

function changeTo({ _id, state, reason, bookedOn, returnedOn }: Item) {
  return { updateOne: { filter: { _id }, update: { $set: { state, reason, bookedOn, returnedOn } } } };
}

async function writeOthers({ db }: MongoConnection, { others }: Documents): Promise<void> {
  for (const [name, documents] of others) {
    await inStreams(slices(documents), async (slice) => { await db.collection<{ _id: string }>(name).insertMany([...slice], { ordered: false }); });
  }
}

async function chunkIdsOf({ db }: MongoConnection): Promise<readonly string[]> {
  const found = await db.collection<{ _id: string }>('chunks').find({}, { projection: { _id: 1 } }).sort({ _id: 1 }).limit(MOST_LINES / AT_ONCE).toArray();
  return found.map(({ _id }) => _id);
}

function itemsOf({ db }: MongoConnection, chunk: string): Promise<readonly Item[]> {
  return db.collection<Item>('items').find({ chunk }).sort({ _id: 1 }).toArray();
}

async function documentsOf(month: MongoConnection, chunkIds: readonly string[]): Promise<Documents> {
  const chunks: (readonly Item[])[] = [];
  for (const chunk of chunkIds) chunks.push(await itemsOf(month, chunk));
  const share = chunkIds.length / Math.max(1, await month.db.collection('chunks').countDocuments());
  const all = async (name: string) => {
    const collection = month.db.collection<{ _id: string }>(name);
    return collection.find({}).limit(Math.max(1, Math.round((await collection.countDocuments()) * share))).toArray();
  };
  const others = new Map<string, readonly { _id: string }[]>();
  for (const name of OTHER_COLLECTIONS) others.set(name, await all(name));
  return { chunks, postings: await all('ledger_postings'), others };
}

function slices<Document>(documents: readonly Document[]): readonly (readonly Document[])[] {
  return Array.from({ length: Math.ceil(documents.length / AT_ONCE) }, (_, at) => documents.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
}

async function inStreams<Piece>(pieces: readonly Piece[], work: (piece: Piece) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: STREAMS }, async () => {
    while (next < pieces.length) {
      const piece = pieces[next] as Piece;
      next += 1;
      await work(piece);
    }
  }));
}
