import { describe, expect, test } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import { balanceOf, cardOf, opened, OPENING, paymentOf, PAYER } from './books.builders.js';
import { statementOf } from './books.statement.js';
import { summaryOf } from './books.summary.js';
import { statusOf, statusesOfInformation } from './books.answers.js';

describe('a payment', () => {
  test('is accepted, booked on the same day, and leaves the account', () => {
    const bank = opened();
    const answer = bank.take([paymentOf('e1')]);
    expect(answer).toMatchObject({ status: 'accepted', lines: [{ endToEndId: 'e1', status: 'accepted', bankReference: 'B0000000001', reasonCode: null, duplicate: false }] });
    expect(answer.totals).toEqual({ accepted: { numberOfPayments: 1, sumFen: 60_000 }, rejected: { numberOfPayments: 0, sumFen: 0 } });
    expect(statusOf(bank.books, 'e1')).toMatchObject({ status: 'settled', bookedOn: OPENING, amountFen: 60_000 });
    expect(balanceOf(bank.books)).toBe(940_000);
  });

  test('under an id that was paid is not paid again and is answered as the first time', () => {
    const bank = opened();
    const first = bank.take([paymentOf('e1')]);
    const again = bank.take([paymentOf('e1'), paymentOf('e2')], {}, { messageId: 'M2' });
    expect(again.lines[0]).toEqual({ ...first.lines[0], duplicate: true });
    expect(again.lines[1]).toMatchObject({ endToEndId: 'e2', status: 'accepted', duplicate: false });
    expect(balanceOf(bank.books)).toBe(880_000);
    expect(bank.books.repeats).toEqual({ same: 1, conflicting: 0, takenAgain: 0 });
  });

  test('that was rejected stays rejected under its id, also when the cause is gone', () => {
    const bank = opened(10);
    bank.take([paymentOf('e1')]);
    bank.fund(1_000_000, 'F1');
    expect(bank.take([paymentOf('e1')]).lines[0]).toMatchObject({ status: 'rejected', reasonCode: 'AM04', duplicate: true });
  });

  test.each([
    ['amount', { amountFen: fen(60_001) }],
    ['account', { creditorAccount: cardOf(2) }],
    ['name', { creditorName: '林秀英' }],
  ])('under a known id with another %s is rejected with AM05, counted, and not paid', (_, changed) => {
    const bank = opened();
    bank.take([paymentOf('e1')]);
    expect(bank.take([paymentOf('e1', changed)]).lines[0]).toEqual({ endToEndId: 'e1', status: 'rejected', bankReference: null, reasonCode: 'AM05', duplicate: true });
    expect(bank.books.repeats.conflicting).toBe(1);
    expect(balanceOf(bank.books)).toBe(940_000);
  });

  test('is paid again only where idempotency is switched off, and the summary shows it', () => {
    const bank = opened();
    bank.take([paymentOf('e1')]);
    bank.take([paymentOf('e1')], { idempotency: 'ignored' });
    expect(summaryOf(bank.books)).toMatchObject({ idsPaidMoreThanOnce: 1, repeats: { takenAgain: 1 } });
    expect(balanceOf(bank.books)).toBe(880_000);
  });

  test.each([
    ['a wrong check digit', paymentOf('e1', { creditorAccount: '6228480000000000010' }), 'AC01'],
    ['letters for an account', paymentOf('e1', { creditorAccount: '未填写' }), 'AC01'],
    ['a closed account', paymentOf('e1', { creditorAccount: cardOf(2) }), 'AC04'],
    ['an account in another name', paymentOf('e1', { creditorAccount: cardOf(3) }), 'BE01'],
    ['more than there is', paymentOf('e1', { amountFen: fen(1_000_001) }), 'AM04'],
  ])('to %s is rejected at once', (_, payment, reasonCode) => {
    const bank = opened();
    bank.setPayees({ account: cardOf(2), state: 'closed' }, { account: cardOf(3), state: 'name-mismatch', name: '林秀英' });
    expect(bank.take([payment]).lines[0]).toMatchObject({ status: 'rejected', reasonCode });
    expect(statusOf(bank.books, 'e1')).toMatchObject({ status: 'rejected', reasonCode, bookedOn: null });
    expect(balanceOf(bank.books)).toBe(1_000_000);
  });

  test('to an account in another name is taken in that name', () => {
    const bank = opened();
    bank.setPayees({ account: cardOf(3), state: 'name-mismatch', name: '林秀英' });
    expect(bank.take([paymentOf('e1', { creditorAccount: cardOf(3), creditorName: '林秀英' })]).status).toBe('accepted');
  });

  test('to an account that was put right is accepted under a new id', () => {
    const bank = opened();
    bank.setPayees({ account: cardOf(1), state: 'closed' });
    expect(bank.take([paymentOf('e1')]).status).toBe('rejected');
    bank.setPayees({ account: cardOf(1), state: 'open' });
    expect(bank.take([paymentOf('e2')]).status).toBe('accepted');
  });

  test('from an account that the bank does not know is rejected with AC02', () => {
    expect(opened(0).take([paymentOf('e1')]).lines[0]).toMatchObject({ status: 'rejected', reasonCode: 'AC02' });
  });

  test('is turned down alone when the money ends with it', () => {
    const bank = opened(130_000);
    const answer = bank.take([paymentOf('e1'), paymentOf('e2'), paymentOf('e3'), paymentOf('e4', { amountFen: fen(10_000) })]);
    expect(answer.status).toBe('partially-accepted');
    expect(answer.lines.map((line) => line.reasonCode)).toEqual([null, null, 'AM04', null]);
    expect(balanceOf(bank.books)).toBe(0);
  });
});

describe('days', () => {
  test('a payment that settles later is accepted until its day comes', () => {
    const bank = opened();
    bank.take([paymentOf('e1')], { settlementDays: 1 });
    expect(statusOf(bank.books, 'e1')).toMatchObject({ status: 'accepted', bookedOn: null });
    expect(balanceOf(bank.books)).toBe(1_000_000);
    bank.moveDate(1);
    expect(statusOf(bank.books, 'e1')).toMatchObject({ status: 'settled', bookedOn: '2026-11-03' });
    expect(balanceOf(bank.books)).toBe(940_000);
  });

  test('money that is accepted and not booked yet cannot be paid a second time', () => {
    const bank = opened(100_000);
    bank.take([paymentOf('e1')], { settlementDays: 1 });
    expect(bank.take([paymentOf('e2')]).lines[0]).toMatchObject({ reasonCode: 'AM04' });
  });

  test('a payment to an unusable account comes back two days later, also when the date jumps', () => {
    const bank = opened();
    bank.setPayees({ account: cardOf(1), state: 'returned-later' });
    expect(bank.take([paymentOf('e1')]).status).toBe('accepted');
    bank.moveDate(1);
    expect(statusOf(bank.books, 'e1').status).toBe('settled');
    bank.moveDate(30);
    expect(statusOf(bank.books, 'e1')).toMatchObject({ status: 'returned', reasonCode: 'AC04', bookedOn: '2026-11-04' });
    expect(balanceOf(bank.books)).toBe(1_000_000);
  });

  test('the date does not go back, nor ten years on', () => {
    const bank = opened();
    expect(bank.moveDate(-1)).toMatchObject({ ok: false, refusal: { code: 'bank.date-backwards' } });
    expect(bank.moveDate(3_661)).toMatchObject({ ok: false, refusal: { code: 'bank.date-too-far' } });
    expect(bank.moveDate(0)).toEqual({ ok: true, value: [] });
  });
});

describe('funding', () => {
  test('counts once for each reference', () => {
    const bank = opened();
    expect(bank.fund(1_000_000, 'F0').ok).toBe(true);
    expect(balanceOf(bank.books)).toBe(1_000_000);
  });
  test('with a known reference and another amount is refused', () => {
    expect(opened().fund(5, 'F0')).toMatchObject({ ok: false, refusal: { code: 'bank.funding-reference-used' } });
  });
});

describe('the statement', () => {
  function month() {
    const bank = opened();
    bank.setPayees({ account: cardOf(9), state: 'returned-later' });
    bank.take([paymentOf('e1'), paymentOf('e2', { creditorAccount: cardOf(9) }), paymentOf('e3')]);
    bank.moveDate(5);
    return bank.books;
  }
  const whole = { from: 0, limit: 100 };

  test('of a day shows funding and debits, opens with what was there and closes with what is left', () => {
    const statement = statementOf(month(), PAYER, OPENING, whole);
    expect(statement).toMatchObject({ ok: true, value: { status: 'closed', openingBalanceFen: 0, closingBalanceFen: 820_000, numberOfEntries: 4, debitSumFen: 180_000, creditSumFen: 1_000_000, nextCursor: null } });
    expect(statement.ok && statement.value.entries.map(({ kind, endToEndId }) => [kind, endToEndId])).toEqual([['funding', null], ['debit', 'e1'], ['debit', 'e2'], ['debit', 'e3']]);
  });
  test('keeps the debit of a payment that came back, and shows the return on its own day', () => {
    const statement = statementOf(month(), PAYER, day('2026-11-04'), whole);
    expect(statement).toMatchObject({ ok: true, value: { openingBalanceFen: 820_000, closingBalanceFen: 880_000, entries: [{ kind: 'return', endToEndId: 'e2', reasonCode: 'AC04', amountFen: 60_000 }] } });
  });
  test('of a quiet day opens and closes with the same balance', () => {
    expect(statementOf(month(), PAYER, day('2026-11-03'), whole)).toMatchObject({ ok: true, value: { openingBalanceFen: 820_000, closingBalanceFen: 820_000, entries: [] } });
  });
  test('of today is interim, of tomorrow there is none', () => {
    expect(statementOf(month(), PAYER, day('2026-11-07'), whole)).toMatchObject({ ok: true, value: { status: 'interim' } });
    expect(statementOf(month(), PAYER, day('2026-11-08'), whole)).toMatchObject({ ok: false, refusal: { code: 'bank.statement-not-yet' } });
    expect(statementOf(month(), 'nobody', OPENING, whole)).toMatchObject({ ok: false, refusal: { code: 'bank.unknown-account' } });
  });
  test('comes in pages that together are the whole', () => {
    const books = month();
    const first = statementOf(books, PAYER, OPENING, { from: 0, limit: 3 });
    const second = statementOf(books, PAYER, OPENING, { from: 3, limit: 3 });
    expect(first).toMatchObject({ ok: true, value: { page: 1, nextCursor: '3', numberOfEntries: 4 } });
    expect(second).toMatchObject({ ok: true, value: { page: 2, nextCursor: null, entries: [{ entryReference: '20261102-4' }] } });
  });
});

test('an inquiry by payment information finds its lines over several messages, in pages', () => {
  const bank = opened();
  bank.take([paymentOf('e1'), paymentOf('e2')]);
  bank.take([paymentOf('x1')], {}, { paymentInformationId: 'P2', messageId: 'M2' });
  bank.take([paymentOf('e2'), paymentOf('e3')], {}, { messageId: 'M3' });
  const page = statusesOfInformation(bank.books, 'P1', { from: 1, limit: 1 });
  expect(page).toMatchObject({ statuses: [{ endToEndId: 'e2' }], nextCursor: '2' });
  expect(statusesOfInformation(bank.books, 'P1', { from: 0, limit: 9 }).statuses.map(({ endToEndId }) => endToEndId)).toEqual(['e1', 'e2', 'e3']);
  expect(statusOf(bank.books, 'never').status).toBe('unknown-id');
});
