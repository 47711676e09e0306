import type { PaymentMessage } from '@gongjiang/contracts';
import type { Day } from '@gongjiang/kernel';
import { accountOf, movement, type LedgerStore, type Place, type Posting } from '@gongjiang/ledger';
import type { Batch } from '../batch/batch.js';
import type { CityStore } from '../city/city.store.js';
import type { Clawbacks } from '../clawback/clawbacks.js';
import { itemsAfterAnswer } from '../item/item.after.js';
import type { MoneyLine } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { isForTheBank, paymentMessageOf, rejectedItems } from '../payment/payment-message.js';
import type { PersonStore } from '../person/person.store.js';
import { settleInBooks } from './chunk.books.js';
import { fundYearOfChunk } from './chunk.fund-year.js';
import { paymentInformationIdOf, type Chunk } from './chunk.js';
import { restIfShort, sendAndKeep, type SendingPorts } from './chunk.send.js';
import type { StepRunner } from './chunk.step.js';
import type { ChunkStore } from './chunk.store.js';
import { outcomeOf } from './chunk.totals.js';

export interface DisbursementPorts extends SendingPorts {
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly persons: PersonStore;
  readonly ledger: LedgerStore;
  readonly cities: CityStore;
  readonly clawbacks: Clawbacks;
}

type Payable = Extract<Batch, { fundYear: unknown }>;
/** A chunk has one message: what goes out again goes in a chunk of a later batch. */
const ATTEMPT = 1;

/** What a chunk sends, and the lines that it says so of: read once, and what becomes of them is known without reading them again. */
interface Sent {
  readonly message: PaymentMessage;
  readonly items: readonly MoneyLine[];
}

/**
 * Pays a chunk: the intent is written before the bank is called, and whatever happens in between, what is sent again is
 * the very same message under the same ids. Throws `BankSilent` where no answer came; the chunk then stays instructed.
 * While payments rest no chunk is begun, so that what has no message yet can be cancelled.
 */
export async function disburseChunk(ports: DisbursementPorts, batch: Payable, chunk: Chunk, on: Day, step: StepRunner): Promise<void> {
  if (chunk.phase === 'planned' || chunk.phase === 'answered' || chunk.phase === 'settled') return;
  if (chunk.phase === 'calculated') {
    if ((await ports.sendingGate.look(batch)).hold) return;
    await settleInBooks(ports, batch, chunk, on, step);
  }
  const sent = await (chunk.phase === 'calculated' ? instruct(ports, batch, chunk, on, step) : instructed(ports, chunk));
  // Nothing is sent where nothing is for the bank; a worker may have died while it finished such a chunk.
  if (!sent) return finishUnpaid(ports, chunk);
  await send(ports, batch, chunk, sent, on, step);
}

/** Ends a chunk that has no line for the bank: none was calculated, or objections hold them all. */
async function finishUnpaid(ports: DisbursementPorts, chunk: Chunk): Promise<void> {
  // A cancellation was first: it ends the chunk, and sets its money free.
  if (await ports.payments.isWithdrawn(paymentInformationIdOf(chunk.id, ATTEMPT))) return;
  const outcome = outcomeOf(await ports.items.moneyOf(chunk.id));
  await ports.chunks.toInstructed(chunk.id, paymentInformationIdOf(chunk.id, ATTEMPT));
  await ports.chunks.toAnswered(chunk.id, outcome);
  await ports.chunks.toSettled(chunk.id, outcome);
}

/** Keeps the message before it goes; undefined where nothing is for the bank. */
async function instruct(ports: DisbursementPorts, batch: Payable, chunk: Chunk, on: Day, step: StepRunner): Promise<Sent | undefined> {
  const items = await ports.items.moneyOf(chunk.id);
  const message = await step('keep-message', () => buildMessage(ports, batch, chunk, items));
  if (!message) return undefined;
  await step('post-instruction', () => post(ports, batch, chunk, on, { kind: 'instruct', amountFen: message.controlSumFen, from: 'payable', to: 'in-transit' }));
  await step('mark-instructed', () => ports.chunks.toInstructed(chunk.id, message.paymentInformationId));
  return { message, items };
}

/** What an earlier worker kept. */
async function instructed(ports: DisbursementPorts, chunk: Chunk): Promise<Sent | undefined> {
  const message = await ports.payments.message(paymentInformationIdOf(chunk.id, ATTEMPT));
  return message && { message, items: await ports.items.moneyOf(chunk.id) };
}

async function buildMessage(ports: DisbursementPorts, batch: Payable, chunk: Chunk, items: readonly MoneyLine[]): Promise<PaymentMessage | undefined> {
  const kept = await ports.payments.message(paymentInformationIdOf(chunk.id, ATTEMPT));
  if (kept) return kept;
  const toPay = items.filter(isForTheBank);
  if (toPay.length === 0) return undefined;
  const identities = await ports.persons.identities(batch.city, [...new Set(toPay.map((item) => item.due.person))]);
  return ports.payments.keepMessage(paymentMessageOf(chunk.id, ATTEMPT, ports.cities.get(batch.city).debtorAccount, toPay, identities));
}

async function send(ports: DisbursementPorts, batch: Payable, chunk: Chunk, { message, items }: Sent, on: Day, step: StepRunner): Promise<void> {
  const lines = (await ports.payments.answer(message.paymentInformationId)) ?? (await sendAndKeep(ports, batch, message, step));
  if (!lines) return;
  const rejected = rejectedItems(message, items, lines);
  await step('apply-answer', () => ports.items.applyAnswer(chunk.id, rejected));
  const outcome = outcomeOf(itemsAfterAnswer(items, rejected));
  await step('post-answer', () => post(ports, batch, chunk, on, { kind: 'reject', amountFen: outcome.rejected.amountFen, from: 'in-transit', to: 'payable' }));
  await step('rest-if-short', () => restIfShort(ports, batch, lines));
  await step('finish-disbursement', () => ports.chunks.toAnswered(chunk.id, outcome));
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
