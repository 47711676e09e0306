/** Which planning of a batch holds. A planner that was interrupted is followed by another, under the next run. */
export interface Plan {
  readonly run: number;
  readonly isLocked: boolean;
  readonly chunks: number;
  /** The rules by which all of it is decided. */
  readonly rules: string;
}

/** Locks a batch's population: of several planners, only the one that began last can lock, and only once. */
export abstract class PopulationStore {
  /** Begins a run for this calculation of the batch, by these rules; undefined where its population is locked already. */
  abstract begin(batchId: string, calculation: number, rules: string): Promise<number | undefined>;
  /** Locks what the run planned; false where a later run began since. */
  abstract lock(batchId: string, run: number, chunks: number): Promise<boolean>;
  /** Forgets a cancelled batch's plan: there is nothing left to clear away. */
  abstract forget(batchId: string): Promise<void>;
  /** True while there is a plan of the batch, of whichever calculation: something may have to be cleared away. */
  abstract isPlanned(batchId: string): Promise<boolean>;
  /** When the last of these batches was planned (the database's time); null where none was. */
  abstract lastPlannedAt(batchIds: readonly string[]): Promise<Date | null>;
  abstract find(batchId: string, calculation: number): Promise<Plan | undefined>;
}
