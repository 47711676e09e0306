import type { CityCode, PersonToken, Transaction } from '@gongjiang/kernel';
import { sessionOf, type BlindIndex, type FieldCipher } from '@gongjiang/persistence';
import { maskAccount, maskIdentityNumber, maskName } from '@gongjiang/security';
import type { Collection, Db, Document } from 'mongodb';
import { isOwnAccount, type Employment, type Identity, type PayeeKind, type Person, type PersonFacts } from './person.js';
import { PersonStore, type AccountHolding, type MaskedFace, type MaskedPerson } from './person.store.js';

interface PersonDocument {
  readonly _id: string;
  /** Of an organisation; a person's is left out. */
  readonly kind?: Exclude<PayeeKind, 'person'>;
  readonly sameKindIndex: string;
  /** The whole identity, sealed in one: opened once for a payment. */
  readonly sealed: string;
  readonly accountIsOwn: boolean;
  /** Keyed, within the city: who has the same account has the same index, and nobody learns which it is. */
  readonly accountIndex: string;
  readonly employment: Employment | null;
  readonly district: string;
  readonly source: string;
}

export const PERSON_INDEXES = { persons: [{ key: { accountIndex: 1 } }] } as const;

/** The registry in Mongo: one document a person, its key the city and the token. */
export class MongoPersonStore extends PersonStore {
  private readonly persons: Collection<PersonDocument>;

  constructor(db: Db, private readonly cipher: FieldCipher, private readonly blind: BlindIndex) {
    super();
    this.persons = db.collection<PersonDocument>('persons');
  }

  async save(persons: readonly Person[], source: string): Promise<void> {
    if (persons.length === 0) return;
    await this.persons.bulkWrite(persons.map((person) => {
      const { _id, ...fields } = this.documentOf(person, source);
      return { updateOne: { filter: { _id }, update: { $set: fields }, upsert: true } };
    }), { ordered: false });
  }

  async changeAccount(city: CityCode, token: PersonToken, account: Pick<Identity, 'bankAccount' | 'accountHolder'>, transaction: Transaction): Promise<void> {
    const session = sessionOf(transaction);
    const document = await this.persons.findOne({ _id: `${city}${token}` }, { session });
    if (!document) throw new Error('An account is to be changed of somebody whom the registry does not know');
    await this.persons.updateOne({ _id: document._id }, { $set: this.accountFields(document._id, city, { ...this.open(document), ...account }) }, { session });
  }

  async facts(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, PersonFacts>> {
    const documents = await this.persons.find({ _id: { $in: keysOf(city, tokens) } }, { projection: { sealed: 0, source: 0, district: 0, accountIndex: 0 } }).toArray();
    return new Map(documents.map(({ _id, kind, sameKindIndex, accountIsOwn, employment }) => {
      const facts: PersonFacts = { token: tokenOf(_id), kind: kind ?? 'person', sameKindIndex, accountIsOwn, employment };
      return [facts.token, facts];
    }));
  }

  async identities(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, Identity>> {
    const documents = await this.persons.find({ _id: { $in: keysOf(city, tokens) } }, { projection: { sealed: 1 } }).toArray();
    return new Map(documents.map((document) => [tokenOf(document._id), this.open(document)]));
  }

  async accounts(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, AccountHolding>> {
    const found = await this.persons.aggregate<Pick<PersonDocument, '_id' | 'kind'> & { readonly holders: readonly unknown[] }>([...accountHoldersOf(keysOf(city, tokens))]).toArray();
    return new Map(found.map(({ _id, kind, holders }) => [tokenOf(_id), { kind: kind ?? 'person', isShared: holders.length > 1 }]));
  }

  async masked(city: CityCode, token: PersonToken): Promise<MaskedPerson | undefined> {
    const document = await this.persons.findOne({ _id: `${city}${token}` });
    if (!document) return undefined;
    const { name, identityNumber, bankAccount } = this.open(document);
    return {
      token,
      name: maskName(name),
      identityNumber: maskIdentityNumber(identityNumber),
      bankAccount: maskAccount(bankAccount),
      district: document.district,
      employedUntil: document.employment?.until ?? null,
    };
  }

  async faces(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, MaskedFace>> {
    const documents = await this.persons.find({ _id: { $in: keysOf(city, tokens) } }, { projection: { sealed: 1, kind: 1, district: 1, employment: 1 } }).toArray();
    return new Map(documents.map((document) => [tokenOf(document._id), this.face(document)]));
  }

  async count(city: CityCode): Promise<number> {
    return this.persons.countDocuments({ _id: { $gte: city, $lt: `${city}~` } });
  }

  private face(document: Pick<PersonDocument, '_id' | 'sealed' | 'kind' | 'district' | 'employment'>): MaskedFace {
    const { name, identityNumber } = this.open(document);
    const isPerson = document.kind === undefined;
    return { name: isPerson ? maskName(name) : name, identityNumber: maskIdentityNumber(identityNumber), district: document.district, employer: document.employment?.employerCreditCode ?? null };
  }

  private documentOf(person: Person, source: string): PersonDocument {
    const { city, token, kind, sameKindIndex, identity, employment, district } = person;
    const _id = `${city}${token}`;
    return { _id, ...(kind === 'person' ? {} : { kind }), sameKindIndex, ...this.accountFields(_id, city, identity), employment, district, source };
  }

  private accountFields(_id: string, city: CityCode, identity: Identity): Pick<PersonDocument, 'sealed' | 'accountIsOwn' | 'accountIndex'> {
    return { sealed: this.cipher.seal(JSON.stringify(identity), `persons/${_id}`), accountIsOwn: isOwnAccount(identity), accountIndex: this.blind.of(`${city}/account`, identity.bankAccount) };
  }

  private open(document: Pick<PersonDocument, '_id' | 'sealed'>): Identity {
    return JSON.parse(this.cipher.open(document.sealed, `persons/${document._id}`)) as Identity;
  }
}

/** The holders of these persons' accounts: two of them at the most, since the second decides. */
export function accountHoldersOf(keys: readonly string[]): readonly Document[] {
  return [
    { $match: { _id: { $in: keys } } },
    { $project: { kind: 1, accountIndex: 1 } },
    { $lookup: { from: 'persons', localField: 'accountIndex', foreignField: 'accountIndex', pipeline: [{ $project: { _id: 1 } }, { $limit: 2 }], as: 'holders' } },
    { $project: { kind: 1, holders: 1 } },
  ];
}

function keysOf(city: CityCode, tokens: readonly PersonToken[]): string[] {
  return tokens.map((token) => `${city}${token}`);
}

function tokenOf(key: string): PersonToken {
  return key.slice(6) as PersonToken;
}
