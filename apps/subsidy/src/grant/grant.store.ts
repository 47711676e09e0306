import type { CityCode, Month, PersonToken, Transaction } from '@gongjiang/kernel';
import type { Batch } from '../batch/batch.js';
import type { DueIn, FactsFrom, Grant } from './grant.js';

/** A grant that is due: from an earlier month where it is rechecked, and for how many periods. */
export interface DueGrant {
  readonly id: string;
  readonly recheckFrom: Month | null;
  readonly periods: number;
}

export abstract class GrantStore {
  abstract open(grants: readonly Grant[], transaction: Transaction): Promise<void>;
  abstract find(ids: readonly string[]): Promise<readonly Grant[]>;
  /** All grants of one payee. */
  abstract idsOf(city: CityCode, person: PersonToken, transaction?: Transaction): Promise<readonly string[]>;
  /** The grants that are due in a batch under its entitlements, in the order of their keys, some thousands at a time. */
  abstract due(batch: Pick<Batch, 'city' | 'entitlements'>, asked: DueIn): AsyncIterable<readonly DueGrant[]>;
  /** Has months from one on decided afresh by the next batch; what is paid once may be paid again by it. */
  abstract recheck(ids: readonly string[], from: Month, transaction?: Transaction): Promise<void>;
  /** The same for monthly grants alone: what is paid once stays spent. */
  abstract recheckMonths(ids: readonly string[], from: Month, transaction?: Transaction): Promise<void>;
  /** And for all monthly grants of these persons. */
  abstract recheckPersons(city: CityCode, tokens: readonly PersonToken[], from: Month): Promise<void>;
  /** True where the city has granted anything yet. */
  abstract hasAny(city: CityCode): Promise<boolean>;
  /** States facts that hold from a period on; the earlier ones stay. Have it rechecked in the same write. */
  abstract correct(id: string, corrected: FactsFrom, transaction: Transaction): Promise<void>;
  /** Ends grants before a month; what is paid once is not paid any more. */
  abstract revoke(ids: readonly string[], from: Month, transaction: Transaction): Promise<void>;
  /** Marks what is paid once as spent by a chunk that made a line of it, so that the next batch does not ask again. */
  abstract spend(ids: readonly string[], chunkId: string): Promise<void>;
  /** Sets free what earlier planning runs of a batch had marked. */
  abstract unspendBefore(batchId: string, run: number): Promise<void>;
  /** Sets free what a chunk that no longer counts had marked. */
  abstract unspendChunk(chunkId: string): Promise<void>;
  /** Sets free what a cancelled batch had marked. */
  abstract unspendBatch(batchId: string): Promise<void>;
}
