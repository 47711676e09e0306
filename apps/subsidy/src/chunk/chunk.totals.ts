import { addFen, merkleRoot, negateFen, ZERO_FEN, type Fen, type Month } from '@gongjiang/kernel';
import type { BatchTotals, EntitlementTotal, LineSum, MonthOnMonth } from '../batch/batch.js';
import type { Item } from '../item/item.js';
import type { Compared, Line, PersonResult } from './chunk.calculation.js';
import type { ChunkOutcome, ChunkTotals } from './chunk.js';

const NOTHING: LineSum = { lines: 0, amountFen: ZERO_FEN };

/** The control totals of what was calculated. */
export function chunkTotalsOf(results: readonly PersonResult[], month: Month): ChunkTotals {
  const lines = results.flatMap((result) => result.lines);
  const held = results.flatMap((result) => result.held);
  const toPay = lines.filter((line) => line.way === 'pay');
  const heldByCode: Record<string, number> = {};
  for (const line of held) heldByCode[line.codes[0] ?? 'unknown'] = (heldByCode[line.codes[0] ?? 'unknown'] ?? 0) + 1;
  return {
    ...sumOfLines(toPay),
    offset: sumOfLines(lines.filter((line) => line.way === 'offset')),
    overpaid: negated(sumOfLines(lines.filter((line) => line.way === 'claim-back'))),
    carried: NOTHING,
    monthOnMonth: monthOnMonthOf(results),
    late: sumOfLines(toPay.filter((line) => line.isMonthly && !line.isDifference && line.due.period < month)),
    raised: sumOfLines(toPay.filter((line) => line.isDifference)),
    repeatedLines: results.reduce((total, result) => total + repeatedIn(result.lines), 0),
    heldLines: held.length,
    byEntitlement: mergeEntitlements(toPay.map((line) => ({ entitlement: line.due.entitlement, clause: line.clause, lines: 1, amountFen: line.amountFen }))),
    heldByCode,
    receiptsRoot: merkleRoot(results.flatMap((result) => result.receipts.map((receipt) => receipt.id))),
  };
}

/** The control totals of a chunk that carries lines of earlier batches: nothing new is in it. */
export function carriedTotalsOf(items: readonly Pick<Item, 'amountFen'>[]): ChunkTotals {
  return { ...NOTHING, offset: NOTHING, overpaid: NOTHING, carried: sumOfLines(items), monthOnMonth: { fresh: NOTHING, same: NOTHING, changed: NOTHING }, late: NOTHING, raised: NOTHING, repeatedLines: 0, heldLines: 0, byEntitlement: [], heldByCode: {}, receiptsRoot: merkleRoot([]) };
}

/** The batch's control totals: the sums of its chunks'. */
export function batchTotalsOf(chunks: readonly ChunkTotals[]): BatchTotals {
  const sumOf = (part: (totals: ChunkTotals) => LineSum): LineSum => chunks.map(part).reduce(addSums, NOTHING);
  return {
    ...sumOf(({ lines, amountFen }) => ({ lines, amountFen })),
    offset: sumOf((totals) => totals.offset),
    overpaid: sumOf((totals) => totals.overpaid),
    carried: sumOf((totals) => totals.carried),
    monthOnMonth: {
      fresh: sumOf((totals) => totals.monthOnMonth.fresh),
      same: sumOf((totals) => totals.monthOnMonth.same),
      changed: sumOf((totals) => totals.monthOnMonth.changed),
    },
    late: sumOf((totals) => totals.late),
    raised: sumOf((totals) => totals.raised),
    repeatedLines: chunks.reduce((total, chunk) => total + chunk.repeatedLines, 0),
    heldLines: chunks.reduce((total, chunk) => total + chunk.heldLines, 0),
    byEntitlement: mergeEntitlements(chunks.flatMap((chunk) => chunk.byEntitlement)),
  };
}

/** What became of the lines of a chunk that were for the bank. */
export function outcomeOf(items: readonly Pick<Item, 'state' | 'way' | 'amountFen'>[]): ChunkOutcome {
  const inState = (...states: readonly Item['state'][]): LineSum => sumOfLines(items.filter((item) => item.way === 'pay' && states.includes(item.state)));
  return { accepted: inState('accepted'), rejected: inState('rejected'), settled: inState('settled'), returned: inState('returned'), unpaid: inState('withheld', 'void') };
}

export function sumOfLines(lines: readonly Pick<Line | Item | Compared, 'amountFen'>[]): LineSum {
  return { lines: lines.length, amountFen: lines.reduce<Fen>((total, line) => addFen(total, line.amountFen), ZERO_FEN) };
}

function monthOnMonthOf(results: readonly PersonResult[]): MonthOnMonth {
  const compared = results.flatMap((result) => result.compared);
  const sumAs = (as: Compared['as']): LineSum => sumOfLines(compared.filter((one) => one.as === as));
  return { fresh: sumAs('fresh'), same: sumAs('same'), changed: sumAs('changed') };
}

/** Of one person: lines to pay for a month and entitlement that has one already. What is paid once has as many as it has subjects. */
function repeatedIn(lines: readonly Line[]): number {
  const monthly = lines.filter((line) => line.way === 'pay' && line.isMonthly);
  return monthly.length - new Set(monthly.map(({ due }) => `${due.entitlement}|${due.period}`)).size;
}

function addSums(one: LineSum, other: LineSum): LineSum {
  return { lines: one.lines + other.lines, amountFen: addFen(one.amountFen, other.amountFen) };
}

function negated({ lines, amountFen }: LineSum): LineSum {
  return { lines, amountFen: negateFen(amountFen) };
}

function mergeEntitlements(totals: readonly EntitlementTotal[]): readonly EntitlementTotal[] {
  const merged = new Map<string, EntitlementTotal>();
  for (const total of totals) {
    const sum = merged.get(total.entitlement);
    merged.set(total.entitlement, sum ? { ...sum, lines: sum.lines + total.lines, amountFen: addFen(sum.amountFen, total.amountFen) } : total);
  }
  return [...merged.values()].sort((left, right) => (left.entitlement < right.entitlement ? -1 : 1));
}
