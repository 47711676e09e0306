import { describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { CASE_STATUSES, CASE_TRANSITIONS, resolve, take, type Case } from './case.js';

const FOUND = { id: 'c-1', city: JINHUA, account: '3307001000000000001', day: day('2026-11-20'), mismatch: { kind: 'unknown-id', entryReference: 'E1', endToEndId: 'GJ1', bookedFen: fen(100), expectedFen: null } } as const;
const RESOLUTION = { outcome: 'bank-corrected', note: 'booked twice', by: 'finance-1', on: day('2026-11-24') } as const;
const caseIn = (status: Case['status']): Case => {
  if (status === 'open') return { ...FOUND, status };
  return status === 'in-hand' ? { ...FOUND, status, owner: 'finance-1' } : { ...FOUND, status, owner: 'finance-1', resolution: RESOLUTION };
};

describe('a case of the reconciliation', () => {
  it.each(CASE_STATUSES)('goes from %s where the table says, and nowhere else', (status) => {
    const reached = [take(caseIn(status), 'finance-2'), resolve(caseIn(status), RESOLUTION)].flatMap((decided) => (decided.ok ? [decided.value.status] : []));
    expect(reached).toEqual(CASE_TRANSITIONS[status]);
  });

  it('is ended by nobody but its owner', () => {
    expect(resolve(caseIn('in-hand'), { ...RESOLUTION, by: 'finance-2' })).toMatchObject({ ok: false, refusal: { code: 'case.not-owner' } });
  });
});
