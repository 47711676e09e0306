import { ok, type CityCode, type Day, type PersonToken, type Result, type Transaction } from '@gongjiang/kernel';
import { fewBetween, fieldContext, saveVersioned, sessionOf, updateVersioned, type FieldCipher, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db, Filter } from 'mongodb';
import { dueKey } from '../item/item.js';
import { UNDECIDED, type Clawback, type ClawbackStatus, type Words } from './clawback.js';
import type { ClaimedMoney } from './clawback.money.js';
import { ClawbackStore, type ClawbackChange, type ClawbackQuery, type ClawbackSave, type FundRecovery, type KeptClawback, type ReferenceUse, type Untold } from './clawback.store.js';
import { deadlineOf, waitingFor, type Waiting } from './clawback.waiting.js';

type Unsaid = Clawback extends infer One ? (One extends Clawback ? Omit<One, 'words'> : never) : never;

interface ClawbackDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  readonly clawback: Unsaid;
  /** What was said, sealed: it may name persons. */
  readonly words: string;
  readonly changes: readonly ClawbackChange[];
  readonly due: string;
  /** What lists ask for, kept beside the state that it follows from. */
  readonly waiting: Waiting | null;
  readonly deadline: Day | null;
  readonly untold: readonly FundRecovery[];
}
interface ReferenceDocument { readonly _id: string; readonly caseId: string; readonly amountFen: number }
interface DueDocument { readonly _id: string; readonly looks: number }

export const CLAWBACK_INDEXES = {
  clawbacks: [
    { key: { city: 1, waiting: 1, _id: 1 } }, { key: { city: 1, 'clawback.due.person': 1 } }, { key: { city: 1, due: 1 } },
    { key: { city: 1, 'clawback.status': 1, deadline: 1 } }, { key: { 'clawback.money.reservations.chunkId': 1 } }, { key: { 'untold.id': 1 } },
  ],
} as const;

/** A case that keeps nothing any more is asked for again only where its due may come up: an officer's, or one that let something go. */
const STANDING: readonly Filter<ClawbackDocument>[] = [
  { 'clawback.status': { $in: [...UNDECIDED, 'in-force'] as ClawbackStatus[] } },
  { 'clawback.status': 'settled', 'clawback.money.waivedFen': { $gt: 0 } },
  { 'clawback.status': 'settled', 'clawback.origin.kind': 'officer', 'clawback.isLifted': false },
];

/** Cases in Mongo: the folded state as one document, with its version and its history. */
export class MongoClawbackStore extends ClawbackStore {
  private readonly cases: Collection<ClawbackDocument>;
  private readonly references: Collection<ReferenceDocument>;
  private readonly dues: Collection<DueDocument>;

  constructor(db: Db, private readonly cipher: FieldCipher) {
    super();
    this.cases = db.collection<ClawbackDocument>('clawbacks');
    this.references = db.collection<ReferenceDocument>('clawback_references');
    this.dues = db.collection<DueDocument>('clawback_dues');
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptClawback | undefined> {
    const document = await this.cases.findOne({ _id: id, city }, inside(transaction));
    return document ? this.keptOf(document) : undefined;
  }

  async save({ clawback, version, change, recovery }: ClawbackSave, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    const earlier = await this.cases.findOne({ _id: clawback.id }, { ...inside(transaction), projection: { changes: 1, untold: 1 } });
    const document = {
      ...this.stateOf(clawback), _id: clawback.id, city: clawback.city, due: dueKey(clawback.due),
      changes: [...(earlier?.changes ?? []), change], untold: [...(earlier?.untold ?? []), ...(recovery ? [recovery] : [])],
    };
    const saved = await saveVersioned<ClawbackDocument>(this.cases, document, { version, session: sessionOf(transaction) });
    return saved.ok ? ok(saved.value) : saved;
  }

  async ofDue(city: CityCode, key: string, transaction?: Transaction): Promise<readonly KeptClawback[]> {
    if (transaction) await this.dues.updateOne({ _id: key }, { $inc: { looks: 1 } }, { ...inside(transaction), upsert: true });
    return (await this.cases.find({ city, due: key }, inside(transaction)).toArray()).sort(oldestFirst).map((document) => this.keptOf(document));
  }

  async standing(city: CityCode, tokens: readonly PersonToken[]): Promise<readonly KeptClawback[]> {
    if (tokens.length === 0) return [];
    const [wanted, order] = [new Set<string>(tokens), [...tokens].sort()];
    const of = (person: object): Filter<ClawbackDocument> => ({ city, 'clawback.due.person': person, $or: [...STANDING] });
    const found = await fewBetween(
      (limit) => this.cases.find(of({ $gte: order[0], $lte: order.at(-1) })).limit(limit).toArray(),
      () => this.cases.find(of({ $in: order })).toArray(),
    );
    return found.filter(({ clawback }) => wanted.has(clawback.due.person)).sort(oldestFirst).map((document) => this.keptOf(document));
  }

  async page(city: CityCode, { waiting, person, overdueOn, after, limit }: ClawbackQuery): Promise<readonly KeptClawback[]> {
    const filter = {
      city,
      ...(waiting ? { waiting } : {}),
      ...(person ? { 'clawback.due.person': person } : {}),
      ...(overdueOn ? { deadline: { $lt: overdueOn, $ne: null } } : {}),
      ...(after ? { _id: { $gt: after } } : {}),
    } as Filter<ClawbackDocument>;
    return (await this.cases.find(filter).sort({ _id: 1 }).limit(limit).toArray()).map((document) => this.keptOf(document));
  }

  async useReference(city: CityCode, reference: string, use: { readonly caseId: string; readonly amountFen: number }, transaction: Transaction): Promise<ReferenceUse> {
    const _id = `${city}|${reference}`;
    const { upsertedCount } = await this.references.updateOne({ _id }, { $setOnInsert: use }, { ...inside(transaction), upsert: true });
    if (upsertedCount === 1) return 'first';
    const known = await this.references.findOne({ _id }, inside(transaction));
    return known?.caseId === use.caseId && known.amountFen === use.amountFen ? 'again' : 'of-another';
  }

  async keepReservations({ clawback, version }: KeptClawback, { reservations }: ClaimedMoney): Promise<boolean> {
    const kept = await updateVersioned<ClawbackDocument>(this.cases, { _id: clawback.id, version }, { $set: { 'clawback.money.reservations': reservations } as never });
    return kept.ok;
  }

  async heldBy({ from, before }: { readonly from: string; readonly before: string }): Promise<readonly KeptClawback[]> {
    return this.list({ 'clawback.money.reservations': { $elemMatch: { chunkId: { $gte: from, $lt: before } } } });
  }

  async heldFor(city: CityCode, itemIds: readonly string[]): Promise<readonly KeptClawback[]> {
    const persons = [...new Set(itemIds.map((id) => id.slice(city.length, id.indexOf('|'))))];
    return this.list({ city, 'clawback.due.person': { $in: persons }, 'clawback.money.reservations.itemId': { $in: [...itemIds] } });
  }

  async holders(): Promise<readonly string[]> {
    const chunkIds: readonly unknown[] = await this.cases.distinct('clawback.money.reservations.chunkId');
    return chunkIds.filter((id): id is string => typeof id === 'string');
  }

  async passed(city: CityCode, today: Day, limit: number): Promise<readonly KeptClawback[]> {
    return this.list({ city, 'clawback.status': { $in: ['notified', 'decided'] }, deadline: { $lt: today } }, limit);
  }

  untoldOf(city: CityCode, id: string): Promise<readonly Untold[]> {
    return this.listUntold({ _id: id, city, 'untold.id': { $gt: '' } }, 1);
  }

  untold(limit: number): Promise<readonly Untold[]> {
    return this.listUntold({ 'untold.id': { $gt: '' } }, limit);
  }

  async told(city: CityCode, caseId: string, recoveryId: string): Promise<void> {
    await this.cases.updateOne({ _id: caseId, city }, { $pull: { untold: { id: recoveryId } } });
  }

  private async listUntold(filter: Filter<ClawbackDocument>, limit: number): Promise<readonly Untold[]> {
    const found = await this.cases.find(filter, { projection: { city: 1, untold: 1 } }).limit(limit).toArray();
    return found.flatMap(({ _id, city, untold }) => untold.map((recovery) => ({ city, caseId: _id, recovery })));
  }

  private async list(filter: Filter<ClawbackDocument>, limit = 0): Promise<readonly KeptClawback[]> {
    return (await this.cases.find(filter).limit(limit).toArray()).map((document) => this.keptOf(document));
  }

  private stateOf({ words, ...clawback }: Clawback): Pick<ClawbackDocument, 'clawback' | 'words' | 'waiting' | 'deadline'> {
    const whole = { words, ...clawback } as Clawback;
    return { clawback: clawback, words: this.cipher.seal(JSON.stringify(words), contextOf(clawback)), waiting: waitingFor(whole), deadline: deadlineOf(whole) };
  }

  private keptOf({ clawback, words, version, changes }: ClawbackDocument): KeptClawback {
    const said = JSON.parse(this.cipher.open(words, contextOf(clawback))) as readonly Words[];
    return { clawback: { ...clawback, words: said }, version, changes };
  }
}

function contextOf({ city, id }: { readonly city: CityCode; readonly id: string }): string {
  return fieldContext({ city, collection: 'clawbacks', field: 'words', row: id });
}

function inside(transaction: Transaction | undefined) {
  return transaction ? { session: sessionOf(transaction) } : {};
}

/** By the day on which they were opened; of one day by their ids, which is an order as good as any, and always the same. */
function oldestFirst(one: ClawbackDocument, other: ClawbackDocument): number {
  return one.clawback.openedOn === other.clawback.openedOn ? (one._id < other._id ? -1 : 1) : one.clawback.openedOn < other.clawback.openedOn ? -1 : 1;
}
