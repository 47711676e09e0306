import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { paymentMessageSchema, type Payment, type PaymentMessage } from '@gongjiang/contracts';
import { fen } from '@gongjiang/kernel';
import { summedAnswer } from './answer/summed.js';
import { INTERFACE, ISO, PAYROLL, SENDING, cardOf, messageOf, messageOfMany, messages, paymentOf, refusalOf, valueOf } from './bank-file.fixture.js';
import type { BankFileCodec } from './codec.js';
import { openBankFileCodec } from './codec.files.js';
import { joinAnswers } from './divide.js';
import type { Prepared } from './prepare.js';
import type { BankProfile } from './profile/profile.js';
import type { DelimitedProfile } from './profile/profile.delimited.js';

let codec: BankFileCodec;
beforeAll(async () => { codec = await openBankFileCodec(); });

const apart: DelimitedProfile = { ...PAYROLL, limits: { ...PAYROLL.limits, rows: 2 }, ownBank: { prefixes: ['622848'], others: 'own-file' } };
const limited = <Profile extends BankProfile>(profile: Profile, limits: Partial<BankProfile['limits']>): Profile => ({ ...profile, limits: { ...profile.limits, ...limits } });
const prepare = (profile: BankProfile, message: PaymentMessage): Prepared => valueOf(codec.prepare(profile, message, SENDING));
const idsOf = ({ payments }: Pick<PaymentMessage, 'payments'>) => payments.map(({ endToEndId }) => endToEndId);

/** Anything that a roster may bring: names of any characters, accounts of any digits, any amount. */
const anyPayments: fc.Arbitrary<Payment[]> = fc.uniqueArray(
  fc.record({
    endToEndId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,34}$/),
    amountFen: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 90_000_000 })).map(fen),
    creditorName: fc.oneof(fc.constantFrom('陈建国', '䶮', '龴', '=1', 'a|b'), fc.string({ unit: 'binary', minLength: 1, maxLength: 70 })),
    creditorAccount: fc.oneof({ weight: 4, arbitrary: fc.nat(999).map(cardOf) }, fc.stringMatching(/^\d{1,34}$/), fc.string({ minLength: 1, maxLength: 34 })),
    purpose: fc.oneof(fc.constant('岗位津贴 2026-11'), fc.string({ unit: 'binary', minLength: 1, maxLength: 70 })),
  }).filter(({ creditorName, purpose }) => creditorName.length <= 140 && purpose.length <= 140),
  { minLength: 1, maxLength: 12, selector: ({ endToEndId }) => endToEndId },
);
const anyProfile = fc.constantFrom<BankProfile>(
  ISO, PAYROLL, INTERFACE, apart, limited(ISO, { rows: 3, bytes: 3_000 }), limited(PAYROLL, { bytes: 350, fileYuan: fen(200_000) }), limited(INTERFACE, { rows: 2 }),
  { ...PAYROLL, ownBank: { prefixes: ['622848'], others: 'refused' } }, { ...PAYROLL, text: { ...PAYROLL.text, repertoire: 'gbk' } },
);

describe('a message made ready for a bank', () => {
  test('goes as it is where nothing keeps it', () => {
    const message = messageOf([paymentOf('GJ1')]);
    for (const profile of [ISO, PAYROLL, INTERFACE]) expect(prepare(profile, message)).toMatchObject({ stopped: [], outgoing: [{ message }] });
  });

  test('whatever its payments hold, stops or sends each of them once, in files that the bank takes', () => {
    fc.assert(fc.property(anyPayments, anyProfile, (payments, profile) => {
      const message = messageOf(payments);
      const { stopped, outgoing } = prepare(profile, message);
      const gone = outgoing.flatMap((one) => idsOf(one.message));
      expect([...gone, ...stopped.map(({ endToEndId }) => endToEndId)].sort()).toEqual(idsOf(message).sort());
      expect(new Set(outgoing.map((one) => one.message.messageId)).size).toBe(outgoing.length);
      for (const one of outgoing) {
        expect(paymentMessageSchema.parse(one.message).payments.length).toBeLessThanOrEqual(profile.limits.rows);
        expect(one.file?.bytes.length ?? 0).toBeLessThanOrEqual(profile.limits.bytes);
        if (profile.limits.fileYuan) expect(one.message.controlSumFen).toBeLessThanOrEqual(profile.limits.fileYuan);
        if (profile.kind !== 'interface') expect(valueOf(codec.writePayments(profile, one.message, SENDING))).toEqual(one.file);
      }
    }), { numRuns: 500 });
  });

  test('stops nothing that a file would carry by itself', () => {
    fc.assert(fc.property(anyPayments, fc.constantFrom(ISO, PAYROLL), (payments, profile) => {
      const { stopped } = prepare(profile, messageOf(payments));
      const refused = payments.filter((payment) => !codec.writePayments(profile, messageOf([payment]), SENDING).ok);
      expect(stopped.map(({ endToEndId }) => endToEndId)).toEqual(refused.map(({ endToEndId }) => endToEndId));
    }), { numRuns: 300 });
  });

  test('is made ready the same way each time, to the byte', () => {
    fc.assert(fc.property(anyPayments, anyProfile, (payments, profile) => {
      expect(prepare(profile, messageOf(payments))).toEqual(prepare(profile, messageOf(payments)));
    }), { numRuns: 50 });
  });

  test('stops all that is wrong, however many they are, and sends the others', () => {
    const payments = messageOfMany(1_000).payments.map((payment, at) => (at % 3 === 0 ? { ...payment, creditorAccount: '12' } : payment));
    const { stopped, outgoing } = prepare(PAYROLL, messageOf(payments));
    expect(stopped).toHaveLength(334);
    expect(stopped.every(({ fault }) => fault.code === 'bank-file.account')).toBe(true);
    expect(outgoing.map(({ message }) => [message.messageId, message.numberOfPayments])).toEqual([['GM1', 666]]);
  });

  test('goes in several files, own accounts and other banks\' apart, each with its own id', () => {
    const { outgoing } = prepare(apart, messageOf([1, 2, 3, 5].map((payee) => paymentOf(`GJ${payee}`, { creditorAccount: cardOf(payee) }))));
    expect(outgoing.map(({ message, file }) => [message.messageId, message.paymentInformationId, idsOf(message), file?.name])).toEqual([
      ['GM1.1', 'GP1.1', ['GJ1', 'GJ3'], 'DF_20261123_GM1.1.txt'], ['GM1.2', 'GP1.2', ['GJ2', 'GJ5'], 'DF_20261123_GM1.2.txt'],
    ]);
  });

  test('is cut in half until each file is within the bank\'s bytes, and stops a payment that is too large alone', () => {
    const { stopped, outgoing } = prepare(limited(ISO, { bytes: 100_000 }), messageOfMany(1_000));
    expect(stopped).toEqual([]);
    expect(outgoing).toHaveLength(4);
    const alone = prepare(limited(ISO, { bytes: 900 }), messageOf([paymentOf('GJ1')]));
    expect(alone).toMatchObject({ outgoing: [], stopped: [{ endToEndId: 'GJ1', fault: { code: 'bank-file.bytes-limit' } }] });
  });

  test('stops a payment above what the bank takes in one file', () => {
    const { stopped, outgoing } = prepare(limited(ISO, { fileYuan: fen(60_000) }), messageOf([paymentOf('GJ1'), paymentOf('GJ2', { amountFen: fen(60_001) }), paymentOf('GJ3')]));
    expect(stopped).toMatchObject([{ endToEndId: 'GJ2', fault: { code: 'bank-file.amount-limit' } }]);
    expect(outgoing.map(({ message }) => idsOf(message))).toEqual([['GJ1'], ['GJ3']]);
  });

  test('does not go at all where its totals or its payer are wrong', () => {
    expect(refusalOf(codec.prepare(ISO, { ...messageOf([paymentOf('GJ1')]), controlSumFen: fen(1) }, SENDING)).code).toBe('bank-file.totals');
    expect(refusalOf(codec.prepare(INTERFACE, messageOf([paymentOf('GJ1'), paymentOf('GJ1')]), SENDING)).code).toBe('bank-file.duplicate-id');
    expect(refusalOf(codec.prepare(ISO, messageOf([paymentOf('GJ1')]), { ...SENDING, payer: { ...SENDING.payer, name: '局\u0007' } })).code).toBe('bank-file.head');
  });

  test('with ids that leave no room has parts with ids of 35 characters at the most', () => {
    const message = messageOf([1, 2, 3].map((at) => paymentOf(`GJ${at}`)), { messageId: 'M'.repeat(35) });
    expect(prepare(apart, message).outgoing.map(({ message: { messageId } }) => messageId.length)).toEqual([28, 28]);
  });
});

test('a message is answered when all its parts are', () => {
  fc.assert(fc.property(messages, (message) => {
    const answers = prepare(limited(INTERFACE, { rows: 2 }), message).outgoing.map(({ message: part }, at) => summedAnswer(part, part.payments.map(({ endToEndId }) => ({
      endToEndId, status: at % 2 === 0 ? 'accepted' : 'rejected', bankReference: null, reasonCode: null, duplicate: false,
    }))));
    const whole = joinAnswers(message, answers);
    expect(whole).toMatchObject({ messageId: message.messageId, paymentInformationId: message.paymentInformationId });
    expect(whole.totals.accepted.sumFen + whole.totals.rejected.sumFen).toBe(message.controlSumFen);
    expect(whole.lines).toHaveLength(message.numberOfPayments);
  }));
});
