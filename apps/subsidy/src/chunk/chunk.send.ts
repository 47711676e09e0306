import type { PaymentLineAnswer, PaymentMessage, PaymentStatus } from '@gongjiang/contracts';
import { BankPending, BankSilent, type Bank } from '../bank/bank.js';
import type { Batch } from '../batch/batch.js';
import type { Brakes } from '../disbursement-control/brakes.js';
import type { SendingGate } from '../disbursement-control/sending.gate.js';
import { answersWhole, doubtfulLines } from '../payment/payment-message.js';
import type { PaymentStore } from '../payment/payment.store.js';
import { RestoredBank, type RestoredBankPorts } from '../restore/restored.bank.js';
import type { StepRunner } from './chunk.step.js';

/** With whom a worker speaks when it sends: the gate is asked right before, the brakes are pulled where the bank lacks the city's money. */
export interface SendingPorts extends RestoredBankPorts {
  readonly payments: PaymentStore;
  readonly sendingGate: SendingGate;
  readonly brakes: Brakes;
}

/** The paying account lacks the money (ISO 20022). */
const MONEY_SHORT = 'AM04';

/**
 * The bank's answer to a kept message, kept in its turn. Undefined where there is none yet: payments rest, a bank of
 * files has not answered, or the bank refused the message whole and none of it is in its books. The chunk then stays
 * instructed, and the very same message goes out again when payments go on.
 */
export async function sendAndKeep(ports: SendingPorts, batch: Batch, message: PaymentMessage, step: StepRunner): Promise<readonly PaymentLineAnswer[] | undefined> {
  const lines = await step('send', () => sendOrAsk(ports, batch, message));
  return lines && step('keep-answer', () => ports.payments.keepAnswer(message.paymentInformationId, lines));
}

/** The gate is looked at last of all before the bank is called, also for a message that goes out once more. */
async function sendOrAsk(ports: SendingPorts, batch: Batch, message: PaymentMessage): Promise<readonly PaymentLineAnswer[] | undefined> {
  const { hold, own, wasRestored } = await ports.sendingGate.look(batch);
  const bank = wasRestored ? new RestoredBank(batch.city, ports) : ports.bankOf(batch.city);
  if (hold) return askOnly(bank, message);
  const answer = await bank.pay(message).catch(undefinedWhilePending);
  if (!answer) return undefined;
  if (answer.refusedFor !== undefined && answer.lines.length === 0 && answer.paymentInformationId === message.paymentInformationId) {
    await ports.brakes.pauseBySystem(batch, { cause: answer.refusedFor === MONEY_SHORT ? 'money-short' : 'message-refused', reason: answer.refusedFor }, own.version);
    return undefined;
  }
  if (!answersWhole(message, answer)) throw new BankSilent('an answer that does not speak of each payment once');
  const doubtful = doubtfulLines(answer);
  if (doubtful.length === 0) return answer.lines;
  const statuses = await statusesOf(bank, doubtful, message);
  return answer.lines.map((line) => {
    if (!doubtful.includes(line)) return line;
    const status = statuses.get(line.endToEndId);
    if (!status) throw new BankSilent(`a line in doubt: ${line.endToEndId}`);
    return { ...line, status: verdictOf(status), reasonCode: status.reasonCode };
  });
}

/**
 * While payments rest nothing is sent, but what may be with the bank already is asked after: a message whose answer was
 * lost before the brake was pulled. Only where the bank knows every line of it is that an answer.
 */
async function askOnly(bank: Bank, message: PaymentMessage): Promise<readonly PaymentLineAnswer[] | undefined> {
  const statuses = await statusesOf(bank, message.payments, message).catch((error: unknown) => {
    if (error instanceof BankSilent) return new Map<string, PaymentStatus>();
    throw error;
  });
  if (message.payments.some(({ endToEndId }) => !statuses.has(endToEndId))) return undefined;
  return [...statuses.values()].map((status) => {
    const verdict = verdictOf(status);
    return { endToEndId: status.endToEndId, status: verdict, bankReference: status.bankReference, reasonCode: verdict === 'rejected' ? status.reasonCode : null, duplicate: true };
  });
}

/** A bank that answers by files has it and says so later: that is no failure, and nobody waits for it. */
function undefinedWhilePending(error: unknown): undefined {
  if (!(error instanceof BankPending)) throw error;
}

/** Where the lines stand that the bank knows. */
async function statusesOf(bank: Bank, lines: readonly { readonly endToEndId: string }[], message: PaymentMessage): Promise<ReadonlyMap<string, PaymentStatus>> {
  const ids = lines.map(({ endToEndId }) => endToEndId);
  const statuses = await bank.inquire(ids, message);
  return new Map(statuses.filter(({ endToEndId, status }) => status !== 'unknown-id' && ids.includes(endToEndId)).map((status) => [status.endToEndId, status]));
}

/** What was taken and came back since was taken: the statement says the rest. */
function verdictOf({ status }: PaymentStatus): PaymentLineAnswer['status'] {
  return status === 'rejected' ? 'rejected' : 'accepted';
}

/** The account was emptied in the middle of a message: its other lines are answered for good, and the batch rests before more of the same follows. */
export async function restIfShort({ sendingGate, brakes }: SendingPorts, batch: Batch, lines: readonly PaymentLineAnswer[]): Promise<void> {
  if (!lines.some(({ status, reasonCode }) => status === 'rejected' && reasonCode === MONEY_SHORT)) return;
  await brakes.pauseBySystem(batch, { cause: 'money-short', reason: MONEY_SHORT }, (await sendingGate.look(batch)).own.version);
}
