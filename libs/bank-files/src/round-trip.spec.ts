import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer, Statement, StatementEntry } from '@gongjiang/contracts';
import { day, fen, fenFromYuanText, type Fen } from '@gongjiang/kernel';
import { summedAnswer } from './answer/summed.js';
import { ISO, PAYROLL, SENDING, messages, payrollMessages, valueOf } from './bank-file.fixture.js';
import { bytesOf, camt053, pain002, returnFile } from './bank-side.fixture.js';
import type { BankFileCodec } from './codec.js';
import { openBankFileCodec } from './codec.files.js';
import { fromGb18030 } from './delimited/gb18030.js';
import { childrenOf, elementAt, textAt, type XmlElement, type XmlReader } from './iso20022/xml.tree.js';
import { loadXmlReader } from './iso20022/xml.reader.files.js';

let codec: BankFileCodec;
let xml: XmlReader;
beforeAll(async () => { [codec, xml] = await Promise.all([openBankFileCodec(), loadXmlReader()]); });

/** What pain.001 says, read again by the official schema. */
function messageIn(bytes: Uint8Array): PaymentMessage {
  return valueOf(xml.read('pain.001.001.09', bytes, (root) => {
    const information = elementAt(root, 'CstmrCdtTrfInitn', 'PmtInf');
    return { ok: true, value: {
      messageId: textAt(root, 'CstmrCdtTrfInitn', 'GrpHdr', 'MsgId') ?? '',
      paymentInformationId: textAt(information, 'PmtInfId') ?? '',
      debtorAccount: textAt(information, 'DbtrAcct', 'Id', 'Othr', 'Id') ?? '', currency: 'CNY' as const,
      numberOfPayments: Number(textAt(information, 'NbOfTxs')), controlSumFen: fenIn(elementAt(root, 'CstmrCdtTrfInitn', 'GrpHdr', 'CtrlSum')),
      payments: childrenOf(information, 'CdtTrfTxInf').map((one) => ({
        endToEndId: textAt(one, 'PmtId', 'EndToEndId') ?? '', amountFen: fenIn(elementAt(one, 'Amt', 'InstdAmt')),
        creditorName: textAt(one, 'Cdtr', 'Nm') ?? '', creditorAccount: textAt(one, 'CdtrAcct', 'Id', 'Othr', 'Id') ?? '', purpose: textAt(one, 'RmtInf', 'Ustrd') ?? '',
      })),
    } };
  }));
}

function fenIn(element: XmlElement | undefined): Fen {
  return fenFromYuanText(element?.text ?? '') ?? fen(0);
}

describe('a message that becomes a file', () => {
  test('is all there in pain.001: every payment once, in order, to the letter and to the fen', () => {
    fc.assert(fc.property(messages, (message) => {
      expect(messageIn(valueOf(codec.writePayments(ISO, message, SENDING)).bytes)).toEqual(message);
    }), { numRuns: 200 });
  });

  test('is all there in the payroll file, with the totals at its head and foot', () => {
    fc.assert(fc.property(payrollMessages, (message) => {
      const text = fromGb18030(valueOf(codec.writePayments(PAYROLL, message, SENDING)).bytes) ?? '';
      const [head, , ...rows] = text.trimEnd().split('\r\n').map((row) => row.split('|'));
      const foot = rows.pop();
      expect([head?.[5], head?.[6], foot?.[1], foot?.[2]].map((value) => fenFromYuanText(value ?? ''))).toEqual([message.numberOfPayments * 100, message.controlSumFen, message.numberOfPayments * 100, message.controlSumFen]);
      const payments = rows.map(([, creditorAccount, creditorName, amount, , purpose, endToEndId]) => ({ endToEndId, amountFen: fenFromYuanText(amount ?? ''), creditorName, creditorAccount, purpose }));
      expect(payments).toEqual(message.payments);
    }), { numRuns: 200 });
  });
});

/** What an honest bank may say of one payment. */
const outcome = fc.oneof(
  fc.record({ status: fc.constant('accepted' as const), reasonCode: fc.constant(null), duplicate: fc.boolean() }),
  fc.record({ status: fc.constant('rejected' as const), reasonCode: fc.constantFrom('AC01', 'AC04', 'BE01', 'MS03', 'XX99'), duplicate: fc.boolean() }),
  fc.constant({ status: 'rejected' as const, reasonCode: 'AM05', duplicate: true }),
);
const reference = fc.option(fc.stringMatching(/^B\d{1,20}$/), { nil: null });

const answered = fc.tuple(payrollMessages, fc.infiniteStream(fc.tuple(outcome, reference)), fc.boolean()).map(([message, stream, reversed]) => {
  const lines = message.payments.map(({ endToEndId }): PaymentLineAnswer => {
    const [said, bankReference] = stream.next().value as [Omit<PaymentLineAnswer, 'endToEndId' | 'bankReference'>, string | null];
    return { endToEndId, bankReference, ...said };
  });
  return { message, answer: summedAnswer(message, reversed ? lines.toReversed() : lines) };
});

describe('a bank\'s answer', () => {
  test('is read as the bank said it, in both files, in whatever order', () => {
    fc.assert(fc.property(answered, ({ message, answer }) => {
      expect(valueOf(codec.readAnswer(ISO, bytesOf(pain002(answer, message)), message))).toEqual(answer);
      expect(valueOf(codec.readAnswer(PAYROLL, returnFile(answer, message), message))).toEqual(answer);
    }), { numRuns: 200 });
  });

  test('with any byte changed, lost or added is refused, or still whole: each payment once, and its sums the message\'s', () => {
    const damage = fc.record({ at: fc.nat(), remove: fc.integer({ min: 0, max: 40 }), insert: fc.uint8Array({ maxLength: 4 }) });
    fc.assert(fc.property(answered, damage, ({ message, answer }, { at, remove, insert }) => {
      for (const [profile, whole] of [[ISO, bytesOf(pain002(answer, message))], [PAYROLL, returnFile(answer, message)]] as const) {
        const place = at % whole.length;
        const damaged = Buffer.concat([whole.subarray(0, place), insert, whole.subarray(place + remove)]);
        const read = codec.readAnswer(profile, damaged, message);
        if (read.ok) expectWhole(read.value, message);
        else expect(read.refusal.faults.length).toBeGreaterThan(0);
      }
    }), { numRuns: 500 });
  });

  test('cut off anywhere is refused', () => {
    fc.assert(fc.property(answered, fc.nat(), ({ message, answer }, at) => {
      for (const [profile, whole] of [[ISO, bytesOf(pain002(answer, message).trimEnd())], [PAYROLL, returnFile(answer, message)]] as const) {
        expect(codec.readAnswer(profile, whole.subarray(0, at % whole.length), message).ok).toBe(false);
      }
    }), { numRuns: 300 });
  });
});

function expectWhole({ lines, totals }: PaymentMessageAnswer, message: PaymentMessage): void {
  expect(lines.map(({ endToEndId }) => endToEndId).sort()).toEqual(message.payments.map(({ endToEndId }) => endToEndId).sort());
  expect(totals.accepted.sumFen + totals.rejected.sumFen).toBe(message.controlSumFen);
}

const senderId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,34}$/);
const bookedOn = day('2026-11-23');
const ids = { endToEndId: senderId, paymentInformationId: senderId, messageId: senderId, bankReference: fc.stringMatching(/^[ -~]{1,35}$/).filter((text) => text.trim() === text) };
const head = { entryReference: fc.stringMatching(/^E[0-9A-Za-z-]{1,30}$/), amountFen: fc.integer({ min: 1, max: 90_000_000 }).map(fen), bookedOn: fc.constant(bookedOn) };
const entry: fc.Arbitrary<StatementEntry> = fc.oneof(
  fc.record({ kind: fc.constant('debit' as const), ...head, ...ids, reasonCode: fc.constant(null) }),
  fc.record({ kind: fc.constant('return' as const), ...head, ...ids, reasonCode: fc.constantFrom('AC04', 'MS03') }),
  fc.record({ kind: fc.constant('funding' as const), ...head, bankReference: ids.bankReference, endToEndId: fc.constant(null), paymentInformationId: fc.constant(null), messageId: fc.constant(null), reasonCode: fc.constant(null) }),
);

const statements: fc.Arbitrary<Statement> = fc.tuple(fc.uniqueArray(entry, { maxLength: 12, selector: ({ entryReference }) => entryReference }), fc.integer({ min: -1_000_000, max: 1_000_000 })).map(([entries, opening]) => {
  const sumOf = (isDebit: boolean) => fen(entries.filter(({ kind }) => (kind === 'debit') === isDebit).reduce((sum, { amountFen }) => sum + amountFen, 0));
  const [debitSumFen, creditSumFen] = [sumOf(true), sumOf(false)];
  return {
    account: '3303001000000000001', day: bookedOn, status: 'closed', page: 1, nextCursor: null, openingBalanceFen: fen(opening),
    closingBalanceFen: fen(opening + creditSumFen - debitSumFen), numberOfEntries: entries.length, debitSumFen, creditSumFen, entries,
  };
});

describe('a statement', () => {
  test('is read as the bank wrote it', () => {
    fc.assert(fc.property(statements, (statement) => {
      expect(valueOf(codec.readStatement(ISO, bytesOf(camt053(statement))))).toEqual(statement);
    }), { numRuns: 200 });
  });

  test('with an entry lost, doubled or a fen off is refused', () => {
    fc.assert(fc.property(statements.filter(({ entries }) => entries.length > 0), fc.nat(), fc.constantFrom('lost', 'doubled', 'off'), (statement, at, fault) => {
      const place = at % statement.entries.length;
      const entries = statement.entries.flatMap((one, index) => {
        if (index !== place) return [one];
        if (fault === 'off') return [{ ...one, amountFen: fen(one.amountFen + 1) }];
        return fault === 'lost' ? [] : [one, { ...one, entryReference: `${one.entryReference}x` }];
      });
      expect(codec.readStatement(ISO, bytesOf(camt053({ ...statement, entries }))).ok).toBe(false);
    }), { numRuns: 200 });
  });
});
