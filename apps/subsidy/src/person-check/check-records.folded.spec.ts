import { describe, expect, it } from '@jest/globals';
import type { PersonToken } from '@gongjiang/kernel';
import fc from 'fast-check';
import { foldRecords, unfoldRecords } from './check-records.folded.js';
import { NOVEMBER, TODAY } from './person-check.builders.js';
import type { Checked } from './person-check.js';

const source = fc.oneof(fc.constantFrom('-', '1 a', 'a', 'a,shared-account shared null null null -'), fc.string());
const checked: fc.Arbitrary<Checked> = fc.record({
  check: fc.constantFrom('death', 'employment', 'shared-account'), answer: fc.constantFrom('alive', 'employed', 'shared', 'missing'),
  answeredOn: fc.constantFrom(TODAY, null), by: fc.constantFrom('file', 'registry', null), source: fc.oneof(fc.constant(null), source),
  code: fc.constantFrom('person-dead', 'account-shared', null),
});
const records = fc.array(fc.record({ person: fc.constantFrom('p_a', 'p_b').map((token) => token as PersonToken), month: fc.constant(NOVEMBER), checks: fc.array(checked, { maxLength: 3 }) }), { maxLength: 9 });

describe('what the checks of a chunk came to', () => {
  it('comes back as it was, of each person and month', () => {
    fc.assert(fc.property(records, (kept) => {
      expect(unfoldRecords(JSON.parse(JSON.stringify(foldRecords(kept))) as ReturnType<typeof foldRecords>)).toEqual(kept);
    }), { numRuns: 300 });
  });

  it('is written once for all who are found alike', () => {
    const checks: readonly Checked[] = [{ check: 'death', answer: 'missing', answeredOn: null, by: null, source: null, code: null }];
    const many = Array.from({ length: 1_000 }, (_, n) => ({ person: `p_${n}` as PersonToken, month: NOVEMBER, checks: [...checks] }));
    expect(foldRecords(many).findings).toEqual([checks]);
  });
});
