import { describe, expect, it } from '@jest/globals';
import { fen, sumFen } from '@gongjiang/kernel';
import fc from 'fast-check';
import { availableFen, budgetFen, recoveredFen, reservedFen, type Fund } from './fund.js';
import { ALLOWANCE, FUND_YEAR, movementOf, TRAINING } from './fund.builders.js';
import { beginClosing, carriedOver, close, reopen } from './fund.move.js';
import { free } from './fund.reserve.js';
import { leftOf, sharesOf } from './fund.share.js';
import { MemoryFundStore } from './fund.store.memory.js';
import { nextYear } from './fund-change.movement.js';

const OTHER = { ...FUND_YEAR, fund: 'hr-employment' };
const amount = fc.integer({ min: 0, max: 100 });
const batchId = fc.constantFrom('a', 'b', 'c');
const earmark = fc.constantFrom([] as string[], [TRAINING]);
const step = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), batchId, amount, entitlement: fc.constantFrom(ALLOWANCE, TRAINING), calculation: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ kind: fc.constant('keep' as const), batchId, amount, calculation: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ kind: fc.constant('free' as const), batchId }),
  fc.record({ kind: fc.constant('recover' as const), id: fc.constantFrom('r1', 'r2', 'r3'), amount }),
  fc.record({ kind: fc.constant('budget' as const), amount: fc.integer({ min: -100, max: 100 }), earmark }),
  fc.record({ kind: fc.constant('transfer' as const), amount }),
  fc.record({ kind: fc.constantFrom('begin-closing' as const, 'reopen' as const, 'close' as const), rule: fc.constantFrom('lapse' as const, 'carry-over' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

async function take(store: MemoryFundStore, one: Step, at: number): Promise<void> {
  const key = { ...FUND_YEAR, ...('batchId' in one ? { batchId: one.batchId } : { batchId: '' }), calculation: 'calculation' in one ? one.calculation : 1 };
  switch (one.kind) {
    case 'reserve': await store.reserve(key, fen(one.amount), [{ entitlement: one.entitlement, amountFen: fen(one.amount) }]); break;
    case 'keep': await store.keepOnly(key, fen(one.amount)); break;
    case 'free': await store.change(FUND_YEAR, (fund) => free(fund as Fund, one.batchId)); break;
    case 'recover': await store.recover(FUND_YEAR.city, FUND_YEAR.fund, FUND_YEAR.year, one.id, fen(one.amount)); break;
    case 'budget': await store.move(FUND_YEAR, [movementOf(`m${at}`, one.amount, { earmark: one.earmark })]); break;
    case 'transfer': {
      const taken = await store.move(FUND_YEAR, [movementOf(`t${at}`, -one.amount, { kind: 'transfer' })]);
      if (taken.ok) await store.move(OTHER, [movementOf(`t${at}`, one.amount, { kind: 'transfer' })]);
      break;
    }
    case 'begin-closing': await store.change(FUND_YEAR, (fund) => beginClosing(fund as Fund, 'c')); break;
    case 'reopen': await store.change(FUND_YEAR, (fund) => reopen(fund as Fund, 'c')); break;
    case 'close': {
      const before = await store.find(FUND_YEAR.city, FUND_YEAR.fund, FUND_YEAR.year);
      if (before?.closure.status !== 'closing') break;
      const closed = await store.change(FUND_YEAR, (fund) => close(fund as Fund, 'c', one.rule));
      if (closed.ok) await store.move(nextYear(FUND_YEAR), carriedOver(closed.value, 'c'));
    }
  }
}

describe('no order of reserving, keeping, freeing, recovering, budgeting, transferring and closing', () => {
  it('overdraws a fund or a source, or makes money or loses it', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const store = new MemoryFundStore();
      await store.move(FUND_YEAR, [movementOf('first', 200)]);
      for (const [at, one] of steps.entries()) {
        await take(store, one, at);
        const funds = await store.ofCity(FUND_YEAR.city);
        for (const fund of funds) {
          expect(availableFen(fund)).toBeGreaterThanOrEqual(0);
          for (const share of sharesOf(fund)) expect(leftOf(share)).toBeGreaterThanOrEqual(0);
          for (const { amountFen, uses } of fund.reservations) expect(sumFen(uses.map((use) => use.amountFen))).toBe(amountFen);
          expect(budgetFen(fund) + recoveredFen(fund)).toBe(availableFen(fund) + reservedFen(fund));
          if (fund.closure.status === 'closed') expect(availableFen(fund)).toBe(0);
        }
        expect(givenIn(funds)).toBe(keptIn(funds));
      }
    }), { numRuns: 300 });
  });
});

/** What sources gave and clawbacks brought, over all funds; transfers and what is carried over cancel out. */
function givenIn(funds: readonly Fund[]): number {
  return sumFen(funds.flatMap((fund) => [...fund.movements.filter(({ kind }) => kind === 'appropriate').map(({ amountFen }) => amountFen), recoveredFen(fund)]));
}

/** Where it is: left, held by batches, or back with those who gave it. */
function keptIn(funds: readonly Fund[]): number {
  const lapsed = funds.flatMap(({ movements }) => movements.filter(({ kind }) => kind === 'lapse').map(({ amountFen }) => amountFen));
  return sumFen(funds.flatMap((fund) => [availableFen(fund), reservedFen(fund)])) - sumFen(lapsed);
}
