import { addFen, fen, merkleRoot, type Fen } from '@gongjiang/kernel';
import type { BatchTotals, EntitlementTotal } from '../batch/batch.js';
import type { Item } from '../item/item.js';
import type { PersonResult } from './chunk.calculation.js';
import type { ChunkOutcome, ChunkTotals, LineSum } from './chunk.js';

/** The control totals of what was calculated. */
export function chunkTotalsOf(results: readonly PersonResult[]): ChunkTotals {
  const lines = results.flatMap((result) => result.lines);
  const held = results.flatMap((result) => result.held);
  const heldByCode: Record<string, number> = {};
  for (const line of held) heldByCode[line.codes[0] ?? 'unknown'] = (heldByCode[line.codes[0] ?? 'unknown'] ?? 0) + 1;
  return {
    lines: lines.length,
    amountFen: lines.reduce<Fen>((total, line) => addFen(total, line.amountFen), fen(0)),
    heldLines: held.length,
    byEntitlement: mergeEntitlements(lines.map((line) => ({ entitlement: line.due.entitlement, clause: line.clause, lines: 1, amountFen: line.amountFen }))),
    heldByCode,
    receiptsRoot: merkleRoot(results.flatMap((result) => result.receipts.map((receipt) => receipt.id))),
  };
}

/** The batch's control totals: the sums of its chunks'. */
export function batchTotalsOf(chunks: readonly ChunkTotals[]): BatchTotals {
  return {
    lines: chunks.reduce((total, chunk) => total + chunk.lines, 0),
    amountFen: chunks.reduce<Fen>((total, chunk) => addFen(total, chunk.amountFen), fen(0)),
    heldLines: chunks.reduce((total, chunk) => total + chunk.heldLines, 0),
    byEntitlement: mergeEntitlements(chunks.flatMap((chunk) => chunk.byEntitlement)),
  };
}

/** Lines and money by state, over the items of a chunk. */
export function outcomeOf(items: readonly Pick<Item, 'state' | 'amountFen'>[]): ChunkOutcome {
  return { accepted: sumOf(items, 'accepted'), rejected: sumOf(items, 'rejected'), settled: sumOf(items, 'settled'), returned: sumOf(items, 'returned') };
}

function sumOf(items: readonly Pick<Item, 'state' | 'amountFen'>[], state: Item['state']): LineSum {
  const own = items.filter((item) => item.state === state);
  return { lines: own.length, amountFen: own.reduce<Fen>((total, item) => addFen(total, item.amountFen), fen(0)) };
}

function mergeEntitlements(totals: readonly EntitlementTotal[]): readonly EntitlementTotal[] {
  const merged = new Map<string, EntitlementTotal>();
  for (const total of totals) {
    const sum = merged.get(total.entitlement);
    merged.set(total.entitlement, sum ? { ...sum, lines: sum.lines + total.lines, amountFen: addFen(sum.amountFen, total.amountFen) } : total);
  }
  return [...merged.values()].sort((left, right) => (left.entitlement < right.entitlement ? -1 : 1));
}
