import { describe, expect, it } from '@jest/globals';
import { cityCode, day, fen } from '@gongjiang/kernel';
import { ADOPTED, CASE_OUTCOMES, type Case, type CaseResolution } from '../case/case.js';
import { bookedOtherwise } from './statement.check-rules.js';

const FOUND = {
  id: 'c', city: cityCode('330700'), account: '3307001', day: day('2026-11-12'),
  mismatch: { kind: 'unknown-id', entryReference: 'e', endToEndId: 'GJ1', bookedFen: fen(60_000), expectedFen: null, entryKind: 'debit' },
} as const;
const endedAs = (outcome: CaseResolution['outcome']): Case => ({ ...FOUND, status: 'resolved', owner: 'he', resolution: { outcome, note: '', by: 'he', on: day('2026-11-13') } });

describe('what the bank booked and the books do not have', () => {
  it('is a finding while its case is open or in hand', () => {
    for (const found of [{ ...FOUND, status: 'open' }, { ...FOUND, status: 'in-hand', owner: 'he' }] as const) {
      expect(bookedOtherwise(found)).toMatchObject([{ code: 'statement.unmatched', saidFen: 60_000, bookedFen: 0 }]);
    }
  });

  it('is none any more where it was explained, is claimed back, or was adopted; a person\'s word alone that the bank will put it right is no proof', () => {
    const ended = ([...CASE_OUTCOMES, ADOPTED] as const).filter((outcome) => bookedOtherwise(endedAs(outcome)).length === 0);
    expect(ended).toEqual(['explained', 'claimed-back', 'adopted']);
  });
});
