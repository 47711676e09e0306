import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { TakenOverDue, Takeover, TakeoverSummary } from './takeover.js';

/** A takeover as it is kept, with its version for who acts on it. */
export interface KeptTakeover {
  readonly takeover: Takeover;
  readonly version: number;
}

export abstract class TakeoverStore {
  /** Begins a takeover, or adds one more person who hands the same file in. */
  abstract receive(takeover: Pick<Takeover, 'id' | 'city' | 'file'>, actor: string): Promise<void>;
  /** Lays dues down. Those that are there already stay: whoever tries again changes nothing. */
  abstract lay(takeoverId: string, dues: readonly Omit<TakenOverDue, 'isLeftOut'>[]): Promise<void>;
  /** The lines on which these dues stand already, by the due's key. */
  abstract linesOf(takeoverId: string, dueKeys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The control totals over everything that was laid down. */
  abstract summary(takeoverId: string): Promise<TakeoverSummary>;
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptTakeover | undefined>;
  abstract save(takeover: Takeover, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  abstract ofCity(city: CityCode, query: { readonly after: string | null; readonly limit: number }): Promise<readonly KeptTakeover[]>;
  /** A page of its dues in the order of their keys, person first. */
  abstract dues(takeoverId: string, query: { readonly after: string | null; readonly limit: number }): Promise<readonly TakenOverDue[]>;
  /** Marks dues that another item holds already. */
  abstract leaveOut(takeoverId: string, dueKeys: readonly string[]): Promise<void>;
  abstract countLeftOut(takeoverId: string): Promise<number>;
  /** Accepted takeovers whose items are still being written. */
  abstract accepted(limit: number): Promise<readonly KeptTakeover[]>;
  /** The same of one city, within a write. */
  abstract isBeingCounted(city: CityCode, transaction: Transaction): Promise<boolean>;
  /**
   * Passes the city's gate within a write: of two writes that pass it at once, one waits for the other and sees what it
   * did. So no batch begins to calculate while a takeover is accepted.
   */
  abstract passGate(city: CityCode, transaction: Transaction): Promise<void>;
}
