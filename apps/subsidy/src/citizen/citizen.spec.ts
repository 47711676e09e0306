import { describe, expect, it } from '@jest/globals';
import { cityCode, type PersonToken } from '@gongjiang/kernel';
import fc from 'fast-check';
import { ITEM_STATES } from '../item/item.js';
import { payeePrefix, payeeRange } from '../shared/payee-range.js';
import { PAYMENT_STAGES, STAGE_OF_DUE, stageOf } from './citizen.js';

const STATUSES = Object.keys(STAGE_OF_DUE) as (keyof typeof STAGE_OF_DUE)[];

describe('where a line stands for its payee', () => {
  it.each(['draft', 'calculating', 'calculated', 'submitted', 'returned', 'cancelled'] as const)('is nothing while its batch is %s: what officers are still at work on promises nothing', (status) => {
    expect(stageOf('due', status)).toBeUndefined();
  });

  it.each([['in-notice', 'in-notice'], ['cleared', 'in-notice'], ['approved', 'approved'], ['disbursing', 'approved']] as const)('is, while its batch is %s, %s', (status, stage) => {
    expect(stageOf('due', status)).toBe(stage);
  });

  it('is said by the line itself once it is out of the officers\' hands, whatever becomes of the batch', () => {
    for (const state of ITEM_STATES.filter((one) => one !== 'due')) {
      expect(new Set([undefined, ...STATUSES].map((status) => stageOf(state, status))).size).toBe(1);
    }
  });

  it('can be each of the stages', () => {
    const met = ITEM_STATES.flatMap((state) => STATUSES.map((status) => stageOf(state, status)));
    expect([...new Set(met)].filter((stage) => stage !== undefined).sort()).toEqual([...PAYMENT_STAGES].sort());
  });
});

describe('the keys of one payee', () => {
  const person = fc.stringMatching(/^[a-z2-7]{26}$/).map((text) => `p_${text}` as PersonToken);
  const city = fc.constantFrom(cityCode('330300'), cityCode('330700'));
  const key = fc.tuple(city, person, fc.string()).map(([of, whose, rest]) => payeePrefix({ city: of, person: whose }) + rest);

  it('are all in the range, and nobody else\'s is, whatever place a cursor names', () => {
    fc.assert(fc.property(city, person, fc.option(key), fc.string({ minLength: 1 }), key, (of, whose, after, rest, other) => {
      const { $gt, $lt } = payeeRange({ city: of, person: whose, after });
      const within = (id: string): boolean => id > $gt && id < $lt;
      const own = payeePrefix({ city: of, person: whose });
      expect(other.startsWith(own) || !within(other)).toBe(true);
      if (!after?.startsWith(own)) expect(within(own + rest)).toBe(true);
    }));
  });
});
