import type { CityCode, Transaction } from '@gongjiang/kernel';
import type { Receipt } from '@gongjiang/policy';
import type { DecidedClaim } from './claim.js';

export interface ClaimCount {
  readonly entitlement: string;
  readonly outcome: DecidedClaim['outcome'];
  /** The first reason code; null where there is none. */
  readonly code: string | null;
  readonly claims: number;
}

export abstract class ClaimStore {
  /** Adds claims that are not there yet, with their receipts, within the caller's transaction. */
  abstract add(claims: readonly DecidedClaim[], receipts: readonly Receipt[], transaction: Transaction): Promise<void>;
  abstract find(ids: readonly string[]): Promise<readonly DecidedClaim[]>;
  /** How many claims came to which outcome and for which first reason, by entitlement. */
  abstract counts(city: CityCode): Promise<readonly ClaimCount[]>;
  abstract receipt(city: CityCode, claimId: string): Promise<Receipt | undefined>;
  abstract page(city: CityCode, query: { readonly outcome: DecidedClaim['outcome'] | null; readonly after: string | null; readonly limit: number }): Promise<readonly DecidedClaim[]>;
}
