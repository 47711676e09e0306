import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import type { Collection } from 'mongodb';
import { medianOf, type RawFigures, type Yardstick } from '../bench.figures.js';

/** Enough to be steady, and little enough to be held in memory. */
const MOST_LINES = 100_000;
const AT_ONCE = 1_000;
const RUNS = 3;
/** As many as one worker works on. */
const STREAMS = 2;
/** What else calculation, the public list, payment, settlement and the messages to payees leave behind. */
const OTHER_COLLECTIONS = ['chunks', 'chunk_populations', 'chunk_decisions', 'held_lines', 'same_kind_claims', 'payment_messages', 'payment_answers', 'person_check_records', 'notice_sheets', 'outgoing_messages', 'payee_message_files'] as const;

/** A line as the month left it: `due` where all that became of it stands in the joint state of its chunk. */
interface Item { readonly _id: string; readonly chunk: string; readonly state: string; readonly reason?: string; readonly bookedOn?: string; readonly returnedOn?: string; readonly settledBy?: string; readonly returnedBy?: string }
interface JointState { readonly _id: string; readonly booked: readonly unknown[] }
interface Chunk { readonly items: readonly Item[]; readonly joint: JointState | undefined }
interface Documents {
  readonly chunks: readonly Chunk[];
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
    return { lines: documents.chunks.reduce((sum, { items }) => sum + items.length, 0), writes, allWrites, reads };
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

/** The life of a chunk's lines as the month writes it: inserted as due; the joint state once they are answered and once for each page that books them; the few lines that differ, by themselves. Then the postings. */
async function writeLines({ db }: MongoConnection, { chunks, postings }: Documents): Promise<void> {
  const [items, joints] = [db.collection<Item>('items'), db.collection<JointState>('joint_states')];
  await inStreams(chunks, async ({ items: lines, joint }) => {
    if (lines.length > 0) await items.insertMany(lines.map(asDue), { ordered: false });
    if (joint) await joints.insertOne({ ...joint, booked: [] });
    await changeSome(items, lines.filter(({ state }) => state === 'rejected'));
    for (const booked of joint?.booked ?? []) await joints.updateOne({ _id: joint?._id ?? '' }, { $push: { booked } as never });
    await changeSome(items, lines.filter(({ state }) => state !== 'rejected' && state !== 'due'));
  });
  await inStreams(slices(postings), async (slice) => { await db.collection<{ _id: string }>('ledger_postings').insertMany([...slice], { ordered: false }); });
}

function asDue({ reason: _reason, bookedOn: _bookedOn, returnedOn: _returnedOn, settledBy: _settledBy, returnedBy: _returnedBy, ...line }: Item): Item {
  return { ...line, state: 'due' };
}

async function changeSome(items: Collection<Item>, changed: readonly Item[]): Promise<void> {
  if (changed.length > 0) await items.bulkWrite(changed.map(({ _id, chunk: _chunk, ...fields }) => ({ updateOne: { filter: { _id }, update: { $set: fields } } })), { ordered: true });
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
  const joints = new Map((await month.db.collection<JointState>('joint_states').find({ _id: { $in: [...chunkIds] } }).toArray()).map((joint) => [joint._id, joint]));
  const chunks: Chunk[] = [];
  for (const chunk of chunkIds) chunks.push({ items: await itemsOf(month, chunk), joint: joints.get(chunk) });
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
