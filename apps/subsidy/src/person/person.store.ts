import type { CityCode, PersonToken, Transaction } from '@gongjiang/kernel';
import type { Identity, PayeeKind, Person, PersonFacts } from './person.js';

/** What is shown of a person to those who may look: masked. */
export interface MaskedPerson {
  readonly token: PersonToken;
  readonly name: string;
  readonly identityNumber: string;
  readonly bankAccount: string;
  readonly district: string;
  readonly employedUntil: string | null;
}

/** What the public may see of a payee at most: a person's name and number masked, an organisation's name in full. */
export interface MaskedFace {
  readonly name: string;
  readonly identityNumber: string;
  readonly district: string;
  /** The employer's credit code; null for an organisation. */
  readonly employer: string | null;
}

/** Whose account it is, and whether another in the city has the same. */
export interface AccountHolding {
  readonly kind: PayeeKind;
  readonly isShared: boolean;
}

/** All that a calculation asks of the registry about a payee. */
export type KnownPayee = PersonFacts & AccountHolding;

/** What became of persons: saved by this source, now or by a try before; or there already as they are. */
export interface PersonsSaved {
  readonly saved: number;
  readonly unchanged: number;
  /** Those of whom nothing was saved, since their other account may not be theirs. */
  readonly refused: readonly { readonly token: PersonToken; readonly code: OtherAccountRefusal }[];
}

/**
 * Asked of each person whom the registry knows with another account: an account changes by two persons, and not by a file.
 * Answers the code of a refusal; undefined where the change was proposed, and all but the account may be saved.
 */
export type OtherAccount = (person: Person) => Promise<OtherAccountRefusal | undefined>;
export type OtherAccountRefusal = 'roster.account-not-own' | 'roster.account-changing';

/** The registry of a city's persons. A person is found by token; names and numbers are sealed. */
export abstract class PersonStore {
  /** Adds persons, or brings those that are there up to date. Each of them once in a call. */
  abstract save(persons: readonly Person[], source: string, otherAccount?: OtherAccount): Promise<PersonsSaved>;
  /** Puts another account in the place of the payee's. */
  abstract changeAccount(city: CityCode, token: PersonToken, account: Pick<Identity, 'bankAccount' | 'accountHolder'>, transaction: Transaction): Promise<void>;
  abstract facts(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, PersonFacts>>;
  /** Opens the sealed identities: for the payment message, and for what is asked of registries, and for nothing else. */
  abstract identities(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, Identity>>;
  /** The facts, and what the registry itself knows against paying into the accounts of these: each person is read once. */
  abstract payees(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, KnownPayee>>;
  abstract masked(city: CityCode, token: PersonToken): Promise<MaskedPerson | undefined>;
  /** Opens the sealed identities for masking alone: what comes back may be shown. */
  abstract faces(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, MaskedFace>>;
  abstract count(city: CityCode): Promise<number>;
}
