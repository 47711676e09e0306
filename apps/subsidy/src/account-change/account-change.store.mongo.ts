import type { CityCode, Day, PersonToken, Result, Transaction } from '@gongjiang/kernel';
import { fieldContext, saveVersioned, sessionOf, type FieldCipher, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { isOpen, type AccountChange, type NewAccount } from './account-change.js';
import { AccountChangeStore, type KeptAccountChange } from './account-change.store.js';

type Unsealed = AccountChange extends infer One ? (One extends AccountChange ? Omit<One, 'account' | 'id'> : never) : never;

interface AccountChangeDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  /** The payee while the change is open: one at a time. */
  readonly openFor?: string;
  readonly change: Unsealed;
  /** The account, sealed. */
  readonly sealed: string;
}

export const ACCOUNT_CHANGE_INDEXES = {
  account_changes: [
    { key: { city: 1, 'change.status': 1, _id: 1 } },
    { key: { city: 1, 'change.coolsUntil': 1 }, partialFilterExpression: { 'change.status': 'cooling' } },
    { key: { openFor: 1 }, unique: true, partialFilterExpression: { openFor: { $exists: true } } },
  ],
} as const;

/** Account changes in Mongo: the accounts sealed, the rest to be searched. */
export class MongoAccountChangeStore extends AccountChangeStore {
  private readonly changes: Collection<AccountChangeDocument>;

  constructor(db: Db, private readonly cipher: FieldCipher) {
    super();
    this.changes = db.collection<AccountChangeDocument>('account_changes');
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptAccountChange | undefined> {
    const document = await this.changes.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? this.keptOf(document) : undefined;
  }

  async save(change: AccountChange, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    const { id, account, ...rest } = change;
    const document = {
      _id: id, city: change.city, change: rest as Unsealed, sealed: this.cipher.seal(JSON.stringify(account), contextOf(change.city, id)),
      ...(isOpen(change) ? { openFor: `${change.city}${change.person}` } : {}),
    };
    return saveVersioned<AccountChangeDocument>(this.changes, document, { version, session: sessionOf(transaction) });
  }

  async openOf(city: CityCode, person: PersonToken, transaction?: Transaction): Promise<KeptAccountChange | undefined> {
    const document = await this.changes.findOne({ openFor: `${city}${person}` }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? this.keptOf(document) : undefined;
  }

  async cooled(city: CityCode, before: Day, limit: number): Promise<readonly KeptAccountChange[]> {
    const found = this.changes.find({ city, 'change.status': 'cooling', 'change.coolsUntil': { $lt: before } });
    return (await found.sort({ 'change.coolsUntil': 1 }).limit(limit).toArray()).map((document) => this.keptOf(document));
  }

  async page(city: CityCode, { status, after, limit }: { readonly status: AccountChange['status'] | null; readonly after: string | null; readonly limit: number }): Promise<readonly KeptAccountChange[]> {
    const found = this.changes.find({ city, ...(status === null ? {} : { 'change.status': status }), ...(after === null ? {} : { _id: { $gt: after } }) });
    return (await found.sort({ _id: 1 }).limit(limit).toArray()).map((document) => this.keptOf(document));
  }

  private keptOf({ _id, version, city, change, sealed }: AccountChangeDocument): KeptAccountChange {
    const account = JSON.parse(this.cipher.open(sealed, contextOf(city, _id))) as NewAccount;
    return { change: { id: _id, account, ...change }, version };
  }
}

function contextOf(city: CityCode, row: string): string {
  return fieldContext({ city, collection: 'account_changes', field: 'account', row });
}
