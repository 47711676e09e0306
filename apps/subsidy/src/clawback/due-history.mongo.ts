import { fen, negateFen, yearOf, type Transaction } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import { sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { batchOfChunk } from '../batch/batch.range.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { CityStore } from '../city/city.store.js';
import { dueKey, type Due, type ItemState } from '../item/item.js';
import { stateOfLine } from '../item/joint-state.js';
import { MongoJointStates } from '../item/joint-state.store.mongo.js';
import type { ClaimedSource } from './clawback.money.js';
import { DueHistory, type ClaimOfDue } from './due-history.js';

interface ItemDocument { readonly _id: string; readonly chunk: string; readonly amountFen: number; readonly state: ItemState }

export interface DueHistoryParts {
  readonly batches: BatchStore;
  readonly chunks: ChunkStore;
  readonly cities: CityStore;
}

/** In these states the money is the person's: the bank's books say so, it went against a claim back, or it was paid before. */
const REACHED: readonly ItemState[] = ['settled', 'offset', 'taken-over'];
/** A person has few items for one due: a first amount and some differences, with their attempts. */
const MAX_ITEMS_A_DUE = 500;

/** Reads and writes the lines of single dues, which are a range of the items' key. */
export class MongoDueHistory extends DueHistory {
  private readonly items: Collection<ItemDocument>;
  private readonly joint: MongoJointStates;

  constructor(db: Db, private readonly parts: DueHistoryParts) {
    super();
    this.items = db.collection<ItemDocument>('items');
    this.joint = new MongoJointStates(db);
  }

  async paid(due: Due, transaction?: Transaction): Promise<readonly ClaimedSource[]> {
    const key = `${dueKey(due)}|`;
    const session = transaction && sessionOf(transaction);
    const range = { _id: { $gte: key, $lt: `${key}~` }, state: { $in: [...REACHED, 'due' as const] } };
    const written = await this.items.find(range, session ? { session } : {}).sort({ _id: -1 }).limit(MAX_ITEMS_A_DUE).toArray();
    const joint = await this.joint.ofChunks(written.flatMap(({ chunk, state }) => (state === 'due' ? [chunk] : [])), session);
    const found = written.map((line) => ({ ...line, state: stateOfLine(line._id, line.state, joint.get(line.chunk)) })).filter(({ state }) => REACHED.includes(state));
    const sources = await Promise.all(found.map((item) => this.sourceOf(due, item)));
    const latest = sources[0]?.fund.fund;
    // One case claims from one fund; what another fund paid for the due before is a case of its own.
    return sources.filter((source) => source.fund.fund === latest);
  }

  async claim({ caseId, due, amountFen }: ClaimOfDue, transaction: Transaction): Promise<void> {
    const line = {
      chunk: `clawback.${caseId}`, way: 'claim-back', clawback: caseId, amountFen: negateFen(amountFen), clause: due.entitlement, receipt: caseId, revision: 0, attempt: 1,
      state: 'overpaid' as const, reason: null, bookedOn: null, returnedOn: null, settledBy: null, returnedBy: null,
    };
    await this.items.updateOne({ _id: `${dueKey(due)}|${caseId}` }, { $setOnInsert: line }, { session: sessionOf(transaction), upsert: true });
  }

  async undo(itemId: string, transaction: Transaction): Promise<void> {
    await this.items.updateOne({ _id: itemId, state: 'overpaid' }, { $set: { state: 'void' } }, { session: sessionOf(transaction) });
  }

  private async sourceOf(due: Due, { chunk, amountFen, state }: ItemDocument): Promise<ClaimedSource> {
    const fund = state === 'taken-over' ? this.beforeThePlatform(due) : await this.fundYearOf(due, chunk);
    return { fund, entitlement: due.entitlement, isBooked: state !== 'taken-over', amountFen: fen(amountFen) };
  }

  private async fundYearOf({ city }: Due, chunkId: string): Promise<FundYear> {
    const [kept, chunk] = await Promise.all([this.parts.batches.load(city, batchOfChunk(chunkId)), this.parts.chunks.find(chunkId)]);
    if (!kept || !('fundYear' in kept.batch)) throw new Error(`What was paid in the chunk ${chunkId} has no batch that paid it`);
    return chunk?.carriedFrom ? { city, ...chunk.carriedFrom } : { city, fund: kept.batch.fund, year: kept.batch.fundYear };
  }

  private beforeThePlatform({ city, entitlement, period }: Due): FundYear {
    const programme = this.parts.cities.get(city).programmes.find(({ entitlements }) => entitlements.includes(entitlement));
    if (!programme) throw new Error(`The city ${city} has no programme that pays ${entitlement}`);
    return { city, fund: programme.fund, year: yearOf(period) };
  }
}
