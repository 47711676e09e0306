import { describe, expect, test } from '@jest/globals';
import { eventOf, paymentReturned, paymentSettled } from '@gongjiang/contracts';
import { cityCode, fen } from '@gongjiang/kernel';
import { latestBenefits, receivedFen, type PaymentEvent } from './benefit.js';

const facts = { city: cityCode('330700'), time: new Date(0) };
const settled = (item: string, sequence: number, amount = 100): PaymentEvent =>
  eventOf(paymentSettled, { ...facts, subject: item, sequence, data: { ...paymentSettled.example, itemId: item, amountFen: fen(amount) } });
const returned = (item: string, sequence: number): PaymentEvent =>
  eventOf(paymentReturned, { ...facts, subject: item, sequence, data: { ...paymentReturned.example, itemId: item, amountFen: fen(100) } });

describe('what a person has received', () => {
  test('is what was settled and has not come back', () => {
    const benefits = latestBenefits([settled('a', 5), settled('b', 5, 250), returned('a', 6)]);
    expect(benefits.map(({ itemId, status }) => [itemId, status])).toEqual([['a', 'returned'], ['b', 'settled']]);
    expect(receivedFen(benefits)).toBe(250);
  });

  test('counts again what came back and was paid anew', () => {
    expect(receivedFen(latestBenefits([settled('a', 9), returned('a', 6), settled('a', 5)]))).toBe(100);
  });

  test('is nothing where nothing was paid', () => {
    expect(receivedFen([])).toBe(0);
  });
});
