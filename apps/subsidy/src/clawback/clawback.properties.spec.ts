import { describe, expect, it } from '@jest/globals';
import { addFen, fen, sumFen, type Fen } from '@gongjiang/kernel';
import { balanceOf, placeOf, turnoversOf, type Place, type Posting } from '@gongjiang/ledger';
import fc from 'fast-check';
import { BY_BOOKS, BY_OFFICER, clawbackCommand, openedClawback, paidFen } from './clawback.builders.js';
import type { Clawback, ClawbackIn } from './clawback.js';
import type { ClawbackCommandKind } from './clawback.command.js';
import { CLAWBACK_TRANSITIONS, decideClawback } from './clawback.decide.js';
import { evolveClawback } from './clawback.evolve.js';
import { freeWhere, openFen, reservedFen, reserveFor, spareFen, spareLetGoFen, takeFor, type ClaimedMoney } from './clawback.money.js';
import { clawbackPostings } from './clawback.posting.js';
import { instalmentsOf } from './clawback.waiting.js';

const KINDS = Object.keys(CLAWBACK_TRANSITIONS) as readonly ClawbackCommandKind[];
const PAID = 60_000;

type Step =
  | { readonly do: 'command'; readonly kind: ClawbackCommandKind; readonly moneyFen: number; readonly reference: string }
  | { readonly do: 'take'; readonly chunk: number }
  | { readonly do: 'reserve'; readonly chunk: number; readonly share: number }
  | { readonly do: 'settle-line'; readonly chunk: number }
  | { readonly do: 'free'; readonly chunk: number };

const chunk = fc.integer({ min: 1, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('command' as const), kind: fc.constantFrom(...KINDS), moneyFen: fc.integer({ min: 1, max: 25_000 }), reference: fc.constantFrom('b1', 'b2', 'b3', 'b4') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), chunk }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reserve' as const), chunk, share: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle-line' as const), chunk }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('free' as const), chunk }) },
);
/** The way to a decision in force first, so that most runs come to money; then anything. */
const START: readonly Step[] = (['notify', 'record-statement', 'decide', 'come-into-force'] as const).map((kind) => ({ do: 'command', kind, moneyFen: 15_000, reference: '' }));
const steps = fc.array(step, { maxLength: 40, size: 'max' }).map((rest) => [...START, ...rest]);

interface World { clawback: Clawback; readonly postings: Posting[] }
const chunkId = (n: number): string => `330700.post-allowance.2027-0${n}.1-0001-000001`;

function run(world: World, one: Step): void {
  if (one.do === 'command') return command(world, one.kind, one);
  const { clawback } = world;
  if (!('money' in clawback)) return;
  const own = chunkId(one.chunk);
  const taken = clawback.money.reservations.find((reservation) => reservation.chunkId === own && reservation.itemId === null);
  const reserved = clawback.money.reservations.find((reservation) => reservation.chunkId === own && reservation.itemId !== null);
  if (one.do === 'take') return put(world, takeFor(clawback.money, own, (other) => other === own));
  if (one.do === 'free') return put(world, freeWhere(clawback.money, (reservation) => reservation.chunkId === own));
  if (one.do === 'reserve') return put(world, reserveFor(clawback.money, own, taken ? [{ caseId: clawback.id, itemId: `line-${one.chunk}`, amountFen: fen(Math.ceil((taken.amountFen * one.share) / 100)) }] : []));
  if (reserved) command(world, 'offset', { moneyFen: reserved.amountFen, itemId: reserved.itemId as string });
}

function put(world: World, money: ClaimedMoney): void {
  world.clawback = { ...world.clawback, money } as Clawback;
}

function command(world: World, kind: ClawbackCommandKind, parts: { readonly moneyFen: number; readonly reference?: string; readonly itemId?: string }): void {
  const { clawback } = world;
  const open = 'money' in clawback ? openFen(clawback.money) : clawback.amountFen;
  const asked = clawbackCommand(kind, clawback, {
    ...parts, demandedFen: Math.min(parts.moneyFen, kind === 'reduce' ? 14_000 : 20_000), paid: [paidFen(PAID)],
    instalments: [{ dueOn: '2027-01-31' as never, amountFen: fen(Math.floor(open / 2)) }, { dueOn: '2027-02-28' as never, amountFen: fen(Math.ceil(open / 2)) }],
  });
  const decided = decideClawback(asked, clawback);
  if (!decided.ok) return;
  world.clawback = evolveClawback(clawback, decided.value);
  world.postings.push(...clawbackPostings(clawback, world.clawback, decided.value));
}

const worldOf = (origin: typeof BY_BOOKS): World => ({ clawback: openedClawback({ origin }), postings: [] });
const placeFen = (postings: readonly Posting[], place: Place): Fen => sumFen(turnoversOf(postings).filter(({ account }) => placeOf(account) === place).map(balanceOf));
const origin = fc.constantFrom(BY_BOOKS, BY_OFFICER);

describe('money of a claim back, through any sequence of commands, calculations and payments', () => {
  it('is recovered, kept, let go, or open: nothing else, and nothing below zero', () => {
    fc.assert(fc.property(origin, steps, (from, all) => {
      const world = worldOf(from);
      for (const one of all) {
        run(world, one);
        if (!('money' in world.clawback)) continue;
        const { money } = world.clawback;
        const parts = [money.recoveredFen, money.offsetFen, money.waivedFen, openFen(money)];
        expect(parts.every((part) => part >= 0)).toBe(true);
        expect(sumFen(parts)).toBe(money.claimedFen);
        expect(sumFen(money.recoveries.map((recovery) => recovery.amountFen))).toBe(addFen(money.recoveredFen, money.offsetFen));
      }
    }), { numRuns: 500 });
  });

  it('is never reserved beyond what there is: what is open, and for the very due what was let go', () => {
    fc.assert(fc.property(origin, steps, (from, all) => {
      const world = worldOf(from);
      for (const one of all) {
        run(world, one);
        if (!('money' in world.clawback)) continue;
        const { money } = world.clawback;
        expect(reservedFen(money)).toBeLessThanOrEqual(addFen(openFen(money), money.waivedFen));
        expect(spareFen(money) + spareLetGoFen(money) + reservedFen(money)).toBeLessThanOrEqual(addFen(openFen(money), money.waivedFen));
      }
    }), { numRuns: 500 });
  });

  it('is in the books what it is in the case', () => {
    fc.assert(fc.property(origin, steps, (from, all) => {
      const world = worldOf(from);
      for (const one of all) run(world, one);
      const { clawback, postings } = world;
      const money = 'money' in clawback ? clawback.money : undefined;
      expect(placeFen(postings, 'claimed-back')).toBe(money ? openFen(money) : 0);
      expect(placeFen(postings, 'waived')).toBe(money?.waivedFen ?? 0);
      expect(placeFen(postings, 'available')).toBe(money ? addFen(money.recoveredFen, money.offsetFen) : 0);
      expect(placeFen(postings, 'paid')).toBe(money ? -money.claimedFen : 0);
      expect(new Set(postings.map(({ id }) => id)).size).toBe(postings.length);
    }), { numRuns: 500 });
  });

  it('is settled exactly when nothing is open, and pays its instalments oldest first', () => {
    fc.assert(fc.property(origin, steps, (from, all) => {
      const world = worldOf(from);
      for (const one of all) run(world, one);
      const { clawback } = world;
      if (!('money' in clawback)) return;
      expect(clawback.status === 'settled').toBe(openFen(clawback.money) === 0);
      const left = instalmentsOf(clawback as ClawbackIn<'in-force'>).map((instalment) => instalment.openFen);
      expect(left.every((each) => each >= 0)).toBe(true);
      if (left.length === 2 && (left[0] ?? 0) > 0) expect(left[1]).toBe((clawback as ClawbackIn<'in-force'>).plan?.instalments[1]?.amountFen);
    }), { numRuns: 500 });
  });
});
