import type { PaymentLineAnswer } from '@gongjiang/contracts';
import type { CityCode, Day, Transaction } from '@gongjiang/kernel';
import { insertNew, sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { ADOPTED } from '../case/case.js';
import { SYSTEM_ACTOR } from '../shared/source.js';
import type { Parting } from './parting.js';
import { PartingStore, type WholeOf } from './parting.store.js';

interface PartingDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly paymentInformationId: string;
  readonly endToEndIds: readonly string[];
  readonly known: readonly PaymentLineAnswer[];
  /** True while adopted lines wait for the statements to be read anew. */
  readonly isToReadAnew: boolean;
}
interface CaseDocument {
  readonly _id: string;
  readonly account: string;
}

export const PARTING_INDEXES = {
  restore_partings: [{ key: { endToEndIds: 1 } }, { key: { city: 1, _id: 1 }, partialFilterExpression: { isToReadAnew: true } }],
} as const;
/** Cases that say of a line that nobody knows it. */
const UNKNOWN = ['unknown-id', 'not-settled'];

export class MongoPartingStore extends PartingStore {
  private readonly partings: Collection<PartingDocument>;
  private readonly cases: Collection<CaseDocument>;

  constructor(db: Db) {
    super();
    this.partings = db.collection<PartingDocument>('restore_partings');
    this.cases = db.collection<CaseDocument>('reconciliation_cases');
  }

  async find(messageId: string): Promise<Parting | undefined> {
    const document = await this.partings.findOne({ _id: messageId });
    return document ? partingOfDocument(document) : undefined;
  }

  async keep(parting: Parting): Promise<Parting> {
    const { messageId: _id, ...rest } = parting;
    const added = await insertNew(this.partings, [{ _id, ...rest, isToReadAnew: parting.known.length > 0 }]);
    return added === 1 ? parting : ((await this.find(_id)) as Parting);
  }

  async wholesOf(city: CityCode, endToEndIds: readonly string[]): Promise<ReadonlyMap<string, WholeOf>> {
    if (endToEndIds.length === 0) return new Map();
    const asked = new Set(endToEndIds);
    const documents = await this.partings.find({ endToEndIds: { $in: [...endToEndIds] }, city }).project<PartingDocument>({ known: 0 }).toArray();
    return new Map(documents.flatMap(({ _id: messageId, paymentInformationId, endToEndIds: ids }) => ids.filter((id) => asked.has(id)).map((id) => [id, { messageId, paymentInformationId }] as const)));
  }

  async toReadAnew(city: CityCode, limit: number): Promise<readonly Parting[]> {
    return (await this.partings.find({ city, isToReadAnew: true }).sort({ _id: 1 }).limit(limit).toArray()).map(partingOfDocument);
  }

  async readAnew(messageIds: readonly string[]): Promise<void> {
    await this.partings.updateMany({ _id: { $in: [...messageIds] } }, { $set: { isToReadAnew: false } });
  }

  async endCases(account: string, endToEndIds: readonly string[], on: Day, transaction: Transaction): Promise<number> {
    const ofLines = { account, 'mismatch.endToEndId': { $in: [...endToEndIds] }, 'mismatch.kind': { $in: UNKNOWN } };
    const ended = { status: 'resolved', resolution: { outcome: ADOPTED, note: '', by: SYSTEM_ACTOR, on } };
    const session = sessionOf(transaction);
    const open = await this.cases.updateMany({ ...ofLines, status: 'open' }, { $set: { ...ended, owner: SYSTEM_ACTOR } }, { session });
    const inHand = await this.cases.updateMany({ ...ofLines, status: 'in-hand' }, { $set: ended }, { session });
    return open.modifiedCount + inHand.modifiedCount;
  }
}

function partingOfDocument({ _id: messageId, city, paymentInformationId, endToEndIds, known }: PartingDocument): Parting {
  return { messageId, city, paymentInformationId, endToEndIds, known };
}
