import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { controlTotalsOf, type PaymentLineAnswer, type PaymentMessage } from '@gongjiang/contracts';
import { day, fen, ZERO_FEN } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { answerOf, partingOf, restOf, wholeAnswer } from './parting.js';
import { isForgotten, isListed, listedBehind, restoreOf, type Restore } from './restore.js';

const NOTICED = { city: JINHUA, witness: 'record', number: 1, noticedAt: new Date('2026-11-21T02:00:00Z'), since: day('2026-11-18'), lockedOn: day('2026-11-21'), unfinished: undefined } as const;

describe('a restore', () => {
  const restore = restoreOf(NOTICED);

  it('has the bank\'s books listed from the day that the data may not know to the day of the lock, that day included', () => {
    let { listing } = restore;
    const days: string[] = [];
    while (!isListed({ ...restore, listing })) {
      days.push(listing.nextDay);
      listing = listedBehind(listing, null);
    }
    expect(days).toEqual(['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21']);
  });

  it('stays on a day until the last page of it', () => {
    expect(listedBehind(restore.listing, 'next')).toEqual({ nextDay: '2026-11-18', cursor: 'next' });
  });

  it('asks for what an earlier one, whose lock still stands, has not asked yet', () => {
    const earlier: Restore = { ...restore, since: day('2026-11-02') };
    expect(restoreOf({ ...NOTICED, unfinished: earlier })).toMatchObject({ since: '2026-11-02', listing: { nextDay: '2026-11-02', cursor: null } });
  });

  it('is noticed by what went out and is not here, but not a second time by the same', () => {
    const after = new Date('2026-11-21T02:00:01Z');
    expect(isForgotten({ at: after, isKnown: false }, undefined)).toBe(true);
    expect(isForgotten({ at: after, isKnown: true }, undefined)).toBe(false);
    expect(isForgotten({ at: after, isKnown: false }, restore)).toBe(true);
    expect(isForgotten({ at: NOTICED.noticedAt, isKnown: false }, restore)).toBe(false);
  });
});

/** Worked out anew from the lines. */
const NO_TOTALS = { accepted: { numberOfPayments: 0, sumFen: ZERO_FEN }, rejected: { numberOfPayments: 0, sumFen: ZERO_FEN } };
const line = fc.record({ amountFen: fc.integer({ min: 1, max: 100_000 }).map(fen), status: fc.constantFrom('unknown-id', 'accepted', 'settled', 'returned', 'rejected') });

function messageOf(amounts: readonly number[]): PaymentMessage {
  const payments = amounts.map((amountFen, at) => ({ endToEndId: `GJ${at}`, amountFen: fen(amountFen), creditorName: '某人', creditorAccount: '6222', purpose: 'p' }));
  return { messageId: 'GM1', paymentInformationId: 'GP1', debtorAccount: '1', currency: 'CNY', ...controlTotalsOf(payments), payments };
}

describe('a message of which the bank was asked first', () => {
  it('leaves with exactly those lines that the bank does not know, and is answered whole', () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const message = messageOf(lines.map(({ amountFen }) => amountFen));
      const statuses = lines.map(({ amountFen, status }, at) => ({ endToEndId: `GJ${at}`, status, amountFen, bankReference: 'B', reasonCode: status === 'rejected' ? 'AC04' : null, bookedOn: null }));
      const known = new Map(statuses.flatMap((status): [string, PaymentLineAnswer][] => { const answer = answerOf(status); return answer ? [[status.endToEndId, answer]] : []; }));
      const parting = partingOf(JINHUA, message, known);
      const rest = restOf(message, parting);
      const unknown = statuses.filter(({ status }) => status === 'unknown-id').map(({ endToEndId }) => endToEndId);
      expect(rest?.payments.map(({ endToEndId }) => endToEndId) ?? []).toEqual(unknown);
      const answered = rest ? { messageId: rest.messageId, paymentInformationId: rest.paymentInformationId, status: 'accepted' as const, totals: NO_TOTALS, lines: rest.payments.map(({ endToEndId }) => ({ endToEndId, status: 'accepted' as const, bankReference: 'B', reasonCode: null, duplicate: false })) } : null;
      const whole = wholeAnswer(message, parting, answered);
      expect(whole).toMatchObject({ messageId: 'GM1', paymentInformationId: 'GP1' });
      expect(whole.lines.map(({ endToEndId }) => endToEndId).sort()).toEqual(message.payments.map(({ endToEndId }) => endToEndId).sort());
      expect(whole.lines.filter(({ status }) => status === 'rejected')).toHaveLength(statuses.filter(({ status }) => status === 'rejected').length);
    }));
  });

  it('leaves as it is where the bank knows none of it, and under ids of its own where it knows some', () => {
    const message = messageOf([1, 2]);
    expect(restOf(message, partingOf(JINHUA, message, new Map()))).toBe(message);
    const some = new Map([['GJ0', { endToEndId: 'GJ0', status: 'accepted', bankReference: 'B', reasonCode: null, duplicate: true } as const]]);
    const rest = restOf(message, partingOf(JINHUA, message, some));
    expect([rest?.messageId === 'GM1', rest?.paymentInformationId === 'GP1', rest?.controlSumFen]).toEqual([false, false, 2]);
  });

  it('is not answered where the rest was refused whole: the very same rest goes out again', () => {
    const message = messageOf([1, 2]);
    const parting = partingOf(JINHUA, message, new Map([['GJ0', { endToEndId: 'GJ0', status: 'accepted', bankReference: 'B', reasonCode: null, duplicate: true } as const]]));
    const refused = { messageId: 'x', paymentInformationId: 'x', status: 'rejected' as const, refusedFor: 'AM04', lines: [], totals: NO_TOTALS };
    expect(wholeAnswer(message, parting, refused)).toMatchObject({ messageId: 'GM1', paymentInformationId: 'GP1', refusedFor: 'AM04', lines: [] });
  });
});
