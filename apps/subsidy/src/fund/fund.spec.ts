import { describe, expect, it } from '@jest/globals';
import { fen, sumFen } from '@gongjiang/kernel';
import fc from 'fast-check';
import { availableFen, type Fund } from './fund.js';
import { ALLOWANCE, fundOf, movementOf, TRAINING } from './fund.builders.js';
import { beginClosing, carriedOver, close, move, reopen } from './fund.move.js';
import { keepOnly, recover, reserve, type FundResult } from './fund.reserve.js';
import { earmarksCross, leftOf, mayPay, sharesOf, spread, type Need, type ShareBalance } from './fund.share.js';

const done = (result: FundResult): Fund => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const need = (entitlement: string, amountFen: number): Need => ({ entitlement, amountFen: fen(amountFen) });
const batch = (batchId: string, calculation = 1) => ({ batchId, calculation });
const used = (fund: Fund): Record<string, number> => Object.fromEntries(sharesOf(fund).map(({ key, usedFen }) => [key, usedFen]));

const PROVINCIAL_FOR_TRAINING = movementOf('p', 100, { source: 'provincial', earmark: [TRAINING] });

describe('a fund of several sources', () => {
  const fund = fundOf([movementOf('m', 100), PROVINCIAL_FOR_TRAINING]);

  it('spends what is earmarked before what is free', () => {
    expect(used(done(reserve(fund, batch('a'), fen(120), [need(TRAINING, 120)])))).toEqual({ [`provincial(${TRAINING})`]: 100, municipal: 20 });
  });

  it('spends on nothing else what is earmarked, however much is left', () => {
    expect(reserve(fund, batch('a'), fen(101), [need(ALLOWANCE, 101)])).toMatchObject({ ok: false, refusal: { code: 'fund.earmarked', details: { availableFen: 200, neededFen: 101 } } });
    expect(used(done(reserve(fund, batch('a'), fen(100), [need(ALLOWANCE, 100)])))).toEqual({ [`provincial(${TRAINING})`]: 0, municipal: 100 });
  });

  it('leaves money whose purpose nobody told to its free share', () => {
    expect(reserve(fund, batch('a'), fen(101), [])).toMatchObject({ ok: false, refusal: { code: 'fund.earmarked' } });
  });

  it('refuses more than it has with the sums', () => {
    expect(reserve(fund, batch('a'), fen(201), [])).toMatchObject({ ok: false, refusal: { code: 'fund.overdrawn', details: { availableFen: 200, neededFen: 201 } } });
  });

  it('sets free the free money first when a batch keeps less', () => {
    const reserved = done(reserve(fund, batch('a'), fen(120), [need(TRAINING, 120)]));
    expect(used(done(keepOnly(reserved, batch('a'), fen(90))))).toEqual({ [`provincial(${TRAINING})`]: 90, municipal: 0 });
  });

  it('sets free what a batch holds though that is nothing: one that only carries lines can be calculated and submitted anew', () => {
    const reserved = done(reserve(fund, batch('a'), fen(0), []));
    const anew = { ...batch('a'), calculation: batch('a').calculation + 1 };
    expect(reserve(reserved, anew, fen(0), [])).toMatchObject({ ok: false, refusal: { code: 'fund.reserved-otherwise' } });
    expect(reserve(done(keepOnly(reserved, anew, fen(0))), anew, fen(0), []).ok).toBe(true);
  });

  it('takes no money from a source that batches use', () => {
    const reserved = done(reserve(fund, batch('a'), fen(60), [need(ALLOWANCE, 60)]));
    expect(move(reserved, [movementOf('less', -41)])).toMatchObject({ ok: false, refusal: { code: 'fund.below-reserved', details: { reservedFen: 60 } } });
    expect(availableFen(done(move(reserved, [movementOf('less', -40)])))).toBe(100);
  });

  it('takes no earmark that crosses another', () => {
    const narrow = fundOf([movementOf('a', 100, { earmark: ['x/1/a', 'x/1/b'] })]);
    expect(move(narrow, [movementOf('b', 100, { earmark: ['x/1/b', 'x/1/c'] })])).toMatchObject({ ok: false, refusal: { code: 'fund.earmarks-cross' } });
    expect(move(narrow, [movementOf('b', 100, { earmark: ['x/1/b'] })]).ok).toBe(true);
  });
});

describe('needs are spread over shares', () => {
  /** Earmarks that lie within one another or apart, over four entitlements. */
  const EARMARKS = [[], ['a'], ['b'], ['c'], ['d'], ['a', 'b'], ['c', 'd'], ['a', 'b', 'c']] as const;
  const shareArb = fc.record({ earmark: fc.constantFrom(...EARMARKS), budgetFen: fc.integer({ min: 0, max: 30 }) });
  const needsArb = fc.uniqueArray(fc.record({ entitlement: fc.constantFrom('a', 'b', 'c', 'd', '*'), amountFen: fc.integer({ min: 1, max: 30 }) }), { selector: ({ entitlement }) => entitlement, maxLength: 5 });

  it('wherever there is a way at all, in whatever order the needs come', () => {
    fc.assert(fc.property(fc.array(shareArb, { maxLength: 6 }), needsArb, (listed, needs) => {
      const apart = listed.filter(({ earmark }, at) => !listed.slice(0, at).some((other) => earmarksCross(earmark, other.earmark)));
      const shares = apart.map(({ earmark, budgetFen }, at): ShareBalance => ({ key: String(at), source: 'municipal', earmark, budgetFen: fen(budgetFen), usedFen: fen(0) }))
        .sort((left, right) => (left.earmark.length || 99) - (right.earmark.length || 99));
      const uses = spread(shares, needs.map(({ entitlement, amountFen }) => need(entitlement, amountFen)));
      expect(uses !== undefined).toBe(isPossible(shares, needs));
      for (const share of shares) expect(sumFen((uses ?? []).filter((use) => use.share === share.key).map((use) => use.amountFen))).toBeLessThanOrEqual(leftOf(share));
      for (const use of uses ?? []) expect(mayPay(shares.find(({ key }) => key === use.share) as ShareBalance, use.entitlement)).toBe(true);
    }), { numRuns: 500 });
  });

  /** Hall's condition: whichever needs one takes together, the shares that may pay for some of them hold enough. */
  function isPossible(shares: readonly ShareBalance[], needs: readonly { entitlement: string; amountFen: number }[]): boolean {
    return Array.from({ length: 2 ** needs.length }, (_, chosen) => needs.filter((_need, at) => chosen & (1 << at))).every((together) => {
      const able = shares.filter((share) => together.some(({ entitlement }) => mayPay(share, entitlement)));
      return together.reduce((sum, { amountFen }) => sum + amountFen, 0) <= able.reduce((sum, share) => sum + leftOf(share), 0);
    });
  }
});

describe('money that came back', () => {
  it('is available again, once for its id', () => {
    const fund = fundOf([movementOf('m', 100)]);
    const back = done(recover(done(recover(fund, { id: 'case-1', amountFen: fen(30) })), { id: 'case-1', amountFen: fen(30) }));
    expect(availableFen(back)).toBe(130);
    expect(reserve(back, batch('a'), fen(130), [need(ALLOWANCE, 130)]).ok).toBe(true);
  });
});

describe('a year that closes', () => {
  const fund = done(reserve(fundOf([movementOf('m', 100), PROVINCIAL_FOR_TRAINING]), batch('a'), fen(60), [need(ALLOWANCE, 60)]));
  const closing = done(beginClosing(fund, 'c1'));

  it('takes nothing new from the moment on at which it begins', () => {
    for (const refused of [reserve(closing, batch('b'), fen(1), []), recover(closing, { id: 'r', amountFen: fen(1) }), move(closing, [movementOf('more', 1)]), beginClosing(closing, 'c2')]) {
      expect(refused).toMatchObject({ ok: false, refusal: { code: 'fund.year-closed' } });
    }
  });

  it('is in use again where it could not be closed, by the same change alone', () => {
    expect(done(reopen(closing, 'c2')).closure.status).toBe('closing');
    expect(done(reopen(closing, 'c1')).closure.status).toBe('open');
  });

  it('has nothing left, and what it had goes on by source and earmark', () => {
    const closed = done(close(closing, 'c1', 'carry-over'));
    expect(availableFen(closed)).toBe(0);
    expect(carriedOver(closed, 'c1').map(({ source, earmark, amountFen }) => [source, earmark, amountFen])).toEqual([['provincial', [TRAINING], 100], ['municipal', [], 40]]);
    expect(done(close(closed, 'c1', 'carry-over'))).toBe(closed);
  });

  it('carries nothing on where the city lets it lapse', () => {
    const closed = done(close(closing, 'c1', 'lapse'));
    expect([availableFen(closed), carriedOver(closed, 'c1')]).toEqual([0, []]);
  });

  it('changes no more once it is closed', () => {
    const closed = done(close(closing, 'c1', 'lapse'));
    expect(keepOnly(closed, batch('a'), fen(0))).toMatchObject({ ok: false, refusal: { code: 'fund.year-closed' } });
    expect(move(closed, [movementOf('more', 1)])).toMatchObject({ ok: false, refusal: { code: 'fund.year-closed' } });
  });
});
