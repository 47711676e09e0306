import { addFen, groupBy, isMonth, subtractFen, ZERO_FEN, type Day, type Fen, type Month } from '@gongjiang/kernel';
import { accountOf, movement, type LedgerStore } from '@gongjiang/ledger';
import type { Batch, LineSum } from '../batch/batch.js';
import { fundYearOf } from '../batch/batch.posting.js';
import { settleInBooks, type BooksPorts } from '../chunk/chunk.books.js';
import { paymentInformationIdOf, type Chunk } from '../chunk/chunk.js';
import { plainStep } from '../chunk/chunk.step.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { outcomeOf, sumOfLines } from '../chunk/chunk.totals.js';
import type { FundStore } from '../fund/fund.store.js';
import { grantIdOf } from '../grant/grant.js';
import type { GrantStore } from '../grant/grant.store.js';
import { endToEndIdOf, type Due, type Item } from '../item/item.js';
import type { PaymentStore } from '../payment/payment.store.js';
import type { PopulationStore } from '../population/population.store.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { SYSTEM_ACTOR, WORKER_SOURCE } from '../shared/source.js';
import type { BankKnowledge } from '../restore/bank.knowledge.js';
import type { Brakes } from './brakes.js';
import type { SendingGate } from './sending.gate.js';

export interface CancellationPorts extends BooksPorts {
  readonly chunks: ChunkStore;
  readonly payments: PaymentStore;
  readonly populations: PopulationStore;
  readonly grants: GrantStore;
  readonly sameKind: SameKindStore;
  readonly funds: FundStore;
  readonly changes: ChangeLog;
  readonly sendingGate: SendingGate;
  readonly brakes: Brakes;
  readonly ledger: LedgerStore;
  readonly knowledge: BankKnowledge;
}

/** The steps in their order, some of them once a chunk. Every one may be the last before a crash: each is safe to run again. */
export const CANCELLATION_STEPS = [
  'withdraw-message', 'settle-in-books', 'free-obligation', 'void-lines', 'free-months', 'recheck-grants', 'end-chunk', 'free-reservation', 'finish-cancellation',
] as const;
export type CancellationStep = (typeof CANCELLATION_STEPS)[number];
export type CancellationStepRunner = <T>(step: CancellationStep, run: () => Promise<T>) => Promise<T>;

/** The reason of a line that was cancelled before it was sent. */
const CANCELLED = 'cancelled';
/** A chunk has one message: the first. */
const ATTEMPT = 1;

type Payable = Extract<Batch, { fundYear: unknown }>;
type Calculated = Extract<Chunk, { totals: unknown }>;

/**
 * Cancels what is not yet sent of a batch that two persons said so of: chunks whose message is not written. What rides on
 * from earlier batches is not this batch's to cancel, and what is kept against claims back is settled in the books.
 */
export async function cancelRest(ports: CancellationPorts, batch: Payable, on: Day, step: CancellationStepRunner): Promise<void> {
  const plan = await ports.populations.find(batch.id, batch.calculation);
  const { own, hold, wasRestored } = await ports.sendingGate.look(batch);
  // What a restored service takes for not sent may be paid: nothing is ended before the bank was asked.
  if (!plan || own.control.status !== 'cancelling' || (hold?.kind === 'control' && hold.control.scope.kind === 'restore')) return;
  const left = (await ports.chunks.ofBatch(batch.id, plan.run)).filter(({ phase, carriedFrom }) => phase === 'calculated' && carriedFrom === null);
  const ended: Calculated[] = [];
  for (const { id } of left) {
    const chunk = await calculatedChunk(ports, id);
    if (wasRestored && (await isKnownAtBank(ports, chunk))) continue;
    if (await endLines(ports, batch, chunk, on, step)) ended.push(chunk);
  }
  // Before the grants are decided again: what the next batch then claims among the cities is its own.
  await step('free-months', () => freeMonths(ports, ended));
  for (const chunk of ended) await endChunk(ports, batch, chunk, step);
  const cancelled = await ports.chunks.cancelledOf(batch.id, plan.run);
  await step('free-reservation', () => keepOnlyTheRest(ports, batch));
  const { lines, amountFen } = cancelled.reduce<LineSum>((sum, one) => ({ lines: sum.lines + one.cancelled.lines, amountFen: addFen(sum.amountFen, one.cancelled.amountFen) }), { lines: 0, amountFen: ZERO_FEN });
  const target = { city: batch.city, scope: { kind: 'batch', batchId: batch.id }, version: null, source: WORKER_SOURCE } as const;
  await step('finish-cancellation', () => ports.brakes.act(target, { kind: 'complete-cancellation', actor: SYSTEM_ACTOR, lines, amountFen }));
}

async function calculatedChunk({ chunks }: CancellationPorts, id: string): Promise<Calculated> {
  const chunk = await chunks.find(id);
  if (!chunk || chunk.phase === 'planned') throw new Error(`A chunk of a batch that is paid was not calculated: ${id}`);
  return chunk;
}

/** True where the bank knows a line of it: its message left, and was forgotten here. It goes on when payments do. */
async function isKnownAtBank({ items, knowledge }: CancellationPorts, { id, city }: Calculated): Promise<boolean> {
  return (await knowledge.of(city, (await items.ofChunk(id)).filter(({ way }) => way === 'pay').map(endToEndIdOf))).size > 0;
}

/** Ends the lines of a chunk whose message is not written; false where a worker was first: the bank may come to know it, and it is sent when payments go on. */
async function endLines(ports: CancellationPorts, batch: Payable, chunk: Calculated, on: Day, step: CancellationStepRunner): Promise<boolean> {
  if (!(await step('withdraw-message', () => ports.payments.withdraw(paymentInformationIdOf(chunk.id, ATTEMPT))))) return false;
  await step('settle-in-books', () => settleInBooks(ports, batch, chunk, on, plainStep));
  const lines = (await ports.items.ofChunk(chunk.id)).filter(isCancelled);
  await step('free-obligation', () => freeObligation(ports, batch, chunk.id, sumOfLines(lines).amountFen, on));
  await step('void-lines', () => ports.changes.inOneWrite((transaction) => ports.items.void(lines.map(({ id }) => id), CANCELLED, transaction)));
  return true;
}

async function endChunk(ports: CancellationPorts, batch: Payable, { id }: Calculated, step: CancellationStepRunner): Promise<void> {
  const items = await ports.items.ofChunk(id);
  const lines = items.filter(isCancelled);
  await step('recheck-grants', () => recheck(ports, batch, lines));
  await step('end-chunk', () => ports.chunks.toCancelled(id, outcomeOf(items), sumOfLines(lines)));
}

/** True for what is to be cancelled, and for what was cancelled before a crash: both times the same lines. */
function isCancelled({ way, state, reason }: Item): boolean {
  return way === 'pay' && (state === 'due' || (state === 'void' && reason === CANCELLED));
}

async function freeObligation({ ledger }: CancellationPorts, batch: Payable, chunkId: string, amountFen: Fen, on: Day): Promise<void> {
  const fund = fundYearOf(batch);
  const lines = movement(amountFen, accountOf(fund, 'payable'), accountOf(fund, 'available'));
  if (lines.length === 0) return;
  await ledger.post([{ id: `release-obligation|${chunkId}`, city: batch.city, kind: 'release-obligation', batchId: batch.id, chunkId, businessDate: on, lines }]);
}

/** The next batch of the programme decides them again; what is paid once is free for it. */
async function recheck({ grants }: CancellationPorts, batch: Payable, lines: readonly Item[]): Promise<void> {
  const byMonth = groupBy(lines, ({ due }): Month => (isMonth(due.period) ? due.period : batch.period));
  for (const [month, ofMonth] of byMonth) await grants.recheck(ofMonth.map(({ due }) => grantIdOf(due)), month);
}

/** Other cities may pay these months now; but not those of which a part was kept against a claim back, or that an objection holds. */
async function freeMonths({ sameKind, items }: CancellationPorts, chunks: readonly Chunk[]): Promise<void> {
  const kept: Due[] = [];
  for (const { id } of chunks) kept.push(...(await items.ofChunk(id)).filter(({ state }) => state === 'offset' || state === 'withheld').map(({ due }) => due));
  await sameKind.freeChunks(chunks.map(({ id }) => id), kept);
}

/** What the batch still holds of its fund: what its postings took out of what is available, and did not bring back. */
async function keepOnlyTheRest({ ledger, funds }: CancellationPorts, batch: Payable): Promise<void> {
  const available = accountOf(fundYearOf(batch), 'available');
  const turnover = (await ledger.turnovers(batch.city, batch.id)).find(({ account }) => account === available);
  const { city, fund, fundYear: year, id: batchId, calculation } = batch;
  await funds.keepOnly({ city, fund, year, batchId, calculation }, turnover ? subtractFen(turnover.creditFen, turnover.debitFen) : ZERO_FEN);
}
