import type { Fen, Transaction } from '@gongjiang/kernel';
import type { Due } from '../item/item.js';
import type { ClaimedSource } from './clawback.money.js';

/** What a case writes into a due's history, which every later decision counts on. */
export interface ClaimOfDue {
  readonly caseId: string;
  readonly due: Due;
  /** What is claimed back: above zero. */
  readonly amountFen: Fen;
}

/** What was paid for a due, and what of it no longer counts. */
export abstract class DueHistory {
  /** What reached the person, and from which fund-year: the latest first. Without what came back to the bank. */
  abstract paid(due: Due, transaction?: Transaction): Promise<readonly ClaimedSource[]>;
  /** Writes the line below zero of an officer's case: from now on the due counts as paid that much less. Once for a case. */
  abstract claim(claim: ClaimOfDue, transaction: Transaction): Promise<void>;
  /** The line below zero of a case that was found to be none: it counts no longer. */
  abstract undo(itemId: string, transaction: Transaction): Promise<void>;
}
