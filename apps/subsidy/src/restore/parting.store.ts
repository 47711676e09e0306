import type { CityCode, Day, Transaction } from '@gongjiang/kernel';
import type { Parting } from './parting.js';

/** The message of ours that a line went in. */
export type WholeOf = Pick<Parting, 'messageId' | 'paymentInformationId'>;

/** Keeps what became of messages that the bank was asked about first. */
export abstract class PartingStore {
  abstract find(messageId: string): Promise<Parting | undefined>;
  /** Insert only: where one is kept already, that one holds and comes back. */
  abstract keep(parting: Parting): Promise<Parting>;
  /** In which messages of ours these lines are, for those that the bank was asked about first. */
  abstract wholesOf(city: CityCode, endToEndIds: readonly string[]): Promise<ReadonlyMap<string, WholeOf>>;
  /** Messages with adopted lines, for which the statements were not read anew yet. */
  abstract toReadAnew(city: CityCode, limit: number): Promise<readonly Parting[]>;
  abstract readAnew(messageIds: readonly string[]): Promise<void>;
  /** Ends the cases that say of these lines that nobody knows them. They take no part in the matching any more. Safe to repeat. */
  abstract endCases(account: string, endToEndIds: readonly string[], on: Day, transaction: Transaction): Promise<number>;
}
