import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { paymentMessageSchema } from '@gongjiang/contracts';
import { ISO, PAYROLL, messageOf, messages, paymentOf } from './bank-file.fixture.js';
import { summedAnswer } from './answer/summed.js';
import { divideMessage, joinAnswers } from './divide.js';
import type { DelimitedProfile } from './profile/profile.delimited.js';

const split: DelimitedProfile = { ...PAYROLL, limits: { ...PAYROLL.limits, rows: 2 }, ownBank: { prefixes: ['622848'], others: 'own-file' } };

describe('a message divided for a bank', () => {
  test('stays itself where one file is enough', () => {
    const message = messageOf([paymentOf('GJ1')]);
    expect(divideMessage(PAYROLL, message)).toEqual([message]);
    expect(divideMessage(ISO, message)[0]).toBe(message);
  });

  test('loses no payment and doubles none, keeps to the rows, keeps banks apart, and its parts are messages', () => {
    fc.assert(fc.property(messages, (message) => {
      const parts = divideMessage(split, message);
      const ids = parts.flatMap(({ payments }) => payments.map(({ endToEndId }) => endToEndId));
      expect([...ids].sort()).toEqual(message.payments.map(({ endToEndId }) => endToEndId).sort());
      expect(parts.reduce((sum, part) => sum + part.controlSumFen, 0)).toBe(message.controlSumFen);
      expect(new Set(parts.map(({ messageId }) => messageId)).size).toBe(parts.length);
      for (const part of parts) {
        expect(paymentMessageSchema.parse(part).numberOfPayments).toBeLessThanOrEqual(2);
        expect(new Set(part.payments.map(({ creditorAccount }) => creditorAccount.startsWith('622848'))).size).toBe(1);
      }
      expect(divideMessage(split, message)).toEqual(parts);
    }));
  });

  test('is answered when all its parts are', () => {
    fc.assert(fc.property(messages, (message) => {
      const answers = divideMessage(split, message).map((part, at) => summedAnswer(part, part.payments.map(({ endToEndId }) => ({
        endToEndId, status: at % 2 === 0 ? 'accepted' : 'rejected', bankReference: null, reasonCode: null, duplicate: false,
      }))));
      const whole = joinAnswers(message, answers);
      expect(whole).toMatchObject({ messageId: message.messageId, paymentInformationId: message.paymentInformationId });
      expect(whole.totals.accepted.sumFen + whole.totals.rejected.sumFen).toBe(message.controlSumFen);
      expect(whole.lines).toHaveLength(message.numberOfPayments);
    }));
  });

  test('with ids that leave no room has parts with ids of 35 characters at the most', () => {
    const message = messageOf([1, 2, 3].map((at) => paymentOf(`GJ${at}`)), { messageId: 'M'.repeat(35) });
    expect(divideMessage(split, message).map(({ messageId }) => messageId.length)).toEqual([28, 28]);
  });
});
