import type { CityCode, Transaction } from '@gongjiang/kernel';
import type { Receipt } from '@gongjiang/policy';
import type { OfPayee } from '../shared/payee-range.js';
import type { ClaimOutcome, Correction, DecidedClaim } from './claim.js';
import type { ToldClaim } from './claim.messages.js';

export interface ClaimCount {
  readonly entitlement: string;
  readonly outcome: ClaimOutcome['outcome'];
  /** The first reason code; null where there is none. */
  readonly code: string | null;
  readonly claims: number;
}

/** Claims of one write whose events are derived when they go out, in the place of a document each in the outbox. */
export interface ClaimsToTell {
  /** When they were decided. */
  readonly at: Date;
  readonly claims: readonly ToldClaim[];
}

/** What is added in one write: `toTell` where their events are derived, and absent where they go by the outbox. */
export interface ClaimsToAdd {
  readonly claims: readonly DecidedClaim[];
  readonly receipts: readonly Receipt[];
  readonly toTell?: ClaimsToTell;
}

/** Lists and counts go by the decision that stands. */
export abstract class ClaimStore {
  /** Adds claims that are not there yet, with their receipts, within the caller's transaction. */
  abstract add(added: ClaimsToAdd, transaction: Transaction): Promise<void>;
  /** Writes whose events have not gone out yet, by their keys, at most `limit`. */
  abstract toTell(limit: number, except?: readonly string[]): Promise<readonly (ClaimsToTell & { readonly key: string })[]>;
  /** How many such writes wait. */
  abstract waiting(): Promise<number>;
  /** Their events are out. Safe to repeat. */
  abstract markTold(keys: readonly string[]): Promise<void>;
  /** What is still to be told of this claim; undefined where it is out. */
  abstract untold(id: string, transaction: Transaction): Promise<ClaimsToTell | undefined>;
  /** Lays a correction beside the earlier decisions. False where another came first: its number is taken. */
  abstract correct(id: string, correction: Correction, receipt: Receipt, transaction: Transaction): Promise<boolean>;
  abstract find(ids: readonly string[]): Promise<readonly DecidedClaim[]>;
  abstract ofCity(city: CityCode, id: string, transaction?: Transaction): Promise<DecidedClaim | undefined>;
  /** How many claims came to which outcome and for which first reason, by entitlement. */
  abstract counts(city: CityCode): Promise<readonly ClaimCount[]>;
  /** The receipt of a claim's decision: 0 is the first, each correction one more; the one that stands where none is named. */
  abstract receipt(city: CityCode, claimId: string, decision?: number): Promise<Receipt | undefined>;
  /** All of one payee's claims, in the order of their ids. */
  abstract ofPayee(of: OfPayee): Promise<readonly DecidedClaim[]>;
  abstract page(city: CityCode, query: { readonly outcome: ClaimOutcome['outcome'] | null; readonly after: string | null; readonly limit: number }): Promise<readonly DecidedClaim[]>;
}
