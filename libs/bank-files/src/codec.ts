import { paymentMessageAnswerSchema, statementSchema, type PaymentMessage, type PaymentMessageAnswer, type Statement } from '@gongjiang/contracts';
import { impossible } from '@gongjiang/kernel';
import type { z } from 'zod';
import { MAX_ANSWER_BYTES, MAX_STATEMENT_BYTES } from './bank-file.limits.js';
import type { BankFile, Sending } from './bank-file.js';
import { readReturn } from './delimited/return.reader.js';
import { writePayroll } from './delimited/payroll.writer.js';
import { readCamt053 } from './iso20022/camt053.reader.js';
import { readPain002 } from './iso20022/pain002.reader.js';
import { writePain001 } from './iso20022/pain001.writer.js';
import type { XmlReader } from './iso20022/xml.tree.js';
import { prepareMessage, type Prepared } from './prepare.js';
import type { BankProfile } from './profile/profile.js';
import { refuseFile, type FileResult } from './refusal/faults.js';

/** Writes and reads the files of every profile. Nothing is kept between calls: the same arguments give the same result. */
export class BankFileCodec {
  readonly #xml: XmlReader;

  constructor(xml: XmlReader) {
    this.#xml = xml;
  }

  /** What leaves of a message, and what is stopped before: the same arguments give the same files to the byte. */
  prepare(profile: BankProfile, message: PaymentMessage, sending: Sending): FileResult<Prepared> {
    return prepareMessage(profile, message, sending, (own, part, how) => this.writePayments(own, part, how));
  }

  /** The file that carries the message, or all that keeps it from leaving, payment by payment. */
  writePayments(profile: BankProfile, message: PaymentMessage, sending: Sending): FileResult<BankFile> {
    switch (profile.kind) {
      case 'iso20022': return writePain001(profile, message, sending, this.#xml);
      case 'delimited': return writePayroll(profile, message, sending);
      case 'interface': return refuseFile('bank-file.no-such-file', { profile: profile.id, kind: 'payments' });
      default: return impossible(profile);
    }
  }

  /** The bank's answer to the message `sent`, whole; anything less is refused and says nothing of any payment. */
  readAnswer(profile: BankProfile, bytes: Uint8Array, sent: PaymentMessage): FileResult<PaymentMessageAnswer> {
    if (bytes.length > MAX_ANSWER_BYTES) return refuseFile('bank-file.bytes-limit', { bytes: bytes.length, limit: MAX_ANSWER_BYTES });
    switch (profile.kind) {
      case 'iso20022': return fitting(paymentMessageAnswerSchema, this.#xml.read('pain.002.001.10', bytes, (root) => readPain002(root, sent)));
      case 'delimited': return fitting(paymentMessageAnswerSchema, readReturn(profile, bytes, sent));
      case 'interface': return refuseFile('bank-file.no-such-file', { profile: profile.id, kind: 'answer' });
      default: return impossible(profile);
    }
  }

  /** One page of the statement of one account and day. */
  readStatement(profile: BankProfile, bytes: Uint8Array): FileResult<Statement> {
    if (bytes.length > MAX_STATEMENT_BYTES) return refuseFile('bank-file.bytes-limit', { bytes: bytes.length, limit: MAX_STATEMENT_BYTES });
    if (profile.kind === 'interface' || (profile.kind === 'delimited' && profile.statements === 'none')) return refuseFile('bank-file.no-such-file', { profile: profile.id, kind: 'statement' });
    const terms = { statementSummary: profile.kind === 'iso20022' ? profile.statementSummary : 'required' } as const;
    return fitting(statementSchema, this.#xml.read('camt.053.001.08', bytes, (root) => readCamt053(root, terms)));
  }
}

/** The last look: what was read must also be the neutral shape to the letter, before anyone trusts it. */
function fitting<Value>(schema: z.ZodType<Value>, read: FileResult<Value>): FileResult<Value> {
  if (!read.ok) return read;
  const fault = schema.safeParse(read.value).error?.issues[0];
  return fault ? refuseFile('bank-file.reference', { line: 0, field: fault.path.join('.') }) : read;
}
