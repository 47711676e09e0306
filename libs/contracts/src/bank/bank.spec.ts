import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { fen } from '@gongjiang/kernel';
import { bankFilePath, BANK_REASONS, controlTotalsOf, isStoppedReason, paymentLineAnswerSchema, paymentMessageAnswerSchema, paymentMessageSchema, statementSchema, statusInquiryAnswerSchema, statusInquirySchema, STOPPED_REASONS, type Payment } from './index.js';

const payment = (endToEndId: string, amountFen = 60_000): Payment =>
  ({ endToEndId, amountFen: fen(amountFen), creditorName: '欧阳·测试', creditorAccount: '6222021234567890128', purpose: '技师岗位津贴 2026-11' });

function message(payments: Payment[]) {
  return { messageId: 'M1', paymentInformationId: 'B1:0', debtorAccount: '3303001', currency: 'CNY' as const, ...controlTotalsOf(payments), payments };
}

describe('a payment message', () => {
  const good = message([payment('e1'), payment('e2', 100_000)]);
  test('with right totals is taken', () => expect(paymentMessageSchema.parse(good)).toEqual(good));
  test.each([
    ['a wrong number of payments', { ...good, numberOfPayments: 3 }, 'numberOfPayments'],
    ['a control sum that is a fen off', { ...good, controlSumFen: 160_001 }, 'controlSumFen'],
    ['an id twice', message([payment('e1'), payment('e1')]), 'payments'],
    ['an amount of nothing', message([payment('e1', 0), payment('e2')]), 'payments'],
    ['half a fen', { ...good, payments: [{ ...payment('e1'), amountFen: 0.5 }] }, 'payments'],
    ['another currency', { ...good, currency: 'EUR' }, 'currency'],
    ['an id of 36 characters', message([payment('e'.repeat(36))]), 'payments'],
    ['a field that is not known', { ...good, priority: 'high' }, ''],
  ])('with %s is refused', (_, wrong, field) => {
    const parsed = paymentMessageSchema.safeParse(wrong);
    expect(String(parsed.error?.issues[0]?.path[0] ?? '')).toBe(field);
    expect(parsed.success).toBe(false);
  });
  test('holds 2,000 payments and not one more', () => {
    const many = (count: number) => message(Array.from({ length: count }, (_, at) => payment(`e${at}`)));
    expect(paymentMessageSchema.safeParse(many(2_000)).success).toBe(true);
    expect(paymentMessageSchema.safeParse(many(2_001)).success).toBe(false);
  });
});

test('an inquiry asks by ids or by payment information, not by both', () => {
  expect(statusInquirySchema.safeParse({ endToEndIds: ['e1'] }).success).toBe(true);
  expect(statusInquirySchema.safeParse({ paymentInformationId: 'B1:0' }).success).toBe(true);
  expect(statusInquirySchema.safeParse({ endToEndIds: ['e1'], paymentInformationId: 'B1:0' }).success).toBe(false);
});

test.each([paymentMessageSchema, paymentMessageAnswerSchema, statusInquirySchema, statusInquiryAnswerSchema, statementSchema])('each shape can be said as JSON Schema', (schema) => {
  expect(z.toJSONSchema(schema)).toHaveProperty('$schema');
});

test.each(Object.keys(STOPPED_REASONS))('a payment stopped before it left has a reason that a bank never gives, in the shape of a bank\'s: %s', (reasonCode) => {
  expect(paymentLineAnswerSchema.safeParse({ endToEndId: 'e1', status: 'rejected', bankReference: null, reasonCode, duplicate: false }).success).toBe(true);
  expect(Object.keys(BANK_REASONS)).not.toContain(reasonCode);
  expect([isStoppedReason(reasonCode), isStoppedReason('AC04'), isStoppedReason(null)]).toEqual([true, false, false]);
});

test('a bank\'s files are found under the profile, the message and nothing else', () => {
  expect(bankFilePath('answer', { profile: 'iso20022', messageId: 'GM1.2' })).toBe('/files/iso20022/payments/GM1.2/answer');
  expect(bankFilePath('statement', { profile: '../x' })).toBe('/files/..%2Fx/statements');
});
