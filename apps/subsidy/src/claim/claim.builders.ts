import { certificateIssued, eventOf, type DataOf, type EventOf } from '@gongjiang/contracts';
import { day, type CityCode, type PersonToken } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { EMPLOYER, identityNumberNo, tokenNo } from '../person/person.builders.js';
import type { CLAIM_STARTING_EVENTS } from './claim.starts.js';

type CertificateIssued = EventOf<typeof certificateIssued>;

/** The nth person's claim of Jinhua's allowance, as a row of a roster. */
export function allowanceRow(n: number, overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    identityNumber: identityNumberNo(n), certificateNumber: `cert-${n}`, firstMonth: '2026-01',
    level: 'technician', occupationInShortage: 'true', employerPaysAllowance: 'true', ...overrides,
  };
}

/** The nth person's claim of Wenzhou's allowance. */
export function wenzhouRow(n: number, overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { identityNumber: identityNumberNo(n), certificateNumber: `cert-${n}`, firstMonth: '2026-01', level: 'technician', occupationInShortage: 'true', route: 'newly-trained', ...overrides };
}

/** The nth person's claim of Jinhua's training subsidy. */
export function trainingRow(n: number, overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { identityNumber: identityNumberNo(n), certificateNumber: `training-${n}`, firstMonth: '2026-10', newlyCertified: 'true', standardFen: '280000', occupationInShortage: 'false', ...overrides };
}

interface CertificateParts {
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly training: CertificateIssued['data']['training'];
}

/** The event of the nth certificate, after a training that is to be subsidised. */
export function certificateEvent(n: number, { city = JINHUA, person = tokenNo(n), training = { trainingId: `training-${n}`, standardFen: 280_000 as never, occupationInShortage: false } }: Partial<CertificateParts> = {}): CertificateIssued {
  return eventOf(certificateIssued, {
    city, subject: `Y00003307000126${n}`, sequence: 1, time: new Date('2026-10-15T02:00:00Z'),
    data: { certificateNumber: `Y00003307000126${n}`, person, occupationCode: '6-18-01-01', level: 'technician', issuedOn: day('2026-10-15'), newlyCertified: true, training },
  });
}

/** The event that accreditation sends of a title, a medal, a listing or a count: the contract's own example, about the nth person or the test's organisation. */
export function startingEvent<Contract extends (typeof CLAIM_STARTING_EVENTS)[number]>(contract: Contract, data: Partial<DataOf<Contract>> = {}, city: CityCode = JINHUA): EventOf<Contract> {
  const whole = { ...contract.example, ...data } as DataOf<Contract>;
  const [subject] = Object.values(whole as Readonly<Record<string, unknown>>);
  return eventOf<Contract>(contract, { city, subject: String(subject), sequence: 1, time: new Date('2026-10-15T02:00:00Z'), data: whole });
}

/** A row of a roster of organisations: an enterprise with a company account. */
export function organisationRow(overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { creditCode: EMPLOYER, kind: 'enterprise', name: '某某精密机械有限公司', accountHolder: '某某精密机械有限公司', bankAccount: '3301040160001234567', district: '婺城区', ...overrides };
}
