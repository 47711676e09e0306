import { month, type Period } from '@gongjiang/kernel';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { tokenNo } from '../person/person.builders.js';
import { grantIdOf, type Grant } from './grant.js';

type Monthly = Extract<Grant, { times: 'monthly' }>;
type Once = Extract<Grant, { times: 'once' }>;

const LASTING = { level: 'technician', occupationInShortage: true, employerPaysAllowance: true, firstMonth: '2026-01' } as const;

/** The nth person's monthly allowance in Jinhua: 600 yuan from January 2026 on. */
export function allowanceOf(n: number, overrides: Partial<Omit<Monthly, 'id' | 'times'>> = {}): Monthly {
  const known = { city: JINHUA, person: tokenNo(n), entitlement: 'jinhua/7/post-allowance', subject: `cert-${n}`, facts: LASTING, firstMonth: month('2026-01'), lastMonth: month('2027-12'), ...overrides };
  return { ...known, id: grantIdOf(known), times: 'monthly' };
}

/** The nth person's monthly allowance in Wenzhou: 500 yuan, with no last month. */
export function wenzhouAllowanceOf(n: number, overrides: Partial<Omit<Monthly, 'id' | 'times'>> = {}): Monthly {
  return allowanceOf(n, {
    city: WENZHOU, entitlement: 'wenzhou/1/post-allowance', lastMonth: null,
    facts: { level: 'technician', occupationInShortage: true, route: 'newly-trained', firstMonth: '2026-01' }, ...overrides,
  });
}

/** The nth person's one-off training subsidy: 2,800 yuan for a certificate of October 2026. */
export function trainingOf(n: number, overrides: Partial<Omit<Once, 'id' | 'times'>> = {}): Once {
  const known = {
    city: JINHUA, person: tokenNo(n), entitlement: 'jinhua/7/certificate-training', subject: `training-${n}`,
    facts: { newlyCertified: true, standardFen: 280_000, occupationInShortage: false }, period: month('2026-10') as Period, spentIn: null, ...overrides,
  };
  return { ...known, id: grantIdOf(known), times: 'once' };
}
