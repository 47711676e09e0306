import type { CityCode, Day, Fen, PersonToken, Result, Transaction, Year } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { Clawback } from './clawback.js';
import type { ClawbackEvent } from './clawback.event.js';
import type { ClaimedMoney } from './clawback.money.js';
import type { Waiting } from './clawback.waiting.js';

/** A change in the life of a case: what happened, by whom, on which business day and at which moment. */
export interface ClawbackChange {
  readonly kind: ClawbackEvent['kind'] | 'opened';
  readonly actor: string;
  readonly on: Day;
  readonly at: Date;
}

/** A case as it is kept: with its version, for who changes it, and its history, for who asks. */
export interface KeptClawback {
  readonly clawback: Clawback;
  readonly version: number;
  readonly changes: readonly ClawbackChange[];
}

/** Money that came back and that its fund must be told of: kept with the change itself, so that no crash forgets it. */
export interface FundRecovery {
  readonly id: string;
  readonly fund: string;
  readonly year: Year;
  readonly amountFen: Fen;
}

export interface Untold {
  readonly city: CityCode;
  readonly caseId: string;
  readonly recovery: FundRecovery;
}

export interface ClawbackSave {
  readonly clawback: Clawback;
  /** The version that was loaded; 0 for a new case. */
  readonly version: number;
  readonly change: ClawbackChange;
  readonly recovery: FundRecovery | null;
}

export interface ClawbackQuery {
  readonly waiting: Waiting | null;
  readonly person: PersonToken | null;
  /** Only those whose deadline is before this day. */
  readonly overdueOn: Day | null;
  readonly after: string | null;
  readonly limit: number;
}

/** A bank reference stands for one repayment of one case. */
export type ReferenceUse = 'first' | 'again' | 'of-another';

export abstract class ClawbackStore {
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptClawback | undefined>;
  abstract save(save: ClawbackSave, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  /** Every case of a due, the oldest first. Taken within a transaction the due is locked: two decisions cannot both count on the same money. */
  abstract ofDue(city: CityCode, dueKey: string, transaction?: Transaction): Promise<readonly KeptClawback[]>;
  /** The cases that a calculation must know of, of these persons, the oldest first. */
  abstract standing(city: CityCode, tokens: readonly PersonToken[]): Promise<readonly KeptClawback[]>;
  abstract page(city: CityCode, query: ClawbackQuery): Promise<readonly KeptClawback[]>;
  /** Notes the reference for the repayment; says whether it stood for one before. */
  abstract useReference(city: CityCode, reference: string, use: { readonly caseId: string; readonly amountFen: Fen }, transaction: Transaction): Promise<ReferenceUse>;

  /** Writes what a calculation took, reserved or set free: no change of the case itself. False where it changed meanwhile. */
  abstract keepReservations(seen: KeptClawback, money: ClaimedMoney): Promise<boolean>;
  /** The cases of which a chunk in the range holds something: from the one id on, before the other. */
  abstract heldBy(range: { readonly from: string; readonly before: string }): Promise<readonly KeptClawback[]>;
  abstract heldFor(city: CityCode, itemIds: readonly string[]): Promise<readonly KeptClawback[]>;
  /** The chunks that hold something of any case: those of batches under way, and what was left behind. */
  abstract holders(): Promise<readonly string[]>;

  /** Cases whose deadline has passed: to be heard, or to appeal. */
  abstract passed(city: CityCode, today: Day, limit: number): Promise<readonly KeptClawback[]>;
  /** Money that came back and that its fund was not told of yet. */
  abstract untoldOf(city: CityCode, id: string): Promise<readonly Untold[]>;
  abstract untold(limit: number): Promise<readonly Untold[]>;
  abstract told(city: CityCode, caseId: string, recoveryId: string): Promise<void>;
}
