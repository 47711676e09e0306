import { addFen, merkleRoot, negateFen, ZERO_FEN, type Fen, type Month } from '@gongjiang/kernel';
import type { BatchTotals, EntitlementTotal, LineSum } from '../batch/batch.js';
import type { Item } from '../item/item.js';
import type { Line, PersonResult } from './chunk.calculation.js';
import type { ChunkOutcome, ChunkTotals } from './chunk.js';

const NOTHING: LineSum = { lines: 0, amountFen: ZERO_FEN };

/** A sum while it is added up: lists of a chunk's lines, made only to be added up, took a tenth of its calculation. */
class Adding {
  private lines = 0;
  private amountFen: Fen = ZERO_FEN;

  add(amountFen: Fen): void {
    this.lines += 1;
    this.amountFen = addFen(this.amountFen, amountFen);
  }

  get sum(): LineSum {
    return { lines: this.lines, amountFen: this.amountFen };
  }
}

/** The control totals of what was calculated. */
export function chunkTotalsOf(results: readonly PersonResult[], month: Month): ChunkTotals {
  const [pay, offset, back, late, raised] = [new Adding(), new Adding(), new Adding(), new Adding(), new Adding()];
  const compared = { fresh: new Adding(), same: new Adding(), changed: new Adding() };
  const byEntitlement = new Map<string, { readonly clause: string; readonly adding: Adding }>();
  const heldByCode: Record<string, number> = {};
  const receipts: string[] = [];
  let [heldLines, repeatedLines] = [0, 0];
  for (const result of results) {
    for (const line of result.lines) {
      (line.way === 'pay' ? pay : line.way === 'offset' ? offset : back).add(line.amountFen);
      if (line.way !== 'pay') continue;
      if (line.isMonthly && !line.isDifference && line.due.period < month) late.add(line.amountFen);
      if (line.isDifference) raised.add(line.amountFen);
      const known = byEntitlement.get(line.due.entitlement) ?? { clause: line.clause, adding: new Adding() };
      byEntitlement.set(line.due.entitlement, known);
      known.adding.add(line.amountFen);
    }
    for (const { codes: [code = 'unknown'] } of result.held) heldByCode[code] = (heldByCode[code] ?? 0) + 1;
    for (const { as, amountFen } of result.compared) compared[as].add(amountFen);
    for (const { id } of result.receipts) receipts.push(id);
    heldLines += result.held.length;
    repeatedLines += repeatedIn(result.lines);
  }
  return {
    ...pay.sum,
    offset: offset.sum,
    overpaid: negated(back.sum),
    carried: NOTHING,
    monthOnMonth: { fresh: compared.fresh.sum, same: compared.same.sum, changed: compared.changed.sum },
    late: late.sum,
    raised: raised.sum,
    repeatedLines,
    heldLines,
    byEntitlement: mergeEntitlements([...byEntitlement].map(([entitlement, { clause, adding }]) => ({ entitlement, clause, ...adding.sum }))),
    heldByCode,
    receiptsRoot: merkleRoot(receipts),
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

export function sumOfLines(lines: readonly Pick<Line | Item, 'amountFen'>[]): LineSum {
  return { lines: lines.length, amountFen: lines.reduce<Fen>((total, line) => addFen(total, line.amountFen), ZERO_FEN) };
}

/** Of one person: lines to pay for a month and entitlement that has one already. What is paid once has as many as it has subjects. */
function repeatedIn(lines: readonly Line[]): number {
  if (lines.length < 2) return 0;
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
