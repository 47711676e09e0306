import { expect, it } from '@jest/globals';
import { paymentMessageSchema, paymentSchema, type PaymentMessage } from '@gongjiang/contracts';
import { fen } from '@gongjiang/kernel';
import { hashOf } from './outgoing.js';

const payment = { endToEndId: 'GJ1', amountFen: fen(100), creditorName: '张三', creditorAccount: '6222020000000000', purpose: 'jinhua/7 2026-11' };
const message: PaymentMessage = { messageId: 'GM1', paymentInformationId: 'GP1', debtorAccount: '3307001', currency: 'CNY', numberOfPayments: 1, controlSumFen: fen(100), payments: [payment] };

it('a message is told from another by each of its fields, and not by their order', () => {
  const otherwise = (value: unknown): unknown => (typeof value === 'number' ? value + 1 : `${String(value)}x`);
  const heads = Object.keys(paymentMessageSchema.shape).filter((field) => field !== 'payments').map((field) => ({ ...message, [field]: otherwise(message[field as keyof PaymentMessage]) }));
  const lines = Object.keys(paymentSchema.shape).map((field) => ({ ...message, payments: [{ ...payment, [field]: otherwise(payment[field as keyof typeof payment]) }] }));
  const others = [...heads, ...lines, { ...message, payments: [payment, payment] }] as PaymentMessage[];
  expect(new Set([message, ...others].map(hashOf)).size).toBe(others.length + 1);
  const { payments, ...head } = message;
  expect(hashOf({ payments: payments.map(({ endToEndId, ...rest }) => ({ ...rest, endToEndId })), ...head })).toBe(hashOf(message));
});
