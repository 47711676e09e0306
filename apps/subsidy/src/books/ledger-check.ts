import type { Fen } from '@gongjiang/kernel';

/** What can disagree with the books, each in words' keys. */
export const CHECK_CODES = [
  'ledger.unbalanced', 'ledger.overdrawn', 'ledger.posting-unbalanced',
  'fund.missing', 'fund.budget', 'fund.recovered', 'fund.reservation', 'fund.available', 'fund.closed-year-holds',
  'batch.missing', 'batch.totals', 'batch.reserved', 'batch.obliged', 'batch.empty-books', 'batch.paid', 'batch.owed', 'batch.in-transit',
  'clawback.open',
  'message.missing', 'message.sealed-otherwise', 'message.sum', 'answer.rejected', 'statement.settled', 'statement.returned', 'statement.unmatched', 'statement.missing', 'chunk.lines', 'chunk.outcome',
] as const;
export type CheckCode = (typeof CHECK_CODES)[number];

/** Two things that should say the same and do not: which one, what it says, and what the books say. */
export interface CheckFinding {
  readonly code: CheckCode;
  /** An account, a fund-year, a batch, a chunk, or a statement's page of a chunk. */
  readonly object: string;
  readonly saidFen: Fen;
  readonly bookedFen: Fen;
}

/** A finding where the two sums differ, and nothing where they do not. */
export function compare(code: CheckCode, object: string, saidFen: number, bookedFen: number): readonly CheckFinding[] {
  return saidFen === bookedFen ? [] : [{ code, object, saidFen: saidFen as Fen, bookedFen: bookedFen as Fen }];
}

/** Sums by a key. */
export function sumsBy<Row>(rows: Iterable<Row>, keyOf: (row: Row) => string | undefined, amountOf: (row: Row) => number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + amountOf(row));
  }
  return sums;
}
