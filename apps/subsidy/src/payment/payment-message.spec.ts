import { describe, expect, it } from '@jest/globals';
import { paymentMessageSchema, type PaymentLineAnswer, type PaymentMessageAnswer } from '@gongjiang/contracts';
import { sumFen } from '@gongjiang/kernel';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { endToEndId } from '../item/item.js';
import { itemNo } from '../item/item.builders.js';
import { personNo } from '../person/person.builders.js';
import { answersWhole, doubtfulLines, paymentMessageOf, rejectedItems } from './payment-message.js';

const items = [itemNo(1), itemNo(2)];
const identities = new Map([1, 2, 3].map((n) => [personNo(n).token, personNo(n).identity]));
const message = paymentMessageOf(CHUNK_ID, 1, '3307001000000000001', items, identities);

const line = (n: number, overrides: Partial<PaymentLineAnswer> = {}): PaymentLineAnswer => ({ endToEndId: endToEndId(itemNo(n).id, 1), status: 'accepted', bankReference: `B${n}`, reasonCode: null, duplicate: false, ...overrides });
const answerOf = (lines: readonly PaymentLineAnswer[], overrides: Partial<PaymentMessageAnswer> = {}): PaymentMessageAnswer => ({
  messageId: message.messageId, paymentInformationId: message.paymentInformationId, status: 'accepted', lines: [...lines],
  totals: { accepted: { numberOfPayments: lines.length, sumFen: sumFen([]) }, rejected: { numberOfPayments: 0, sumFen: sumFen([]) } }, ...overrides,
});

describe('the message to the bank', () => {
  it('is one that the bank\'s interface takes, with totals of its payments', () => {
    expect(paymentMessageSchema.parse(message)).toMatchObject({ numberOfPayments: 2, controlSumFen: 120_000, debtorAccount: '3307001000000000001' });
  });

  it('pays each to the account of its holder, under the id of its attempt', () => {
    expect(message.payments[0]).toEqual({
      endToEndId: endToEndId(items[0]?.id ?? '', 1), amountFen: 60_000, creditorName: '王1', creditorAccount: personNo(1).identity.bankAccount, purpose: 'jinhua/7/post-allowance 2026-11',
    });
  });

  it('is the same for the same items, and has other ids for another attempt', () => {
    expect(paymentMessageOf(CHUNK_ID, 1, '3307001000000000001', items, identities)).toEqual(message);
    const again = paymentMessageOf(CHUNK_ID, 2, '3307001000000000001', items, identities);
    expect([again.messageId, again.paymentInformationId]).not.toContain(message.messageId);
    expect(again.paymentInformationId).not.toBe(message.paymentInformationId);
  });

  it('is not made while a person is missing in the registry', () => {
    expect(() => paymentMessageOf(CHUNK_ID, 1, '3307001000000000001', [itemNo(9)], identities)).toThrow('has no person for the item');
  });
});

describe('the bank\'s answer', () => {
  it.each<[string, PaymentMessageAnswer, boolean]>([
    ['speaks of each payment once', answerOf([line(2), line(1)]), true],
    ['leaves one out', answerOf([line(1)]), false],
    ['speaks of one twice', answerOf([line(1), line(1)]), false],
    ['speaks of one too many', answerOf([line(1), line(2), line(3)]), false],
    ['speaks of another in one\'s place', answerOf([line(1), line(3)]), false],
    ['belongs to another message', answerOf([line(1), line(2)], { paymentInformationId: 'GPother' }), false],
  ])('that %s is whole: %s', (_what, answer, whole) => {
    expect(answersWhole(message, answer)).toBe(whole);
  });

  it('is in doubt only where a known id comes with other particulars', () => {
    const doubtful = line(1, { status: 'rejected', duplicate: true, reasonCode: 'AM05' });
    const others = [line(2), line(2, { duplicate: true }), line(2, { status: 'rejected', reasonCode: 'AM05' }), line(2, { status: 'rejected', duplicate: true, reasonCode: 'AC04' })];
    expect(doubtfulLines(answerOf([doubtful, ...others]))).toEqual([doubtful]);
  });

  it('rejects items by their attempt, each with its reason', () => {
    expect(rejectedItems(message, items, [line(1, { status: 'rejected', reasonCode: 'AC04' }), line(2)])).toEqual([{ itemId: items[0]?.id, reason: 'AC04' }]);
    expect(rejectedItems(message, items, [line(3, { status: 'rejected', reasonCode: 'AC04' })])).toEqual([]);
    const sent = { payments: [...message.payments].reverse() };
    expect(rejectedItems(sent, items, [line(1, { status: 'rejected', reasonCode: 'AC04' }), line(2)])).toEqual([{ itemId: items[0]?.id, reason: 'AC04' }]);
  });
});
