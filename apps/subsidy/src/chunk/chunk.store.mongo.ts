import type { CityCode, Month } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import type { Binary, Collection, Db, Filter, UpdateFilter } from 'mongodb';
import { chunkRangeOf } from '../batch/batch.range.js';
import type { LineSum } from '../batch/batch.js';
import { CHUNK_PROGRESS_INDEX } from '../progress/progress.store.mongo.js';
import type { HeldLine } from '../held-line/held-line.js';
import { packed, unpacked } from '../shared/packed.mongo.js';
import { nextPhase, type CarriedFrom, type Chunk, type ChunkOutcome, type ChunkPhase, type ChunkSummary, type ChunkTotals } from './chunk.js';
import type { Mark } from './chunk.mark.js';
import { foldReceipts, unfoldReceipts, type FoldedResults } from './chunk.receipts.js';
import { CHUNK_ROOT_INDEX } from './chunk.root-source.mongo.js';
import { ChunkStore, type CancelledChunk, type ChunkDecisions, type MarkedChunk, type PlannedChunk } from './chunk.store.js';

interface ChunkDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly batchId: string;
  readonly run: number;
  readonly number: number;
  readonly phase: ChunkPhase;
  readonly carriedFrom?: CarriedFrom;
  readonly totals?: ChunkTotals;
  readonly outcome?: ChunkOutcome;
  /** Technical time, set once. */
  readonly answeredAt?: Date;
  readonly paymentInformationId?: string;
  /** What it would have paid, where it was cancelled before its message was written. */
  readonly cancelled?: LineSum;
  readonly lease?: { readonly owner: string; readonly until: Date };
  /** Counts the changes that have events; `published` is the count up to which they went out. */
  readonly changes: number;
  readonly eventsDue?: true;
  readonly messagesDue?: true;
}
interface PopulationDocument {
  readonly _id: string;
  readonly grantIds: readonly string[];
  /** Pairs: a grant's id holds signs that no field's name may have. */
  readonly rechecks?: readonly (readonly [string, Month])[];
  readonly itemIds?: readonly string[];
}
interface DecisionsDocument {
  readonly _id: string;
  readonly totals: ChunkTotals;
  readonly results: Binary;
  /** The held lines of the results once more, by themselves: payees are told of them twice a month, and the receipts are twenty times as much. */
  readonly held: Binary;
}

export const CHUNK_INDEXES = {
  chunks: [
    CHUNK_PROGRESS_INDEX,
    { key: { eventsDue: 1 }, partialFilterExpression: { eventsDue: true } },
    { key: { messagesDue: 1 }, partialFilterExpression: { messagesDue: true } },
    { key: { paymentInformationId: 1 }, unique: true, partialFilterExpression: { paymentInformationId: { $exists: true } } },
    CHUNK_ROOT_INDEX,
  ],
} as const;

/** What clocks of machines differ by at most. A lease that seems to last longer is of a clock that went wrong, and keeps nobody from the work. */
const MOST_AHEAD_MS = 60_000;

/** Chunks in Mongo: the chunk itself small, its population and its decisions beside it. */
export class MongoChunkStore extends ChunkStore {
  private readonly chunks: Collection<ChunkDocument>;
  private readonly populations: Collection<PopulationDocument>;
  private readonly decided: Collection<DecisionsDocument>;

  constructor(db: Db) {
    super();
    this.chunks = db.collection<ChunkDocument>('chunks');
    this.populations = db.collection<PopulationDocument>('chunk_populations');
    this.decided = db.collection<DecisionsDocument>('chunk_decisions');
  }

  async plan(chunks: readonly PlannedChunk[]): Promise<void> {
    await insertNew(this.populations, chunks.map(populationOf));
    await insertNew(this.chunks, chunks.map(({ id, city, batchId, run, number, phase, carriedFrom }) => ({ _id: id, city, batchId, run, number, phase, ...(carriedFrom ? { carriedFrom } : {}), changes: 0 })));
  }

  async find(chunkId: string): Promise<Chunk | undefined> {
    const [document, population] = await Promise.all([this.chunks.findOne({ _id: chunkId }), this.populations.findOne({ _id: chunkId })]);
    if (!document || !population) return undefined;
    const { grantIds, rechecks = [], itemIds = [] } = population;
    return { ...chunkOf(document), grantIds, rechecks: Object.fromEntries(rechecks), itemIds };
  }

  async ofBatch(batchId: string, run: number): Promise<readonly ChunkSummary[]> {
    return (await this.chunks.find({ batchId, run }).sort({ _id: 1 }).toArray()).map(chunkOf);
  }

  async inPhase(batchId: string, run: number, phases: readonly ChunkPhase[], limit: number): Promise<readonly string[]> {
    const found = await this.chunks.find({ batchId, run, phase: { $in: [...phases] } }, { projection: { _id: 1 } }).sort({ _id: 1 }).limit(limit).toArray();
    return found.map((document) => document._id);
  }

  async *populationsOf(batchId: string): AsyncIterable<Pick<Chunk, 'grantIds' | 'rechecks'>> {
    const { from, before } = chunkRangeOf(batchId);
    for await (const { grantIds, rechecks = [] } of this.populations.find({ _id: { $gte: from, $lt: before } })) yield { grantIds, rechecks: Object.fromEntries(rechecks) };
  }

  async byPaymentInformation(ids: readonly string[]): Promise<ReadonlyMap<string, MarkedChunk>> {
    const found = await this.chunks.find({ paymentInformationId: { $in: [...ids] } }).toArray();
    return new Map(found.map((document) => [document.paymentInformationId ?? '', markedOf(document)]));
  }

  async lease(chunkId: string, owner: string, forMs: number): Promise<boolean> {
    const now = Date.now();
    const over: Filter<ChunkDocument>[] = [{ 'lease.until': { $lt: new Date(now) } }, { 'lease.until': { $gt: new Date(now + forMs + MOST_AHEAD_MS) } }];
    const free: Filter<ChunkDocument> = { _id: chunkId, $or: [{ lease: { $exists: false } }, { 'lease.owner': owner }, ...over] };
    const taken = await this.chunks.updateOne(free, { $set: { lease: { owner, until: new Date(now + forMs) } } });
    return taken.matchedCount === 1;
  }

  async endLease(chunkId: string, owner: string): Promise<void> {
    await this.chunks.updateOne({ _id: chunkId, 'lease.owner': owner }, { $unset: { lease: 1 } });
  }

  async keepDecisions(chunkId: string, decisions: ChunkDecisions): Promise<ChunkDecisions> {
    const document = { _id: chunkId, totals: decisions.totals, results: packed(foldReceipts(decisions.results)), held: packed(decisions.results.flatMap(({ held }) => held)) };
    return (await insertNew(this.decided, [document])) === 1 ? decisions : ((await this.decisions(chunkId)) as ChunkDecisions);
  }

  async decisions(chunkId: string): Promise<ChunkDecisions | undefined> {
    const document = await this.decided.findOne({ _id: chunkId }, { projection: { held: 0 } });
    return document ? { totals: document.totals, results: unfoldReceipts(unpacked<FoldedResults>(document.results)) } : undefined;
  }

  async heldOf(chunkId: string): Promise<readonly HeldLine[]> {
    const document = await this.decided.findOne({ _id: chunkId }, { projection: { held: 1 } });
    return document ? unpacked<readonly HeldLine[]>(document.held) : [];
  }

  async toCalculated(chunkId: string, totals: ChunkTotals): Promise<void> {
    await this.advance(chunkId, 'planned', { $set: { phase: nextPhase('planned'), totals } });
  }

  async toInstructed(chunkId: string, paymentInformationId: string): Promise<void> {
    await this.advance(chunkId, 'calculated', { $set: { phase: nextPhase('calculated'), paymentInformationId } });
  }

  async toAnswered(chunkId: string, outcome: ChunkOutcome): Promise<void> {
    await this.advance(chunkId, 'instructed', { $set: { phase: nextPhase('instructed'), outcome, answeredAt: new Date(), eventsDue: true, messagesDue: true } });
  }

  async toCancelled(chunkId: string, outcome: ChunkOutcome, cancelled: LineSum): Promise<void> {
    await this.advance(chunkId, 'calculated', { $set: { phase: 'settled', outcome, answeredAt: new Date(), cancelled } });
  }

  async cancelledOf(batchId: string, run: number): Promise<readonly CancelledChunk[]> {
    const found = await this.chunks.find({ batchId, run, phase: 'settled', cancelled: { $exists: true } }, { projection: { cancelled: 1 } }).sort({ _id: 1 }).toArray();
    return found.flatMap(({ _id, cancelled }) => (cancelled ? [{ chunkId: _id, cancelled }] : []));
  }

  async toSettled(chunkId: string, outcome: ChunkOutcome, mark?: number): Promise<boolean> {
    const phase: ChunkPhase = outcome.accepted.lines === 0 ? 'settled' : 'answered';
    const unchanged: Filter<ChunkDocument> = { _id: chunkId, ...(mark === undefined ? {} : { changes: mark }) };
    const isNews: Filter<ChunkDocument>[] = [{ phase: { $ne: phase } }, { outcome: { $ne: outcome } }];
    const { matchedCount } = await this.chunks.updateOne({ ...unchanged, phase: { $in: ['answered', 'settled'] }, $or: isNews }, { $set: { phase, outcome, eventsDue: true, messagesDue: true }, $inc: { changes: 1 } });
    return matchedCount === 1 || (await this.chunks.countDocuments(unchanged, { limit: 1 })) === 1;
  }

  eventsDue(limit: number, except: readonly string[] = []): Promise<readonly MarkedChunk[]> {
    return this.due('eventsDue', limit, except);
  }

  eventsPublished(published: readonly Mark[]): Promise<void> {
    return this.doneWith('eventsDue', published);
  }

  messagesDue(limit: number, except: readonly string[] = []): Promise<readonly MarkedChunk[]> {
    return this.due('messagesDue', limit, except);
  }

  messagesGiven(given: readonly Mark[]): Promise<void> {
    return this.doneWith('messagesDue', given);
  }

  async untold(): Promise<number> {
    // Each by its own small index.
    const [events, messages] = await Promise.all([this.chunks.countDocuments({ eventsDue: true }), this.chunks.countDocuments({ messagesDue: true })]);
    return Math.max(events, messages);
  }

  private async due(flag: 'eventsDue' | 'messagesDue', limit: number, except: readonly string[]): Promise<readonly MarkedChunk[]> {
    return (await this.chunks.find({ [flag]: true, ...(except.length > 0 ? { _id: { $nin: [...except] } } : {}) }).limit(limit).toArray()).map(markedOf);
  }

  private async doneWith(flag: 'eventsDue' | 'messagesDue', marked: readonly Mark[]): Promise<void> {
    if (marked.length === 0) return;
    // A chunk that changed while its events were on their way keeps its flag, and is published again.
    await this.chunks.bulkWrite(marked.map(({ chunkId, mark }) => ({ updateOne: { filter: { _id: chunkId, changes: mark }, update: { $unset: { [flag]: 1 } } } })), { ordered: false });
  }

  private async advance(chunkId: string, from: ChunkPhase, update: UpdateFilter<ChunkDocument>): Promise<void> {
    await this.chunks.updateOne({ _id: chunkId, phase: from }, { ...update, $inc: { changes: 1 } });
  }
}

function populationOf({ id, grantIds, rechecks, itemIds }: PlannedChunk): PopulationDocument {
  const pairs = Object.entries(rechecks);
  return { _id: id, grantIds, ...(pairs.length > 0 ? { rechecks: pairs } : {}), ...(itemIds.length > 0 ? { itemIds } : {}) };
}

function markedOf(document: ChunkDocument): MarkedChunk {
  return { chunk: chunkOf(document), mark: document.changes };
}

function chunkOf(document: ChunkDocument): ChunkSummary {
  const { _id, city, batchId, run, number, phase, carriedFrom, totals, outcome, answeredAt } = document;
  return { id: _id, city, batchId, run, number, phase, carriedFrom: carriedFrom ?? null, ...(totals ? { totals } : {}), ...(outcome ? { outcome, answeredAt } : {}) } as ChunkSummary;
}
