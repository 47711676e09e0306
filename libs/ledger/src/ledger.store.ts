import type { CityCode, Fen } from '@gongjiang/kernel';
import type { AccountTurnover } from './balance.js';
import type { Posting, PostingKind } from './posting.js';

/** An account's turnover by the batch that it is of, and the kind of posting. */
export interface LedgerSum extends AccountTurnover {
  readonly batchId: string | null;
  readonly kind: PostingKind;
}

/** A posting of a batch, and the sum that it moves. */
export interface PostedSum {
  readonly id: string;
  readonly kind: PostingKind;
  readonly chunkId: string | null;
  readonly amountFen: Fen;
}

/** A posting whose sides differ: somebody altered it, since none is taken that does not balance. */
export interface UnbalancedPosting {
  readonly id: string;
  readonly debitFen: Fen;
  readonly creditFen: Fen;
}

/** Keeps the journal. A posting that is there already (by id) is taken as posted; one that does not balance is a bug and throws. */
export interface LedgerStore {
  post(postings: readonly Posting[]): Promise<void>;
  turnovers(city: CityCode, batchId?: string): Promise<readonly AccountTurnover[]>;
  /** The whole journal of a city in one pass: for who checks it against everything else. */
  sums(city: CityCode): Promise<readonly LedgerSum[]>;
  postedOf(city: CityCode, batchId: string): Promise<readonly PostedSum[]>;
  /** The postings of a city that are of no batch: what budgets, clawbacks and the ends of years made. */
  ofNoBatch(city: CityCode): AsyncIterable<Posting>;
  /** The first so many postings that do not balance. */
  unbalanced(city: CityCode, most: number): Promise<readonly UnbalancedPosting[]>;
}
