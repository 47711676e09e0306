import { addFen, ZERO_FEN, type Day, type Fen } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf, type LedgerStore } from '@gongjiang/ledger';
import type { Batch } from '../batch/batch.js';
import { fundYearOf } from '../batch/batch.posting.js';
import type { Clawbacks } from '../clawback/clawbacks.js';
import type { Item } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import type { Chunk } from './chunk.js';
import type { StepRunner } from './chunk.step.js';

export interface BooksPorts {
  readonly items: ItemStore;
  readonly ledger: LedgerStore;
  readonly clawbacks: Clawbacks;
}

type Payable = Extract<Batch, { fundYear: unknown }>;
type Calculated = Extract<Chunk, { totals: unknown }>;

/**
 * Settles what the bank has no part in, before its message is written: money kept against a claim back counts as paid and
 * lowers what is claimed; what was paid too much becomes a claim. Each part is safe to do twice.
 */
export async function settleInBooks(ports: BooksPorts, batch: Payable, chunk: Calculated, on: Day, step: StepRunner): Promise<void> {
  const isAny = chunk.totals.offset.lines + chunk.totals.overpaid.lines > 0;
  await step('settle-in-books', async () => { if (isAny) await ports.items.settleInBooks(chunk.id); });
  const items = isAny ? await ports.items.ofChunk(chunk.id) : [];
  await step('post-in-books', () => postOffsets(ports, batch, chunk, items, on));
  await step('tell-claims-back', () => tellClaimsBack(ports, batch, items, on));
}

async function postOffsets(ports: BooksPorts, batch: Payable, chunk: Chunk, items: readonly Item[], on: Day): Promise<void> {
  const fund = fundYearOf(batch);
  const lines = [...offsetByEntitlement(items)].flatMap(([entitlement, amountFen]) => movement(amountFen, accountOf(fund, 'payable'), paidAccountOf(fund, entitlement)));
  if (lines.length === 0) return;
  await ports.ledger.post([{ id: `settle|${chunk.id}|offset`, city: batch.city, kind: 'settle', batchId: batch.id, chunkId: chunk.id, businessDate: on, lines }]);
}

function offsetByEntitlement(items: readonly Item[]): ReadonlyMap<string, Fen> {
  const sums = new Map<string, Fen>();
  for (const { state, due, amountFen } of items) if (state === 'offset') sums.set(due.entitlement, addFen(sums.get(due.entitlement) ?? ZERO_FEN, amountFen));
  return sums;
}

async function tellClaimsBack({ clawbacks }: BooksPorts, batch: Payable, items: readonly Item[], on: Day): Promise<void> {
  const overpaid = items.filter((item) => item.state === 'overpaid').map(({ id, due, amountFen, clause, receiptId }) => ({ itemId: id, due, amountFen, clause, receiptId }));
  const kept = items.flatMap(({ id, state, clawback, amountFen }) => (state !== 'offset' || clawback === null ? [] : [{ caseId: clawback, itemId: id, amountFen, batchId: batch.id, fund: fundYearOf(batch), on }]));
  if (overpaid.length > 0) await clawbacks.openFromOverpaid({ id: batch.id, city: batch.city, on }, overpaid);
  if (kept.length > 0) await clawbacks.applyOffsets(kept);
}
