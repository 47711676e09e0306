import { isDeepStrictEqual } from 'node:util';
import type { CityCode, PersonToken, Transaction } from '@gongjiang/kernel';
import { IN_ONE_GO, insertAndTellKnown, sessionOf, type BlindIndex, type FieldCipher } from '@gongjiang/persistence';
import { maskAccount, maskIdentityNumber, maskName } from '@gongjiang/security';
import type { Collection, Db } from 'mongodb';
import { isOwnAccount, type Employment, type Identity, type PayeeKind, type Person, type PersonFacts } from './person.js';
import { PersonStore, type KnownPayee, type MaskedFace, type MaskedPerson, type OtherAccount, type PersonsSaved } from './person.store.js';

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

interface SortedPersons {
  readonly fresh: readonly Person[];
  readonly changed: readonly Person[];
  /** Those that are there as they are: brought by this very file before, or by others. */
  readonly same: { readonly fromSource: number; readonly fromOthers: number };
}

/** A person as the registry has it, opened once. */
interface KnownPerson {
  readonly document: PersonDocument;
  readonly identity: Identity;
}

const NOBODY: ReadonlyMap<string, KnownPerson> = new Map();
/** Files that bring the same persons meet once or twice; more is something else. */
const MAX_TRIES = 10;

/** The registry in Mongo: one document a person, its key the city and the token. */
export class MongoPersonStore extends PersonStore {
  private readonly persons: Collection<PersonDocument>;
  /** Nobody of the last lot was known: so it goes on with a city's first roster. No more than a guess: whoever is known after all is found by adding. */
  private areNewExpected = false;

  constructor(db: Db, private readonly cipher: FieldCipher, private readonly blind: BlindIndex) {
    super();
    this.persons = db.collection<PersonDocument>('persons');
  }

  async save(persons: readonly Person[], source: string, otherAccount?: OtherAccount): Promise<PersonsSaved> {
    const sum = { saved: 0, unchanged: 0, refused: [] as PersonsSaved['refused'][number][] };
    const propose = otherAccount && onceEach(otherAccount);
    for (let [left, tries] = [persons, 1]; left.length > 0; tries += 1) {
      if (tries > MAX_TRIES) throw new Error('Others bring or change the same persons again and again');
      const known = this.areNewExpected && tries === 1 ? NOBODY : await this.known(left);
      if (known !== NOBODY) this.areNewExpected = known.size === 0;
      const { fresh, changed, same } = this.sort(propose ? await withKeptAccounts(left, known, propose, sum.refused) : left, known, source);
      const again = new Set([...await this.notUpdated(changed, known, source), ...await this.notAdded(fresh, source)].map(({ token }) => token));
      sum.saved += same.fromSource + changed.length + fresh.length - again.size;
      sum.unchanged += same.fromOthers;
      // Somebody else has brought or changed some of them in this moment: they are looked at anew, as the file has them.
      left = left.filter(({ token }) => again.has(token));
    }
    return sum;
  }

  /** Most of a month's roster is in the registry as it is: looking first, once, writes only what is new or changed. */
  private async known(persons: readonly Person[]): Promise<ReadonlyMap<string, KnownPerson>> {
    const documents = await this.persons.find({ _id: { $in: persons.map(keyOf) } }, IN_ONE_GO).toArray();
    return new Map(documents.map((document) => [document._id, { document, identity: this.open(document) }]));
  }

  private sort(persons: readonly Person[], known: ReadonlyMap<string, KnownPerson>, source: string): SortedPersons {
    const [fresh, changed]: [Person[], Person[]] = [[], []];
    const same = { fromSource: 0, fromOthers: 0 };
    for (const person of persons) {
      const before = known.get(keyOf(person));
      if (!before) fresh.push(person);
      else if (!this.isSame(before, person)) changed.push(person);
      else if (before.document.source === source) same.fromSource += 1;
      else same.fromOthers += 1;
    }
    return { fresh, changed, same };
  }

  /** True where every field that a roster brings is there already, under a key that is in use. */
  private isSame({ document, identity: before }: KnownPerson, { kind, sameKindIndex, identity, employment, district }: Person): boolean {
    const rest = [document.kind ?? 'person', document.sameKindIndex, document.district, employmentText(document.employment)];
    return isDeepStrictEqual(rest, [kind, sameKindIndex, district, employmentText(employment)])
      && !this.cipher.isStale(document.sealed) && identityText(before) === identityText(identity);
  }

  /** Updates what is as it was read: a seal is drawn anew with each change, also with one of the account by two persons. Answers all of them where it missed one. */
  private async notUpdated(persons: readonly Person[], known: ReadonlyMap<string, KnownPerson>, source: string): Promise<readonly Person[]> {
    if (persons.length === 0) return [];
    const { matchedCount } = await this.persons.bulkWrite(persons.map((person) => {
      const { _id, ...fields } = this.documentOf(person, source);
      return { updateOne: { filter: { _id, sealed: known.get(_id)?.document.sealed ?? '' }, update: { $set: fields } } };
    }), { ordered: false });
    return matchedCount === persons.length ? [] : persons;
  }

  /** Adds persons, and answers those who were there. */
  private async notAdded(persons: readonly Person[], source: string): Promise<readonly Person[]> {
    const there = await insertAndTellKnown(this.persons, persons.map((person) => this.documentOf(person, source)));
    if (there.length === 0) return [];
    const keys = new Set(there.map(({ _id }) => _id));
    return persons.filter((person) => keys.has(keyOf(person)));
  }

  async changeAccount(city: CityCode, token: PersonToken, account: Pick<Identity, 'bankAccount' | 'accountHolder'>, transaction: Transaction): Promise<void> {
    const session = sessionOf(transaction);
    const document = await this.persons.findOne({ _id: `${city}${token}` }, { session });
    if (!document) throw new Error('An account is to be changed of somebody whom the registry does not know');
    await this.persons.updateOne({ _id: document._id }, { $set: this.accountFields(document._id, city, { ...this.open(document), ...account }) }, { session });
  }

  async facts(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, PersonFacts>> {
    const documents = await this.persons.find({ _id: { $in: keysOf(city, tokens) } }, { projection: { ...NO_FACTS, accountIndex: 0 }, ...IN_ONE_GO }).toArray();
    return new Map(documents.map((document) => [tokenOf(document._id), factsOf(document)]));
  }

  async payees(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, KnownPayee>> {
    const documents = await this.persons.find({ _id: { $in: keysOf(city, tokens) } }, { projection: NO_FACTS, ...IN_ONE_GO }).toArray();
    const shared = await this.sharedAmong(documents.map(({ accountIndex }) => accountIndex));
    return new Map(documents.map((document) => [tokenOf(document._id), { ...factsOf(document), isShared: shared.has(document.accountIndex) }]));
  }

  /** Those of the accounts that more than one holds. Read from the index alone; the database's own grouping took three times as long. */
  private async sharedAmong(accounts: readonly string[]): Promise<ReadonlySet<string>> {
    if (accounts.length === 0) return new Set();
    const most = 2 * accounts.length;
    const holdings = await this.persons.find(holdersOf(accounts), { projection: ACCOUNT_ALONE, limit: most, ...IN_ONE_GO }).toArray();
    // An account of thousands of holders: they are counted where they lie.
    if (holdings.length === most) return new Set((await this.persons.aggregate<{ readonly _id: string }>(sharedOf(accounts)).toArray()).map(({ _id }) => _id));
    const [seen, shared] = [new Set<string>(), new Set<string>()];
    for (const { accountIndex } of holdings) (seen.has(accountIndex) ? shared : seen).add(accountIndex);
    return shared;
  }

  async identities(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, Identity>> {
    const documents = await this.persons.find({ _id: { $in: keysOf(city, tokens) } }, { projection: { sealed: 1 }, ...IN_ONE_GO }).toArray();
    return new Map(documents.map((document) => [tokenOf(document._id), this.open(document)]));
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
    const documents = await this.persons.find({ _id: { $in: keysOf(city, tokens) } }, { projection: { sealed: 1, kind: 1, district: 1, 'employment.employerCreditCode': 1 }, ...IN_ONE_GO }).toArray();
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
    const { city, kind, sameKindIndex, identity, employment, district } = person;
    const _id = keyOf(person);
    return { _id, ...(kind === 'person' ? {} : { kind }), sameKindIndex, ...this.accountFields(_id, city, identity), employment, district, source };
  }

  private accountFields(_id: string, city: CityCode, identity: Identity): Pick<PersonDocument, 'sealed' | 'accountIsOwn' | 'accountIndex'> {
    return { sealed: this.cipher.seal(identityText(identity), `persons/${_id}`), accountIsOwn: isOwnAccount(identity), accountIndex: this.blind.of(`${city}/account`, identity.bankAccount) };
  }

  private open(document: Pick<PersonDocument, '_id' | 'sealed'>): Identity {
    return identityIn(this.cipher.open(document.sealed, `persons/${document._id}`));
  }
}

/** What a decision does not ask of a person. */
const NO_FACTS = { sealed: 0, source: 0, district: 0 } as const;
/** The index has it: no person is looked at. */
export const ACCOUNT_ALONE = { _id: 0, accountIndex: 1 } as const;

export function holdersOf(accounts: readonly string[]) {
  return { accountIndex: { $in: [...accounts] } };
}

function sharedOf(accounts: readonly string[]) {
  return [{ $match: holdersOf(accounts) }, { $group: { _id: '$accountIndex', holders: { $sum: 1 } } }, { $match: { holders: { $gt: 1 } } }];
}

function factsOf({ _id, kind, sameKindIndex, accountIsOwn, employment }: Omit<PersonDocument, 'sealed' | 'source' | 'district'>): PersonFacts {
  return { token: tokenOf(_id), kind: kind ?? 'person', sameKindIndex, accountIsOwn, employment };
}

/** The persons with the accounts that the registry has; without those whose other account is refused. */
async function withKeptAccounts(persons: readonly Person[], known: ReadonlyMap<string, KnownPerson>, otherAccount: OtherAccount, refused: PersonsSaved['refused'][number][]): Promise<readonly Person[]> {
  const left: Person[] = [];
  for (const person of persons) {
    const identity = known.get(keyOf(person))?.identity;
    const isOther = identity !== undefined && (identity.bankAccount !== person.identity.bankAccount || identity.accountHolder !== person.identity.accountHolder);
    const code = isOther ? await otherAccount(person) : undefined;
    if (code !== undefined) refused.push({ token: person.token, code });
    else left.push(isOther ? { ...person, identity: { ...person.identity, bankAccount: identity.bankAccount, accountHolder: identity.accountHolder } } : person);
  }
  return left;
}

/** Asks once of each person, however often the person is looked at. */
function onceEach(otherAccount: OtherAccount): OtherAccount {
  const asked = new Map<PersonToken, ReturnType<OtherAccount>>();
  return (person) => {
    const answer = asked.get(person.token) ?? otherAccount(person);
    asked.set(person.token, answer);
    return answer;
  };
}

function keyOf({ city, token }: Pick<Person, 'city' | 'token'>): string {
  return `${city}${token}`;
}

/** What is sealed: without the names of its fields, which are longer than what they name. */
function identityText({ identityNumber, name, accountHolder, bankAccount }: Identity): string {
  return JSON.stringify([identityNumber, name, accountHolder, bankAccount]);
}

function identityIn(text: string): Identity {
  const [identityNumber, name, accountHolder, bankAccount] = JSON.parse(text) as readonly [string, string, string, string];
  return { identityNumber, name, accountHolder, bankAccount };
}

function employmentText(employment: Employment | null): string {
  return employment === null ? '' : `${employment.employerCreditCode} ${employment.from} ${employment.until ?? ''}`;
}

function keysOf(city: CityCode, tokens: readonly PersonToken[]): string[] {
  return tokens.map((token) => `${city}${token}`);
}

function tokenOf(key: string): PersonToken {
  return key.slice(6) as PersonToken;
}
