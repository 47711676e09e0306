import { describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import fc from 'fast-check';
import type { Booking } from './item.js';
import { bookedBetween, inRuns, isBookedWhole, whatBecameOf, type JointState } from './joint-state.js';

const IDS = Array.from({ length: 12 }, (_, n) => `p${String(n).padStart(2, '0')}`);
const bookingOf = (itemId: string, number: number): Booking => ({ itemId, entitlement: 'e', amountFen: fen(1), bookedOn: day('2026-11-20'), page: `2026-11-20|p${number}`, reason: null });

/** Books some lines of a chunk that wait for it, page after page, and says of each by which page it should be settled. */
function booked(open: readonly string[], pages: readonly (readonly string[])[]): { readonly joint: JointState; readonly by: ReadonlyMap<string, string> } {
  const by = new Map<string, string>();
  let joint: JointState = { booked: [] };
  pages.forEach((ids, at) => {
    const waiting = open.filter((id) => whatBecameOf(id, joint).state === 'accepted');
    const { booked: runs, single } = inRuns(waiting, ids.map((id) => bookingOf(id, at)));
    expect(single).toEqual([]);
    joint = { booked: [...joint.booked, ...runs] };
    for (const id of ids) if (open.includes(id) && !by.has(id)) by.set(id, `2026-11-20|p${at}`);
  });
  return { joint, by };
}

describe('what is said of a chunk\'s lines alike', () => {
  const some = fc.subarray(IDS);
  const pages = fc.array(some, { maxLength: 4 });

  it('says of each line what its page said, whatever lines lie between', () => {
    fc.assert(fc.property(some, pages, (open, ids) => {
      const { joint, by } = booked(open, ids);
      for (const id of open) expect([id, whatBecameOf(id, joint).settledBy]).toEqual([id, by.get(id) ?? null]);
      expect(isBookedWhole(joint)).toBe(open.length > 0 && open.every((id) => by.has(id)));
    }));
  });

  it('says of the lines between two whether all or none are booked; in doubt it says neither', () => {
    fc.assert(fc.property(some, pages, fc.nat(11), fc.nat(11), (open, ids, one, other) => {
      const { joint, by } = booked(open, ids);
      const [first, last] = [IDS[Math.min(one, other)] ?? '', IDS[Math.max(one, other)] ?? ''];
      fc.pre(open.includes(first) && open.includes(last));
      const between = open.filter((id) => id >= first && id <= last);
      const known = bookedBetween(joint, first, last);
      expect(known === 'all').toBe(between.every((id) => by.has(id)));
      expect(known === 'none').toBe(!between.some((id) => by.has(id)));
    }));
  });

  it('is one run for a page that has them all, and two pages touch', () => {
    expect(booked(IDS, [IDS]).joint.booked).toEqual([{ page: '2026-11-20|p0', bookedOn: '2026-11-20', runs: [{ from: null, before: null }] }]);
    const onTwo = inRuns(IDS, IDS.map((id, at) => bookingOf(id, at < 5 ? 1 : 2)));
    expect(onTwo.booked.map(({ runs }) => runs)).toEqual([[{ from: null, before: 'p05' }], [{ from: 'p05', before: null }]]);
  });

  it('leaves to the lines themselves what would be too many runs, and lines that the database orders otherwise', () => {
    const many = Array.from({ length: 40 }, (_, n) => `p${String(n).padStart(2, '0')}`);
    const everySecond = many.filter((_, n) => n % 2 === 0).map((id) => bookingOf(id, 1));
    expect(inRuns(many, everySecond)).toEqual({ booked: [], single: everySecond });
    const [inner, outer] = ['p\u{1f600}', 'p\uffee'];
    expect(inRuns([outer, inner], [bookingOf(outer, 1)]).booked).toEqual([]);
    expect(inRuns(['p1', 'p2'], [bookingOf('p9', 1)])).toEqual({ booked: [], single: [] });
  });
});
