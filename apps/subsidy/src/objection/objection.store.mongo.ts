import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import { fieldContext, saveVersioned, sessionOf, type FieldCipher, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db, Filter } from 'mongodb';
import type { LineHold } from './line-hold.js';
import type { Contact, Objection, ObjectionDecision } from './objection.js';
import { ObjectionStore, type KeptHold, type KeptObjection, type ObjectionPosition } from './objection.store.js';

type Said = { readonly text: string; readonly contact: Contact };
type Told = Pick<ObjectionDecision, 'reason' | 'answer'>;
type Unsealed = Omit<Extract<Objection, { status: 'open' }>, 'id' | 'status' | keyof Said>;

interface ObjectionDocument extends Unsealed {
  readonly _id: string;
  readonly version: number;
  readonly status: Objection['status'];
  /** Text and contact, sealed. */
  readonly said: string;
  readonly decision?: Omit<ObjectionDecision, keyof Told>;
  /** Reason and answer, sealed: they may name somebody. */
  readonly told?: string;
}
interface HoldDocument {
  readonly _id: string;
  readonly version: number;
  readonly batchId: string;
  readonly hold: LineHold;
}

export const OBJECTION_INDEXES = {
  objections: [{ key: { city: 1, status: 1, filedAt: 1, _id: 1 } }, { key: { city: 1, filedAt: 1, _id: 1 } }, { key: { noticeId: 1 } }, { key: { batchId: 1, 'decision.by': 1 } }],
  objection_holds: [{ key: { batchId: 1, _id: 1 } }],
} as const;

export class MongoObjectionStore extends ObjectionStore {
  private readonly objections: Collection<ObjectionDocument>;
  private readonly holds: Collection<HoldDocument>;

  constructor(db: Db, private readonly cipher: FieldCipher) {
    super();
    this.objections = db.collection<ObjectionDocument>('objections');
    this.holds = db.collection<HoldDocument>('objection_holds');
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptObjection | undefined> {
    const document = await this.objections.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? this.keptOf(document) : undefined;
  }

  async save(objection: Objection, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    return saveVersioned<ObjectionDocument>(this.objections, this.documentOf(objection), { version, session: sessionOf(transaction) });
  }

  async page(city: CityCode, { status, after, limit }: { readonly status: Objection['status'] | null; readonly after: ObjectionPosition | null; readonly limit: number }): Promise<readonly KeptObjection[]> {
    const behind: Filter<ObjectionDocument> = after === null ? {} : { $or: [{ filedAt: { $gt: after.at } }, { filedAt: after.at, _id: { $gt: after.id } }] };
    const found = this.objections.find({ city, ...(status === null ? {} : { status }), ...behind });
    return (await found.sort({ filedAt: 1, _id: 1 }).limit(limit).toArray()).map((document) => this.keptOf(document));
  }

  async countOf(noticeId: string): Promise<number> {
    return this.objections.countDocuments({ noticeId });
  }

  async hasDecided(batchId: string, actor: string, transaction: Transaction): Promise<boolean> {
    return (await this.objections.findOne({ batchId, 'decision.by': actor }, { session: sessionOf(transaction), projection: { _id: 1 } })) !== null;
  }

  async hold(id: string, transaction: Transaction): Promise<KeptHold | undefined> {
    const document = await this.holds.findOne({ _id: id }, { session: sessionOf(transaction) });
    return document ? { hold: document.hold, version: document.version } : undefined;
  }

  async saveHold(hold: LineHold, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    return saveVersioned<HoldDocument>(this.holds, { _id: hold.id, batchId: hold.batchId, hold }, { version, session: sessionOf(transaction) });
  }

  async holdsOf(batchId: string, transaction: Transaction): Promise<readonly KeptHold[]> {
    const documents = await this.holds.find({ batchId }, { session: sessionOf(transaction) }).sort({ _id: 1 }).toArray();
    return documents.map(({ hold, version }) => ({ hold, version }));
  }

  private documentOf(objection: Objection): Omit<ObjectionDocument, 'version'> {
    const { id, city, batchId, noticeId, line, dueKey, text, contact, filedBy, filedOn, filedAt, status } = objection;
    const said = this.cipher.seal(JSON.stringify({ text, contact } satisfies Said), this.context(city, 'said', id));
    const known = { _id: id, city, batchId, noticeId, line, dueKey, filedBy, filedOn, filedAt, status, said };
    if (objection.status === 'open') return known;
    const { reason, answer, ...decision } = objection.decision;
    return { ...known, decision, told: this.cipher.seal(JSON.stringify({ reason, answer } satisfies Told), this.context(city, 'told', id)) };
  }

  private keptOf({ _id, version, said, told, decision, status, ...filed }: ObjectionDocument): KeptObjection {
    const { text, contact } = JSON.parse(this.cipher.open(said, this.context(filed.city, 'said', _id))) as Said;
    const known = { id: _id, ...filed, text, contact };
    if (status === 'open' || !decision || told === undefined) return { objection: { ...known, status: 'open' }, version };
    const opened = JSON.parse(this.cipher.open(told, this.context(filed.city, 'told', _id))) as Told;
    return { objection: { ...known, status, decision: { ...decision, ...opened } }, version };
  }

  private context(city: CityCode, field: string, row: string): string {
    return fieldContext({ city, collection: 'objections', field, row });
  }
}
