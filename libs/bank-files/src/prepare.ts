import type { Payment, PaymentMessage } from '@gongjiang/contracts';
import { ok } from '@gongjiang/kernel';
import type { BankFile, Sending } from './bank-file.js';
import { checkPayment, checkWhole } from './check/payments.check.js';
import { bankOfAccount } from './delimited/bank-of-account.js';
import { rowOfPayment } from './delimited/payroll.writer.js';
import { messagesOf, slicesOf } from './divide.js';
import type { BankProfile } from './profile/profile.js';
import { Faults, type FileFault, type FileResult } from './refusal/faults.js';

/** A payment that does not leave: this bank cannot take it as it is. */
export interface StoppedPayment {
  readonly endToEndId: string;
  readonly fault: FileFault;
}

/** A message as it leaves, and the file that carries it; null where the bank is spoken to over HTTP. */
export interface OutgoingMessage {
  readonly message: PaymentMessage;
  readonly file: BankFile | null;
}

/** What becomes of a message: every payment of it is stopped, or stands in one of those that leave. */
export interface Prepared {
  readonly stopped: readonly StoppedPayment[];
  readonly outgoing: readonly OutgoingMessage[];
}

export type FileWriter = (profile: BankProfile, message: PaymentMessage, sending: Sending) => FileResult<BankFile>;

/**
 * Makes a message ready: stops what the bank cannot take, payment by payment, and divides the rest into files within
 * the bank's limits. Refused is only what is wrong with the whole: its totals, its ids, its payer.
 */
export function prepareMessage(profile: BankProfile, message: PaymentMessage, sending: Sending, write: FileWriter): FileResult<Prepared> {
  const faults = new Faults();
  checkWhole(message, faults);
  if (faults.count > 0) return faults.result<Prepared>(undefined);
  const stopped = stoppedOf(profile, message.payments);
  const slices = slicesOf(profile, message.payments.filter(({ endToEndId }) => !stopped.has(endToEndId)));
  if (profile.kind === 'interface') return ok(prepared(stopped, messagesOf(message, slices).map((part) => ({ message: part, file: null }))));
  return writeAll({ message, stopped, write: (part) => write(profile, part, sending) }, slices);
}

interface Writing {
  readonly message: PaymentMessage;
  readonly stopped: Map<string, FileFault>;
  readonly write: (message: PaymentMessage) => FileResult<BankFile>;
}

/** Writes each slice; what comes out larger than the bank's limit is cut in half until all fits, and stopped where it stands alone. */
function writeAll({ message, stopped, write }: Writing, slices: readonly (readonly Payment[])[]): FileResult<Prepared> {
  const outgoing: OutgoingMessage[] = [];
  const next: (readonly Payment[])[] = [];
  for (const part of messagesOf(message, slices)) {
    const file = write(part);
    if (!file.ok && file.refusal.code !== 'bank-file.bytes-limit') return file;
    const [first, second] = part.payments;
    if (file.ok) outgoing.push({ message: part, file: file.value });
    if (!file.ok && first && !second) file.refusal.faults.forEach((fault) => stopped.set(first.endToEndId, fault));
    else next.push(...(file.ok ? [part.payments] : halvesOf(part.payments)));
  }
  return next.length === outgoing.length ? ok(prepared(stopped, outgoing)) : writeAll({ message, stopped, write }, next);
}

function prepared(stopped: ReadonlyMap<string, FileFault>, outgoing: readonly OutgoingMessage[]): Prepared {
  return { stopped: [...stopped].map(([endToEndId, fault]) => ({ endToEndId, fault })), outgoing };
}

function halvesOf(payments: readonly Payment[]): (readonly Payment[])[] {
  const middle = Math.ceil(payments.length / 2);
  return [payments.slice(0, middle), payments.slice(middle)];
}

function stoppedOf(profile: BankProfile, payments: readonly Payment[]): Map<string, FileFault> {
  const stopped = new Map<string, FileFault>();
  payments.forEach((payment, at) => {
    const fault = faultOf(profile, payment, at + 1);
    if (fault) stopped.set(payment.endToEndId, fault);
  });
  return stopped;
}

/** The first thing that keeps one payment from this bank, whatever goes with it. */
function faultOf(profile: BankProfile, payment: Payment, line: number): FileFault | undefined {
  const faults = new Faults();
  const where = { line, endToEndId: payment.endToEndId };
  checkPayment(profile, payment, where, faults);
  const { fileYuan } = profile.limits;
  if (fileYuan !== undefined && payment.amountFen > fileYuan) faults.add('bank-file.amount-limit', { ...where, amountFen: payment.amountFen, limit: fileYuan });
  if (profile.kind === 'delimited') {
    if (profile.ownBank?.others === 'refused' && bankOfAccount(profile, payment.creditorAccount) === 'other') faults.add('bank-file.other-bank', where);
    rowOfPayment(profile, payment, line, faults);
  }
  return faults.first;
}
