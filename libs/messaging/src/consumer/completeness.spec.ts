import { describe, expect, test } from '@jest/globals';
import { paymentReturned, paymentSettled } from '@gongjiang/contracts';
import { completeTable } from './completeness.js';
import type { Subscription } from './subscription.js';

const handler = (name: string, ...types: string[]): Subscription => ({ name, types, mode: 'each', deliver: async () => undefined });

describe('the start of a consumer', () => {
  test('goes on when every consumed event has one handler', () => {
    const table = completeTable([handler('both', paymentSettled.type, paymentReturned.type)], [paymentSettled, paymentReturned]);
    expect(table.of(paymentReturned.type)?.name).toBe('both');
  });

  test.each([
    ['an event has no handler', [], [paymentSettled], 'Nothing handles gongjiang.subsidy.payment.settled.v1: add a method'],
    ['an event has two handlers', [handler('one', paymentSettled.type), handler('two', paymentSettled.type)], [paymentSettled], 'one and two both handle'],
    ['a handler is for an event that is not consumed', [handler('one', paymentSettled.type)], [], 'name it in "consumes"'],
    ['a handler is for an event without a contract', [handler('one', 'gongjiang.subsidy.payment.lost.v1')], [], 'define it in libs/contracts'],
  ])('stops with the mend when %s', (_, handlers, consumes, sentence) => {
    expect(() => completeTable(handlers, consumes)).toThrow(sentence);
  });
});
