import type { CityCode } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { ownRunPrefixOf, runPrefixOf } from '../batch/batch.range.js';
import { dueKey } from '../item/item.js';
import { payeeRange, type OfPayee } from '../shared/payee-range.js';
import type { HeldLine } from './held-line.js';
import { HeldLineStore, type HeldLineQuery } from './held-line.store.js';

type HeldLineDocument = HeldLine & { readonly _id: string; readonly batchId: string };

export const HELD_LINE_INDEXES = { held_lines: [{ key: { batchId: 1, _id: 1 } }] } as const;

/** Held lines in Mongo: one document a due and batch, because a due may be held month after month. */
export class MongoHeldLineStore extends HeldLineStore {
  private readonly held: Collection<HeldLineDocument>;

  constructor(db: Db) {
    super();
    this.held = db.collection<HeldLineDocument>('held_lines');
  }

  async add(batchId: string, lines: readonly HeldLine[]): Promise<void> {
    const documents = lines.map((line) => ({ _id: `${dueKey(line.due)}|${batchId}`, batchId, ...line }));
    if ((await insertNew(this.held, documents)) === documents.length) return;
    await this.held.bulkWrite(documents.map(({ _id, ...fields }) => ({
      updateOne: { filter: { _id, chunkId: { $lt: ownRunPrefixOf(fields.chunkId) } }, update: { $set: fields } },
    })), { ordered: false });
  }

  async discardChunk(batchId: string, chunkId: string): Promise<void> {
    await this.held.deleteMany({ batchId, chunkId });
  }

  async page(city: CityCode, batchId: string, query: HeldLineQuery): Promise<readonly (HeldLine & { readonly id: string })[]> {
    if (!batchId.startsWith(`${city}.`)) return [];
    const documents = await this.held.find({ batchId, ...(query.after ? { _id: { $gt: query.after } } : {}), ...(query.codes ? { codes: { $in: [...query.codes] } } : {}) }).sort({ _id: 1 }).limit(query.limit).toArray();
    return documents.map(({ _id, due, chunkId, codes, receiptId }) => ({ id: _id, due, chunkId, codes, receiptId }));
  }

  async find(city: CityCode, id: string): Promise<HeldLine | undefined> {
    const document = id.startsWith(city) ? await this.held.findOne({ _id: id }) : null;
    return document ? { due: document.due, chunkId: document.chunkId, codes: document.codes, receiptId: document.receiptId } : undefined;
  }

  async ofPayee(of: OfPayee): Promise<readonly (HeldLine & { readonly id: string; readonly batchId: string })[]> {
    const documents = await this.held.find({ _id: payeeRange(of) }).sort({ _id: 1 }).limit(of.limit).toArray();
    return documents.map(({ _id, batchId, due, chunkId, codes, receiptId }) => ({ id: _id, batchId, due, chunkId, codes, receiptId }));
  }

  async discardBatch(batchId: string): Promise<void> {
    await this.held.deleteMany({ batchId });
  }

  async discardBefore(batchId: string, run: number): Promise<void> {
    await this.held.deleteMany({ batchId, chunkId: { $lt: runPrefixOf(batchId, run) } });
  }
}
