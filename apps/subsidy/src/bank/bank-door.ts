import type { Day } from '@gongjiang/kernel';
import type { OutgoingFile } from './outgoing.js';

/** What the bank has for a payment file: nothing since it never came, nothing yet, or its answer. */
export type AnswerFile = 'unknown' | 'not-yet' | Uint8Array;

/** Where files go to the bank and come from it. Throws `BankSilent` where nothing is known of how it went. */
export abstract class BankDoor {
  /** Hands over a file under the id of its message; the same file again changes nothing. Answers why the bank refused it whole and has nothing of it in its books, if it did. */
  abstract deliver(messageId: string, file: OutgoingFile): Promise<{ readonly refusedFor: string | null }>;
  abstract answer(messageId: string): Promise<AnswerFile>;
  /** One page of a closed day, from 1; undefined while there is none. */
  abstract statement(account: string, day: Day, page: number): Promise<Uint8Array | undefined>;
}
