import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { fen } from '@gongjiang/kernel';
import { summedAnswer } from '../answer/summed.js';
import { ISO, PAYROLL, SENDING, messageOf, messages, paymentOf, payrollMessages, refusalOf, valueOf } from '../bank-file.fixture.js';
import type { BankFileCodec } from '../codec.js';
import { openBankFileCodec, openBankSideCodec } from '../codec.files.js';
import type { BankFileCode } from '../refusal/bank-file.code.js';
import type { BankSideCodec } from './bank-side.codec.js';

let codec: BankFileCodec;
let bank: BankSideCodec;
beforeAll(async () => { [codec, bank] = await Promise.all([openBankFileCodec(), openBankSideCodec()]); });

const REPORT = { id: 'R1', at: '2026-11-23T10:00:00+08:00' };

describe('a bank', () => {
  test('takes the message that its client wrote, to the letter and to the fen', () => {
    fc.assert(fc.property(messages, (message) => {
      expect(valueOf(bank.readPayments(ISO, valueOf(codec.writePayments(ISO, message, SENDING)).bytes))).toEqual(message);
    }), { numRuns: 100 });
    fc.assert(fc.property(payrollMessages, (message) => {
      expect(valueOf(bank.readPayments(PAYROLL, valueOf(codec.writePayments(PAYROLL, message, SENDING)).bytes))).toEqual({ ...message, paymentInformationId: message.messageId });
    }), { numRuns: 100 });
  });

  test('is understood by its client, whatever it answers', () => {
    fc.assert(fc.property(payrollMessages, fc.infiniteStream(fc.boolean()), (message, stream) => {
      const answer = summedAnswer(message, message.payments.map(({ endToEndId }, at) => (stream.next().value === true
        ? { endToEndId, status: 'accepted', bankReference: `B${at}`, reasonCode: null, duplicate: false }
        : { endToEndId, status: 'rejected', bankReference: null, reasonCode: 'AC04', duplicate: false })));
      for (const profile of [ISO, PAYROLL]) expect(valueOf(codec.readAnswer(profile, bank.writeAnswer(profile, answer, message, REPORT).bytes, message))).toEqual(answer);
    }), { numRuns: 100 });
  });
});

describe('a bank refuses', () => {
  const message = messageOf([paymentOf('GJ1'), paymentOf('GJ2')]);
  const xml = () => new TextDecoder().decode(valueOf(codec.writePayments(ISO, message, SENDING)).bytes);
  const text = () => iconv.decode(Buffer.from(valueOf(codec.writePayments(PAYROLL, message, SENDING)).bytes), 'gb18030');
  function changed(source: string, from: string, to: string): string {
    expect(source).toContain(from);
    return source.replace(from, to);
  }

  test.each<[string, string, string, BankFileCode]>([
    ['another number at the head', '<NbOfTxs>2<', '<NbOfTxs>3<', 'bank-file.totals'],
    ['another sum at the head', '<CtrlSum>1200.00<', '<CtrlSum>1200.01<', 'bank-file.totals'],
    ['an amount changed on the way', '>600.00<', '>600.01<', 'bank-file.totals'],
    ['an id that stands twice', 'GJ2', 'GJ1', 'bank-file.duplicate-id'],
    ['an amount in euro', '"CNY"', '"EUR"', 'bank-file.currency'],
    ['what the schema does not know', '<PmtMtd>TRF<', '<PmtMtd>XXX<', 'bank-file.schema'],
    ['a file that is cut off', '</CstmrCdtTrfInitn></Document>', '', 'bank-file.not-xml'],
  ])('pain.001 with %s', (_, from, to, code) => {
    expect(refusalOf(bank.readPayments(ISO, new TextEncoder().encode(changed(xml(), from, to)))).faults.map((fault) => fault.code)).toContain(code);
  });

  test.each<[string, string, string, BankFileCode]>([
    ['another number at the foot', 'T|2|', 'T|3|', 'bank-file.totals'],
    ['another sum at the head', '|CNY|2|1200.00', '|CNY|2|1200.01', 'bank-file.totals'],
    ['an amount changed on the way', '|600.00|', '|600.01|', 'bank-file.totals'],
    ['a row without id', '|GJ2', '|', 'bank-file.reference'],
    ['three decimals', '|600.00|', '|600.000|', 'bank-file.amount'],
    ['a cell too many', '|GJ2', '|GJ2|', 'bank-file.columns'],
    ['other titles', '收款户名', '姓名', 'bank-file.heading'],
    ['no id of the message', 'H|GM1', 'H|', 'bank-file.reference'],
  ])('a payroll file with %s', (_, from, to, code) => {
    expect(refusalOf(bank.readPayments(PAYROLL, iconv.encode(changed(text(), from, to), 'gb18030'))).faults.map((fault) => fault.code)).toContain(code);
  });

  test('what is above its limits', () => {
    const bytes = Buffer.from(xml());
    for (const [limits, code] of [[{ rows: 1 }, 'bank-file.rows-limit'], [{ bytes: 100 }, 'bank-file.bytes-limit'], [{ fileYuan: fen(119_999) }, 'bank-file.sum-limit'], [{ paymentYuan: fen(59_999) }, 'bank-file.amount-limit']] as const) {
      expect(refusalOf(bank.readPayments({ ...ISO, limits: { ...ISO.limits, ...limits } }, bytes)).code).toBe(code);
    }
  });
});
