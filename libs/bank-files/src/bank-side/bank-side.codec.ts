import { paymentMessageSchema, type PaymentMessage, type PaymentMessageAnswer, type Statement } from '@gongjiang/contracts';
import { impossible } from '@gongjiang/kernel';
import { checkLimits } from '../check/payments.check.js';
import { toGb18030 } from '../delimited/gb18030.js';
import type { XmlReader } from '../iso20022/xml.tree.js';
import type { BankProfile } from '../profile/profile.js';
import { Faults, refuseFile, type FileResult } from '../refusal/faults.js';
import { camt053 } from './camt053.writer.js';
import { pain002, type Report } from './pain002.writer.js';
import { readPain001 } from './pain001.reader.js';
import { readPayroll } from './payroll.reader.js';
import { returnText } from './return.writer.js';

/** A file as a bank gives it. */
export interface BankSideFile {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

type FileProfile = Exclude<BankProfile, { kind: 'interface' }>;

/** The other side of every profile: takes what a client writes and writes what a client reads. For the sandbox bank and for tests. */
export class BankSideCodec {
  readonly #xml: XmlReader;

  constructor(xml: XmlReader) {
    this.#xml = xml;
  }

  /** The message that a client's file holds, when it is whole, valid and within the bank's limits. */
  readPayments(profile: FileProfile, bytes: Uint8Array): FileResult<PaymentMessage> {
    if (bytes.length > profile.limits.bytes) return refuseFile('bank-file.bytes-limit', { bytes: bytes.length, limit: profile.limits.bytes });
    const read = profile.kind === 'iso20022' ? this.#xml.read('pain.001.001.09', bytes, readPain001) : readPayroll(profile, bytes);
    return read.ok ? acceptable(profile, read.value) : read;
  }

  /** The answer to a message, as its bank gives it: pain.002 or the return file. */
  writeAnswer(profile: FileProfile, answer: PaymentMessageAnswer, sent: PaymentMessage, report: Report): BankSideFile {
    switch (profile.kind) {
      case 'iso20022': return { mediaType: 'application/xml', bytes: new TextEncoder().encode(pain002(answer, sent, report)) };
      case 'delimited': return { mediaType: 'text/plain; charset=gb18030', bytes: toGb18030(returnText(profile, answer, sent)) };
      default: return impossible(profile);
    }
  }

  /** One page of a closed day, as camt.053. */
  writeStatement(statement: Statement): BankSideFile {
    return { mediaType: 'application/xml', bytes: new TextEncoder().encode(camt053(statement)) };
  }
}

function acceptable(profile: FileProfile, message: PaymentMessage): FileResult<PaymentMessage> {
  const faults = new Faults();
  checkLimits(profile.limits, message, faults);
  const { paymentYuan } = profile.limits;
  message.payments.forEach(({ endToEndId, amountFen }, at) => {
    if (paymentYuan !== undefined && amountFen > paymentYuan) faults.add('bank-file.amount-limit', { line: at + 1, endToEndId, amountFen, limit: paymentYuan });
  });
  const [issue] = paymentMessageSchema.safeParse(message).error?.issues ?? [];
  if (issue) faults.add('bank-file.reference', { line: 0, field: issue.path.join('.') });
  return faults.result(message);
}
