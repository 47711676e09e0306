import { joinAnswers, type BankFileCode, type Prepared, type StoppedPayment } from '@gongjiang/bank-files';
import { controlTotalsOf, type PaymentLineAnswer, type PaymentMessage, type PaymentMessageAnswer, type StoppedReasonCode } from '@gongjiang/contracts';
import { sha256Hex } from '@gongjiang/kernel';

/** A line that never leaves, and why. */
export interface StoppedLine {
  readonly endToEndId: string;
  readonly reasonCode: StoppedReasonCode;
}

export interface OutgoingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** One message as it leaves. */
export interface OutgoingPart {
  readonly messageId: string;
  readonly paymentInformationId: string;
  /** Which payments of the message, in this order; null for all that were not stopped. */
  readonly endToEndIds: readonly string[] | null;
  /** Null where the bank is spoken to over HTTP. */
  readonly file: OutgoingFile | null;
}

/** What becomes of a message, decided once and kept before any of it leaves: the same lines, the same files, for ever. */
export interface Outgoing {
  readonly messageId: string;
  readonly paymentInformationId: string;
  /** Another message under the same id would be paid in this one's name. */
  readonly messageHash: string;
  /** The profile that it goes by. */
  readonly profile: string;
  readonly stopped: readonly StoppedLine[];
  readonly parts: readonly OutgoingPart[];
}

/** The reasons of our own for what keeps a single payment from a bank. */
const REASONS: Partial<Record<BankFileCode, StoppedReasonCode>> = {
  'bank-file.account': 'GJ01',
  'bank-file.characters': 'GJ02',
  'bank-file.encoding-lacks': 'GJ03',
  'bank-file.too-long': 'GJ04',
  'bank-file.delimiter': 'GJ05',
  'bank-file.formula': 'GJ05',
  'bank-file.amount-limit': 'GJ06',
  'bank-file.bytes-limit': 'GJ06',
  'bank-file.other-bank': 'GJ07',
};

export function outgoingOf(message: PaymentMessage, profile: string, { stopped, outgoing }: Prepared): Outgoing {
  const [, second] = outgoing;
  return {
    messageId: message.messageId,
    paymentInformationId: message.paymentInformationId,
    messageHash: hashOf(message),
    profile,
    stopped: stopped.map(stoppedLine),
    parts: outgoing.map(({ message: part, file }) => ({
      messageId: part.messageId,
      paymentInformationId: part.paymentInformationId,
      endToEndIds: second ? part.payments.map(({ endToEndId }) => endToEndId) : null,
      file: file && { name: file.name, mediaType: file.mediaType, bytes: file.bytes },
    })),
  };
}

/** Field by field in an order of its own: the same whatever order the message has them in, and a third of what sorting a thousand payments' keys takes. */
export function hashOf({ messageId, paymentInformationId, debtorAccount, currency, numberOfPayments, controlSumFen, payments }: PaymentMessage): string {
  const lines = payments.map(({ endToEndId, amountFen, creditorName, creditorAccount, purpose }) => [endToEndId, amountFen, creditorName, creditorAccount, purpose]);
  return sha256Hex(JSON.stringify([messageId, paymentInformationId, debtorAccount, currency, numberOfPayments, controlSumFen, lines]));
}

function stoppedLine({ endToEndId, fault }: StoppedPayment): StoppedLine {
  const reasonCode = REASONS[fault.code];
  if (!reasonCode) throw new Error(`A payment was stopped for a reason without a code: ${fault.code}`);
  return { endToEndId, reasonCode };
}

/** A message that leaves, with its file where it goes as one. */
export interface LeavingMessage {
  readonly message: PaymentMessage;
  readonly file: OutgoingFile | null;
}

/** The messages that leave: one, or more above the bank's limits. */
export function partsOf(message: PaymentMessage, { stopped, parts }: Outgoing): readonly LeavingMessage[] {
  const isStopped = new Set(stopped.map(({ endToEndId }) => endToEndId));
  const byId = new Map(message.payments.map((payment) => [payment.endToEndId, payment]));
  return parts.map(({ messageId, paymentInformationId, endToEndIds, file }) => {
    const payments = endToEndIds ? endToEndIds.flatMap((id) => byId.get(id) ?? []) : message.payments.filter(({ endToEndId }) => !isStopped.has(endToEndId));
    return { message: { ...message, messageId, paymentInformationId, ...controlTotalsOf(payments), payments }, file };
  });
}

/** The answer to the whole: ours to what was stopped, the bank's to the rest. */
export function joinedAnswer(message: PaymentMessage, { stopped }: Outgoing, answers: readonly PaymentMessageAnswer[]): PaymentMessageAnswer {
  return joinAnswers(message, [{ lines: stopped.map(answerToStopped) }, ...answers]);
}

function answerToStopped({ endToEndId, reasonCode }: StoppedLine): PaymentLineAnswer {
  return { endToEndId, status: 'rejected', bankReference: null, reasonCode, duplicate: false };
}
