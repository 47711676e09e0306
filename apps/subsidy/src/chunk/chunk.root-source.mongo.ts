import type { CityCode } from '@gongjiang/kernel';
import type { ChunkRoot, KeptChunk, KeptReceipt, ReceiptShelf, RootSource } from '@gongjiang/security';
import { MongoError, type Collection, type Db } from 'mongodb';
import { z } from 'zod';
import type { ChunkStore } from './chunk.store.js';

/** What the audit chain sees of a chunk. `rootBlock` is its own field there: the block that the receipts' root entered. */
interface SealableChunk {
  readonly _id: string;
  readonly city: CityCode;
  readonly totals?: { readonly receiptsRoot: string };
  readonly rootBlock?: number;
}

const isCalculated = { 'totals.receiptsRoot': { $exists: true } } as const;
/** Of the chunks that are marked for one block; a block holds a thousand. */
const MAX_MARKED = 5_000;

/** Read again with care: the verification trusts nothing that lies in the database. */
const keptShape = z.array(z.object({ receipts: z.array(z.object({ id: z.string(), json: z.string() })) }));

/** Only calculated chunks are in it; those not yet sealed come first in their city. */
export const CHUNK_ROOT_INDEX = { key: { city: 1, rootBlock: 1, _id: 1 }, name: 'root-in-chain', partialFilterExpression: isCalculated } as const;

/** The receipts' roots of calculated chunks, for the audit chain. A chunk is sealed after its calculation, and never waits for it. */
export class MongoChunkRoots implements RootSource, ReceiptShelf {
  private readonly sealable: Collection<SealableChunk>;

  constructor(db: Db, private readonly chunks: Pick<ChunkStore, 'decisions'>) {
    this.sealable = db.collection<SealableChunk>('chunks');
  }

  async citiesWaiting(): Promise<readonly CityCode[]> {
    return this.sealable.distinct('city', { rootBlock: null as never, ...isCalculated });
  }

  async next(city: CityCode, limit: number): Promise<readonly ChunkRoot[]> {
    const waiting = this.sealable.find({ city, rootBlock: null as never, ...isCalculated }, { projection: { 'totals.receiptsRoot': 1 }, hint: CHUNK_ROOT_INDEX.name });
    return (await waiting.sort({ _id: 1 }).limit(limit).toArray()).flatMap(({ _id, totals }) => (totals ? [{ id: _id, root: totals.receiptsRoot }] : []));
  }

  async markSealed(city: CityCode, block: number, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.sealable.updateMany({ _id: { $in: [...ids] }, city, rootBlock: null as never }, { $set: { rootBlock: block } });
  }

  async markedFor(city: string, block: number): Promise<readonly string[]> {
    const marked = await this.sealable.find({ city: city as CityCode, rootBlock: block, ...isCalculated }, { projection: { _id: 1 } }).limit(MAX_MARKED).toArray();
    return marked.map(({ _id }) => _id);
  }

  async kept(chunkId: string): Promise<KeptChunk | undefined> {
    const [chunk, decided] = await Promise.all([this.sealable.findOne({ _id: chunkId }), this.decided(chunkId)]);
    if (!chunk || !decided) return undefined;
    const isSaidTwiceAlike = chunk.totals?.receiptsRoot === decided.root;
    return { root: isSaidTwiceAlike ? decided.root : 'two roots', block: chunk.rootBlock ?? null, receipts: decided.receipts };
  }

  /** What was altered in the database may be no decisions any more: that is a finding, and no failure. */
  private async decided(chunkId: string): Promise<{ readonly root: string; readonly receipts: readonly KeptReceipt[] | undefined } | undefined> {
    try {
      const kept = await this.chunks.decisions(chunkId);
      return kept && { root: kept.totals.receiptsRoot, receipts: keptShape.parse(kept.results).flatMap(({ receipts }) => receipts) };
    } catch (error) {
      if (error instanceof MongoError) throw error;
      return { root: 'unreadable', receipts: undefined };
    }
  }
}
