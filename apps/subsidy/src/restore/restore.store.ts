import type { CityCode, Transaction } from '@gongjiang/kernel';
import type { LineSum } from '../batch/batch.js';
import type { AskedChunk, Listing, Restore } from './restore.js';

/** A payment that the bank's statements have. */
export interface BankBooking {
  readonly entryReference: string;
  readonly endToEndId: string;
  readonly bankReference: string;
  readonly amountFen: number;
}

/** Keeps the last restore of each city, and what the bank was asked and said because of it. */
export abstract class RestoreStore {
  abstract find(city: CityCode): Promise<Restore | undefined>;
  abstract lock(restore: Restore, transaction: Transaction): Promise<void>;
  /** Where another restore has begun since, nothing is written. */
  abstract listed(restore: Restore, listing: Listing): Promise<void>;
  /** Keeps what a page of a statement books; what is kept already stays. */
  abstract keepBookings(city: CityCode, bookings: readonly BankBooking[]): Promise<void>;
  /** What the statements that were listed have of these ids. */
  abstract booked(city: CityCode, endToEndIds: readonly string[]): Promise<readonly BankBooking[]>;
  abstract sumBooked(city: CityCode): Promise<LineSum>;
  abstract keepAsked(restore: Restore, asked: AskedChunk): Promise<void>;
  abstract asked(restore: Restore): Promise<readonly AskedChunk[]>;
}
