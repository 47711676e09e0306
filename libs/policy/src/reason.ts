/** Why a decision came out as it did, in the order in which the engine checks. */
export const REASON_CODES = [
  'unknown-entitlement', 'not-in-force', 'beneficiary-kind', 'missing-fact', 'barred', 'condition-failed', 'term-ended',
  'amount-not-set', 'nothing-due', 'quota-exceeded', 'duplicate', 'superseded', 'capped', 'uplifted', 'topped-up',
  'cap-exhausted',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];
export type Outcome = 'granted' | 'refused' | 'referred' | 'needs-input';
export type Language = 'zh' | 'en';

/** The outcome that a code goes with: refused by rule, or left to a person. */
export const OUTCOME_OF = {
  'unknown-entitlement': 'refused',
  'not-in-force': 'refused',
  'beneficiary-kind': 'refused',
  'missing-fact': 'needs-input',
  barred: 'refused',
  'condition-failed': 'refused',
  'term-ended': 'refused',
  'amount-not-set': 'needs-input',
  'nothing-due': 'refused',
  'quota-exceeded': 'needs-input',
  duplicate: 'refused',
  superseded: 'refused',
  capped: 'granted',
  uplifted: 'granted',
  'topped-up': 'granted',
  'cap-exhausted': 'refused',
} as const satisfies Record<ReasonCode, Outcome>;
