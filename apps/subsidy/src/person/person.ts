import { lastDayOf, type CityCode, type Day, type Month, type PersonToken } from '@gongjiang/kernel';

/** Who can be paid: a person, or an organisation that policy names a beneficiary. */
export const PAYEE_KINDS = ['person', 'enterprise', 'institution', 'base'] as const;
export type PayeeKind = (typeof PAYEE_KINDS)[number];

/** A stretch of work for one employer: both days included, no end while it lasts. */
export interface Employment {
  readonly employerCreditCode: string;
  readonly from: Day;
  readonly until: Day | null;
}

/** What identifies and pays a person: encrypted wherever it is kept, masked wherever it is shown. */
export interface Identity {
  /** An organisation's is its unified social credit code. */
  readonly identityNumber: string;
  readonly name: string;
  readonly bankAccount: string;
  readonly accountHolder: string;
}

/** A person of a city's registry, as a roster tells; or an organisation, which is paid like one. */
export interface Person {
  readonly city: CityCode;
  readonly token: PersonToken;
  readonly kind: PayeeKind;
  /** The same for this person in every city: by it alone cities learn that a month is paid elsewhere. */
  readonly sameKindIndex: string;
  readonly identity: Identity;
  /** Null for an organisation. */
  readonly employment: Employment | null;
  readonly district: string;
}

/** What a decision and a payment must know of a person without knowing who it is. */
export interface PersonFacts {
  readonly token: PersonToken;
  readonly kind: PayeeKind;
  readonly sameKindIndex: string;
  /** Null for an organisation. */
  readonly employment: Employment | null;
  readonly accountIsOwn: boolean;
}

/** Employed in a month: at work on its last day. Reading; the sources say "employed" and no more. */
export function isEmployedIn(employment: Employment, period: Month): boolean {
  const day = lastDayOf(period);
  return employment.from <= day && (employment.until === null || employment.until >= day);
}

/** What the registry itself knows for a decision on a month: of an organisation nothing. */
export function registryFactsIn({ employment }: Pick<PersonFacts, 'employment'>, period: Month): { readonly employed?: boolean } {
  return employment === null ? {} : { employed: isEmployedIn(employment, period) };
}

/** The account is in the person's own name (S10): spaces apart, the two names are the same. */
export function isOwnAccount(identity: Pick<Identity, 'name' | 'accountHolder'>): boolean {
  return identity.name === identity.accountHolder || plainName(identity.name) === plainName(identity.accountHolder);
}

function plainName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, '');
}
