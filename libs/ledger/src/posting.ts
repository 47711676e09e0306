import { addFen, refuse, ok, ZERO_FEN, type CityCode, type Day, type Fen, type Result } from '@gongjiang/kernel';
import type { Account } from './account.js';

/** One side of a posting: an amount that enters (debit) or leaves (credit) an account. Amounts are positive fen. */
export interface PostingLine {
  readonly account: Account;
  readonly side: 'debit' | 'credit';
  readonly amountFen: Fen;
}

/** An immutable entry of the journal. Its id is computed from the facts, so that posting it twice is posting it once. */
export interface Posting {
  readonly id: string;
  readonly city: CityCode;
  readonly kind: PostingKind;
  readonly batchId: string | null;
  readonly chunkId: string | null;
  readonly businessDate: Day;
  readonly lines: readonly PostingLine[];
}

/** What moves money from one account to the next, in the order of a payment's life. */
export const POSTING_KINDS = [
  'appropriate', 'reserve', 'release-reservation', 'oblige', 'release-obligation', 'instruct', 'reject', 'settle', 'return',
  // What was paid wrongly: demanded, got back by transfer or kept from later money, or let go.
  'claim-back', 'recover', 'offset', 'waive',
  // Between funds, and at the end of a budget year: what is left goes back or on, what is owed goes on.
  'transfer', 'lapse', 'carry-over', 'carry-owed',
] as const;
export type PostingKind = (typeof POSTING_KINDS)[number];

export type PostingRefusal = { readonly code: 'ledger.unbalanced' | 'ledger.empty' | 'ledger.not-positive'; readonly details?: Readonly<Record<string, string | number | boolean>> };

/** A movement of one sum from one account to another: the pair of lines that every posting here is made of. */
export function movement(amountFen: Fen, from: Account, to: Account): readonly PostingLine[] {
  return amountFen === 0 ? [] : [
    { account: to, side: 'debit', amountFen },
    { account: from, side: 'credit', amountFen },
  ];
}

/** Checks what must hold for every posting: lines there, each amount positive, debits equal to credits. */
export function checkPosting(posting: Posting): Result<Posting, PostingRefusal> {
  if (posting.lines.length === 0) return refuse('ledger.empty', { posting: posting.id });
  let debitFen = ZERO_FEN;
  let creditFen = ZERO_FEN;
  for (const line of posting.lines) {
    if (line.amountFen <= 0) return refuse('ledger.not-positive', { posting: posting.id, account: line.account });
    if (line.side === 'debit') debitFen = addFen(debitFen, line.amountFen);
    else creditFen = addFen(creditFen, line.amountFen);
  }
  if (debitFen !== creditFen) return refuse('ledger.unbalanced', { posting: posting.id, debitFen, creditFen });
  return ok(posting);
}
