import { describe, expect, test } from '@jest/globals';
import { eventOf, paymentReturned, paymentSettled } from '@gongjiang/contracts';
import { cityCode, fen } from '@gongjiang/kernel';
import fc from 'fast-check';
import { foldBenefits, receivedFen, type PaymentEvent } from './benefit.js';

const facts = { city: cityCode('330700'), time: new Date(0) };
const settled = (item: string, sequence: number, amount = 100): PaymentEvent =>
  eventOf(paymentSettled, { ...facts, subject: item, sequence, data: { ...paymentSettled.example, itemId: item, amountFen: fen(amount) } });
const returned = (item: string, sequence: number): PaymentEvent =>
  eventOf(paymentReturned, { ...facts, subject: item, sequence, data: { ...paymentReturned.example, itemId: item, amountFen: fen(100) } });

describe('what a person has received', () => {
  test('is what was settled and has not come back', () => {
    const benefits = foldBenefits([], [settled('a', 5), settled('b', 5, 250), returned('a', 6)]);
    expect(benefits.map(({ itemId, status }) => [itemId, status])).toEqual([['a', 'returned'], ['b', 'settled']]);
    expect(receivedFen(benefits)).toBe(250);
  });

  test('counts again what came back and was paid anew', () => {
    expect(receivedFen(foldBenefits(foldBenefits([], [settled('a', 5), returned('a', 6)]), [settled('a', 9)]))).toBe(100);
  });

  test('is nothing where nothing was paid', () => {
    expect(receivedFen([])).toBe(0);
  });

  test('is the same in whatever order, however often and in whatever portions the events come', () => {
    const history = [settled('a', 5), returned('a', 6), settled('a', 9), settled('b', 5), returned('b', 6)];
    const whole = foldBenefits([], history);
    fc.assert(fc.property(fc.shuffledSubarray([...history, ...history], { minLength: 10 }), fc.nat(10), (events, cut) => {
      const first = foldBenefits([], events.slice(0, cut));
      const byId = new Map([...first, ...foldBenefits(first, events.slice(cut))].map((benefit) => [benefit.id, benefit]));
      expect([...byId.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1))).toEqual(whole);
    }));
  });
});
