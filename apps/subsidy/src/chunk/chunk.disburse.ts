import type { PaymentLineAnswer, PaymentMessage } from '@gongjiang/contracts';
import type { Day } from '@gongjiang/kernel';
import { accountOf, movement, type LedgerStore, type Place, type Posting } from '@gongjiang/ledger';
import { BankSilent, type Bank } from '../bank/bank.js';
import type { Batch } from '../batch/batch.js';
import type { CityStore } from '../city/city.store.js';
import type { Clawbacks } from '../clawback/clawbacks.js';
import type { ItemStore } from '../item/item.store.js';
import { answersWhole, doubtfulLines, isForTheBank, paymentMessageOf, rejectedItems } from '../payment/payment-message.js';
import type { PaymentStore } from '../payment/payment.store.js';
import type { PersonStore } from '../person/person.store.js';
import { settleInBooks } from './chunk.books.js';
import { fundYearOfChunk } from './chunk.fund-year.js';
import { paymentInformationIdOf, type Chunk } from './chunk.js';
import type { StepRunner } from './chunk.step.js';
import type { ChunkStore } from './chunk.store.js';
import { outcomeOf } from './chunk.totals.js';

export interface DisbursementPorts {
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly persons: PersonStore;
  readonly payments: PaymentStore;
  readonly bank: Bank;
  readonly ledger: LedgerStore;
  readonly cities: CityStore;
  readonly clawbacks: Clawbacks;
}

type Payable = Extract<Batch, { fundYear: unknown }>;
/** A chunk has one message: what goes out again goes in a chunk of a later batch. */
const ATTEMPT = 1;

/**
 * Pays a chunk: the intent is written before the bank is called, and whatever happens in between, what is sent again is
 * the very same message under the same ids. Throws `BankSilent` where no answer came; the chunk then stays instructed.
 */
export async function disburseChunk(ports: DisbursementPorts, batch: Payable, chunk: Chunk, on: Day, step: StepRunner): Promise<void> {
  if (chunk.phase === 'planned' || chunk.phase === 'answered' || chunk.phase === 'settled') return;
  if (chunk.phase === 'calculated') {
    await settleInBooks(ports, batch, chunk, on, step);
    if (!(await instruct(ports, batch, chunk, on, step))) return finishUnpaid(ports, chunk);
  }
  // Nothing was sent where nothing is for the bank: a worker died while it finished the chunk.
  if (!(await ports.payments.message(paymentInformationIdOf(chunk.id, ATTEMPT)))) return finishUnpaid(ports, chunk);
  await send(ports, batch, chunk, on, step);
}

/** Ends a chunk that has no line for the bank: none was calculated, or objections hold them all. */
async function finishUnpaid(ports: DisbursementPorts, chunk: Chunk): Promise<void> {
  const outcome = outcomeOf(await ports.items.ofChunk(chunk.id));
  await ports.chunks.toInstructed(chunk.id, paymentInformationIdOf(chunk.id, ATTEMPT));
  await ports.chunks.toAnswered(chunk.id, outcome);
  await ports.chunks.toSettled(chunk.id, outcome);
}

/** Keeps the message before it goes; false where nothing is for the bank. */
async function instruct(ports: DisbursementPorts, batch: Payable, chunk: Chunk, on: Day, step: StepRunner): Promise<boolean> {
  const message = await step('keep-message', () => buildMessage(ports, batch, chunk));
  if (!message) return false;
  await step('post-instruction', () => post(ports, batch, chunk, on, { kind: 'instruct', amountFen: message.controlSumFen, from: 'payable', to: 'in-transit' }));
  await step('mark-instructed', () => ports.chunks.toInstructed(chunk.id, message.paymentInformationId));
  return true;
}

async function buildMessage(ports: DisbursementPorts, batch: Payable, chunk: Chunk): Promise<PaymentMessage | undefined> {
  const kept = await ports.payments.message(paymentInformationIdOf(chunk.id, ATTEMPT));
  if (kept) return kept;
  const items = (await ports.items.ofChunk(chunk.id)).filter(isForTheBank);
  if (items.length === 0) return undefined;
  const identities = await ports.persons.identities(batch.city, [...new Set(items.map((item) => item.due.person))]);
  return ports.payments.keepMessage(paymentMessageOf(chunk.id, ATTEMPT, ports.cities.get(batch.city).debtorAccount, items, identities));
}

async function send(ports: DisbursementPorts, batch: Payable, chunk: Chunk, on: Day, step: StepRunner): Promise<void> {
  const id = paymentInformationIdOf(chunk.id, ATTEMPT);
  const lines = (await ports.payments.answer(id)) ?? (await sendAndKeep(ports, id, step));
  const rejected = rejectedItems(await ports.items.ofChunk(chunk.id), lines);
  await step('apply-answer', () => ports.items.applyAnswer(chunk.id, rejected));
  const outcome = outcomeOf(await ports.items.ofChunk(chunk.id));
  await step('post-answer', () => post(ports, batch, chunk, on, { kind: 'reject', amountFen: outcome.rejected.amountFen, from: 'in-transit', to: 'payable' }));
  await step('finish-disbursement', () => ports.chunks.toAnswered(chunk.id, outcome));
}

async function sendAndKeep(ports: DisbursementPorts, id: string, step: StepRunner): Promise<readonly PaymentLineAnswer[]> {
  const message = await ports.payments.message(id);
  if (!message) throw new Error(`A chunk was instructed without its message: ${id}`);
  const lines = await step('send', () => ask(ports.bank, message));
  return step('keep-answer', () => ports.payments.keepAnswer(id, lines));
}

/** Sends the message and asks after every line whose answer is not final. */
async function ask(bank: Bank, message: PaymentMessage): Promise<readonly PaymentLineAnswer[]> {
  const answer = await bank.pay(message);
  if (!answersWhole(message, answer)) throw new BankSilent('an answer that does not speak of each payment once');
  const doubtful = doubtfulLines(answer);
  if (doubtful.length === 0) return answer.lines;
  const statuses = new Map((await bank.inquire(doubtful.map((line) => line.endToEndId))).map((status) => [status.endToEndId, status]));
  return answer.lines.map((line) => {
    if (!doubtful.includes(line)) return line;
    const status = statuses.get(line.endToEndId);
    if (!status || status.status === 'unknown-id') throw new BankSilent(`a line in doubt: ${line.endToEndId}`);
    return { ...line, status: status.status === 'rejected' ? 'rejected' : 'accepted', reasonCode: status.reasonCode };
  });
}

interface Move {
  readonly kind: 'instruct' | 'reject';
  readonly amountFen: Posting['lines'][number]['amountFen'];
  readonly from: Exclude<Place, 'paid'>;
  readonly to: Exclude<Place, 'paid'>;
}

async function post(ports: DisbursementPorts, batch: Payable, chunk: Chunk, on: Day, { kind, amountFen, from, to }: Move): Promise<void> {
  const fund = fundYearOfChunk(batch, chunk);
  const lines = movement(amountFen, accountOf(fund, from), accountOf(fund, to));
  if (lines.length === 0) return;
  await ports.ledger.post([{ id: `${kind}|${chunk.id}|a${ATTEMPT}`, city: batch.city, kind, batchId: batch.id, chunkId: chunk.id, businessDate: on, lines }]);
}
