import { ok, type CityCode, type Month, type Result, type Transaction } from '@gongjiang/kernel';
import { saveVersioned, sessionOf, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Batch, BatchStatus } from './batch.js';
import { BatchStore, type BatchChange, type KeptBatch } from './batch.store.js';

interface BatchDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  readonly batch: Batch;
  readonly changes: readonly BatchChange[];
}

export const BATCH_INDEXES = { batches: [{ key: { 'batch.status': 1 } }, { key: { city: 1, _id: 1 } }, { key: { city: 1, 'batch.programme': 1, 'batch.period': 1 } }] } as const;

const APPROVED: readonly BatchStatus[] = ['approved', 'released', 'disbursing', 'settling', 'reconciled', 'closed'];

/** Batches in Mongo: the folded state as one document, with its version and its history. */
export class MongoBatchStore extends BatchStore {
  private readonly batches: Collection<BatchDocument>;

  constructor(db: Db) {
    super();
    this.batches = db.collection<BatchDocument>('batches');
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptBatch | undefined> {
    const document = await this.batches.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? keptOf(document) : undefined;
  }

  async save(batch: Batch, version: number, change: BatchChange, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    const earlier = await this.load(batch.city, batch.id, transaction);
    const document = { _id: batch.id, city: batch.city, batch, changes: [...(earlier?.changes ?? []), change] };
    const saved = await saveVersioned<BatchDocument>(this.batches, document, { version, session: sessionOf(transaction) });
    return saved.ok ? ok(saved.value) : saved;
  }

  async inStatus(statuses: readonly BatchStatus[]): Promise<readonly KeptBatch[]> {
    return (await this.batches.find({ 'batch.status': { $in: [...statuses] } }).sort({ _id: 1 }).toArray()).map(keptOf);
  }

  async versionsIn(statuses: readonly BatchStatus[]): Promise<readonly string[]> {
    const found = this.batches.find({ 'batch.status': { $in: [...statuses] } }, { projection: { version: 1 } }).sort({ _id: 1 });
    return (await found.toArray()).map(({ _id, version }) => `${_id}#${version}`);
  }

  async ofProgramme(city: CityCode, programme: string, period: Month): Promise<readonly KeptBatch[]> {
    return (await this.batches.find({ city, 'batch.programme': programme, 'batch.period': period }).sort({ _id: 1 }).toArray()).map(keptOf);
  }

  async approvedOf(city: CityCode, programme: string): Promise<readonly string[]> {
    const approved = { city, 'batch.programme': programme, 'batch.status': { $in: [...APPROVED] } };
    return (await this.batches.find(approved, { projection: { _id: 1 } }).toArray()).map((document) => document._id);
  }

  async ofCity(city: CityCode, query: { readonly after: string | null; readonly limit: number }): Promise<readonly KeptBatch[]> {
    const filter = { city, ...(query.after ? { _id: { $gt: query.after } } : {}) };
    return (await this.batches.find(filter).sort({ _id: 1 }).limit(query.limit).toArray()).map(keptOf);
  }
}

function keptOf({ batch, version, changes }: BatchDocument): KeptBatch {
  return { batch, version, changes };
}
