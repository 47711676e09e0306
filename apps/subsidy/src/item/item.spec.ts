import { describe, expect, it } from '@jest/globals';
import { month, type Period } from '@gongjiang/kernel';
import { entitlementIds, loadPacks } from '@gongjiang/policy';
import fc from 'fast-check';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { tokenNo } from '../person/person.builders.js';
import { dueKey, endToEndId, ITEM_STATES, ITEM_TRANSITIONS, itemId, type Due, type ItemState } from './item.js';

/** What an identifier may have in an event, and an id in a bank's message (ISO 20022 Max35Text, without odd characters). */
const MAX_EVENT_ID_CHARACTERS = 128;
const BANK_ID = /^[A-Za-z0-9]{1,35}$/;

const entitlements = entitlementIds(loadPacks());
const due: fc.Arbitrary<Due> = fc.record({
  city: fc.constantFrom(JINHUA, WENZHOU),
  person: fc.integer({ min: 1, max: 3 }).map(tokenNo),
  entitlement: fc.constantFrom(...entitlements),
  subject: fc.option(fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/)),
  period: fc.constantFrom<Period>(month('2026-11'), month('2026-12'), '2026' as Period),
});
const attempt = fc.tuple(due, fc.nat(3), fc.integer({ min: 1, max: 3 }));

const written = (made: Due): string => JSON.stringify([made.city, made.person, made.entitlement, made.subject, made.period]);

describe('due, item and attempt', () => {
  it('have each an id of its own: the same for the same facts, another for others', () => {
    fc.assert(fc.property(attempt, attempt, ([one, oneRevision, oneTry], [other, otherRevision, otherTry]) => {
      const isSameDue = written(one) === written(other);
      const isSameItem = isSameDue && oneRevision === otherRevision;
      expect(dueKey(one) === dueKey(other)).toBe(isSameDue);
      expect(itemId(one, oneRevision) === itemId(other, otherRevision)).toBe(isSameItem);
      expect(endToEndId(itemId(one, oneRevision), oneTry) === endToEndId(itemId(other, otherRevision), otherTry)).toBe(isSameItem && oneTry === otherTry);
    }), { numRuns: 2_000 });
  });

  it('tell the revisions and attempts of one due apart', () => {
    fc.assert(fc.property(due, (made) => {
      const ids = [0, 1, 2].flatMap((revision) => [1, 2, 3].map((n) => endToEndId(itemId(made, revision), n)));
      expect(new Set(ids).size).toBe(9);
      expect(endToEndId(itemId({ ...made }, 1), 2)).toBe(endToEndId(itemId(made, 1), 2));
    }));
  });

  it('have ids that a bank and an event can carry, whatever the entitlement and certificate', () => {
    fc.assert(fc.property(due, (made) => {
      expect(itemId(made, 99).length).toBeLessThanOrEqual(MAX_EVENT_ID_CHARACTERS);
      expect(endToEndId(itemId(made, 0), 1)).toMatch(BANK_ID);
    }));
  });

  it('sort by person first, so that a person\'s dues lie together', () => {
    fc.assert(fc.property(due, due, (one, other) => {
      if (one.city === other.city && one.person < other.person) expect(dueKey(one) < dueKey(other)).toBe(true);
    }));
  });
});

describe('the states of an item', () => {
  it('can all be reached from a due one, but for what was taken over', () => {
    const reached = new Set<ItemState>(['due', 'taken-over']);
    for (const state of reached) for (const next of ITEM_TRANSITIONS[state]) reached.add(next);
    expect([...reached].sort()).toEqual([...ITEM_STATES].sort());
  });

  it.each(['rejected', 'returned'] as const)('end with %s: what follows is another attempt', (state) => {
    expect(ITEM_TRANSITIONS[state]).toEqual([]);
  });
});
