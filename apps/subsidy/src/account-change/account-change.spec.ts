import { describe, expect, it } from '@jest/globals';
import { addDays, day } from '@gongjiang/kernel';
import fc from 'fast-check';
import { JINHUA } from '../city/city.builders.js';
import { tokenNo } from '../person/person.builders.js';
import { ACCOUNT_CHANGE_STATUSES, ACCOUNT_CHANGE_TRANSITIONS, confirm, refuseChange, takeEffect, withdraw, type AccountChange } from './account-change.js';

const ON = day('2026-11-24');
const PROPOSED: AccountChange = {
  status: 'proposed', id: 'ac_1', city: JINHUA, person: tokenNo(1), account: { bankAccount: '6222020000000000001', accountHolder: '王1' }, reason: 'the old one is closed', proposedBy: 'zhang', proposedOn: ON,
};
const valueOf = <Value>(result: { readonly ok: boolean; readonly value?: Value }): Value => {
  if (!result.ok) throw new Error('refused');
  return result.value as Value;
};
const COOLING = valueOf(confirm(PROPOSED, { actor: 'li', on: ON }, 3));
const IN = {
  proposed: PROPOSED,
  cooling: COOLING,
  'in-force': valueOf(takeEffect(COOLING, day('2026-11-28'), 1)),
  refused: valueOf(refuseChange(PROPOSED, { actor: 'li', on: ON }, 'no evidence')),
  withdrawn: valueOf(withdraw(PROPOSED, { actor: 'zhang', on: ON }, 'a slip')),
} as const satisfies Record<AccountChange['status'], AccountChange>;
const ACTS = {
  cooling: (change: AccountChange) => confirm(change, { actor: 'li', on: ON }, 3),
  refused: (change: AccountChange) => refuseChange(change, { actor: 'li', on: ON }, 'why'),
  withdrawn: (change: AccountChange) => withdraw(change, { actor: 'li', on: ON }, 'why'),
  'in-force': (change: AccountChange) => takeEffect(change, day('2026-12-31'), 0),
} as const;
const pairs = ACCOUNT_CHANGE_STATUSES.flatMap((from) => (Object.keys(ACTS) as (keyof typeof ACTS)[]).map((to) => [from, to] as const));

describe('a change of an account', () => {
  it.each(pairs)('that is %s becomes %s only where the table says so', (from, to) => {
    const allowed = (ACCOUNT_CHANGE_TRANSITIONS[from] as readonly string[]).includes(to);
    expect(ACTS[to](IN[from]).ok).toBe(allowed);
  });

  it('is not confirmed by the officer who proposed it', () => {
    expect(confirm(PROPOSED, { actor: 'zhang', on: ON }, 3)).toMatchObject({ refusal: { code: 'account-change.own-proposal' } });
    expect(refuseChange(PROPOSED, { actor: 'zhang', on: ON }, 'why')).toMatchObject({ refusal: { code: 'account-change.own-proposal' } });
  });

  it('is in force on the day after its cooling time, and never before', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 90 }), (coolingDays, passed) => {
      const cooling = valueOf(confirm(PROPOSED, { actor: 'li', on: ON }, coolingDays));
      expect(takeEffect(cooling, addDays(ON, passed), 0).ok).toBe(passed > coolingDays);
    }));
  });
});
