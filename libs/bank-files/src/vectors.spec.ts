import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fen } from '@gongjiang/kernel';
import { ISO, PAYROLL, SENDING, messageOf, paymentOf, valueOf } from './bank-file.fixture.js';
import type { BankFileCodec } from './codec.js';
import { openBankFileCodec } from './codec.files.js';

const vector = (name: string) => readFileSync(fileURLToPath(new URL(`../vectors/${name}`, import.meta.url)));
const withoutIndentation = (xml: string) => xml.replaceAll(/>\s+</g, '><').trim();

const message = messageOf([
  paymentOf('GJ1', { creditorAccount: '6228480000000000018' }),
  paymentOf('GJ2', { creditorAccount: '6217000000000000020', creditorName: '阿依古丽·买买提', amountFen: fen(120_000) }),
  paymentOf('GJ3', { creditorAccount: '6228480000000000034', creditorName: '𠮷䶮<&>', amountFen: fen(1), purpose: '差额 "2026-10"' }),
]);
/** The payroll file has no quoting, so it carries no quotation marks. */
const payrollMessage = messageOf(message.payments.map((payment) => ({ ...payment, purpose: payment.purpose.replace('"2026-10"', '(2026-10)') })));

const answer = {
  messageId: 'GM1', paymentInformationId: 'GP1', status: 'partially-accepted',
  totals: { accepted: { numberOfPayments: 2, sumFen: 60_001 }, rejected: { numberOfPayments: 1, sumFen: 120_000 } },
};
const first = { endToEndId: 'GJ1', status: 'accepted', bankReference: 'B0000000001', reasonCode: null, duplicate: false };
const second = { endToEndId: 'GJ2', status: 'rejected', bankReference: 'B0000000002', reasonCode: 'BE01', duplicate: false };
const third = { endToEndId: 'GJ3', status: 'accepted', bankReference: 'B0000000003', reasonCode: null, duplicate: true };

let codec: BankFileCodec;
beforeAll(async () => { codec = await openBankFileCodec(); });

describe('the files written by hand', () => {
  test('pain.001 is what a message becomes, but for indentation', () => {
    const file = valueOf(codec.writePayments(ISO, message, SENDING));
    expect(new TextDecoder().decode(file.bytes)).toBe(withoutIndentation(vector('payments.pain.001.xml').toString('utf8')));
    expect(file).toMatchObject({ name: 'GM1.xml', mediaType: 'application/xml', messageId: 'GM1', numberOfPayments: 3, controlSumFen: 180_001 });
  });
  test('the payroll file is what a message becomes, to the byte', () => {
    const file = valueOf(codec.writePayments(PAYROLL, payrollMessage, SENDING));
    expect(Buffer.from(file.bytes).toString('hex')).toBe(vector('payroll.txt').toString('hex'));
    expect(file).toMatchObject({ name: 'DF_20261123_GM1.txt', numberOfPayments: 3, controlSumFen: 180_001 });
  });
  test('pain.002 is read line by line, in the order of the file', () => {
    expect(valueOf(codec.readAnswer(ISO, vector('answer.pain.002.xml'), message))).toEqual({ ...answer, lines: [first, third, second] });
  });
  test('the return file is read row by row', () => {
    expect(valueOf(codec.readAnswer(PAYROLL, vector('payroll.return.txt'), payrollMessage))).toEqual({ ...answer, lines: [first, second, third] });
  });
  test('camt.053 is read entry by entry: several payments booked as one are told apart, a fee is nobody\'s payment', () => {
    const ids = { paymentInformationId: 'GP1', messageId: 'GM1' };
    const none = { endToEndId: 'NOTPROVIDED', paymentInformationId: 'NOTPROVIDED', messageId: 'NOTPROVIDED' };
    const bookedOn = '2026-11-23';
    const expected = {
      account: '3303001000000000001', day: bookedOn, status: 'closed', page: 1, nextCursor: null,
      openingBalanceFen: 50_000, closingBalanceFen: 547_899, numberOfEntries: 5, debitSumFen: 62_101, creditSumFen: 560_000,
      entries: [
        { kind: 'funding', entryReference: 'E1', amountFen: 500_000, bookedOn, endToEndId: null, paymentInformationId: null, messageId: null, bankReference: 'LE1', reasonCode: null },
        { kind: 'debit', entryReference: 'E2.1', amountFen: 60_000, bookedOn, endToEndId: 'GJ1', ...ids, bankReference: 'B0000000001', reasonCode: null },
        { kind: 'debit', entryReference: 'E2.2', amountFen: 1, bookedOn, endToEndId: 'GJ3', ...ids, bankReference: 'B0000000003', reasonCode: null },
        { kind: 'debit', entryReference: 'E3', amountFen: 2_100, bookedOn, ...none, bankReference: 'LE3', reasonCode: null },
        { kind: 'return', entryReference: 'E4', amountFen: 60_000, bookedOn, endToEndId: 'GJ1', ...ids, bankReference: 'B0000000001', reasonCode: 'AC04' },
      ],
    };
    expect(valueOf(codec.readStatement(ISO, vector('statement.camt.053.xml')))).toEqual(expected);
    expect(valueOf(codec.readStatement(PAYROLL, vector('statement.camt.053.xml')))).toEqual(expected);
  });
});
