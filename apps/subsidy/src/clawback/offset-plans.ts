import type { CityCode, Fen, PersonToken } from '@gongjiang/kernel';

/** What one case may keep from a person's later payments. */
export interface OffsetCase {
  readonly caseId: string;
  /** The due that was paid wrongly. A later line of the same due is the same money: it goes against the case wholly. */
  readonly dueKey: string;
  /** What may still be kept: open, and reserved by no other line. */
  readonly remainingFen: Fen;
  /** What was let go, and comes back only out of the case's own due: should it be right again, it is not paid twice. */
  readonly letGoFen: Fen;
  /** Of every other line the person keeps at least this share (10,000 is the whole line). */
  readonly keepBasisPoints: number;
  /** Of all other lines of a batch together the person keeps at least this. */
  readonly keepAtLeastFen: Fen;
}

/** What a calculation must know of a person's cases: those that keep something, oldest first, and the dues that wait for one. */
export interface OffsetPlan {
  readonly cases: readonly OffsetCase[];
  /** Dues whose case is not decided, or stands: nothing more is paid for them until it ends (held as `clawback-open`). */
  readonly heldDues: readonly string[];
}

/** Where a calculation stands: its chunk (its name says batch and planning run) and the fund that pays. */
export interface CalculatingChunk {
  readonly chunkId: string;
  readonly fund: string;
}

/** A line with the way `offset`, as calculation made it. */
export interface PlannedOffset {
  readonly caseId: string;
  readonly itemId: string;
  readonly amountFen: Fen;
}

/**
 * What may be kept from whom. A case is taken by the chunk that asks for it, with all that is left of it, until that
 * chunk says what it keeps: so two batches at once never keep the same fen, and what is kept is reserved until it is
 * settled (`Clawbacks.applyOffsets`) or set free. All of it is safe to do twice.
 */
export abstract class OffsetPlans {
  /** The plans of those persons that have one; takes their cases for the chunk. Asked before a chunk's decisions are kept. */
  abstract of(city: CityCode, tokens: readonly PersonToken[], chunk: CalculatingChunk): Promise<ReadonlyMap<PersonToken, OffsetPlan>>;
  /** What the chunk's kept decisions keep: reserved now; all else that the chunk had taken is set free. Called for every chunk. */
  abstract reserve(chunkId: string, offsets: readonly PlannedOffset[]): Promise<void>;
  /** Sets free what lines had reserved that are void now. */
  abstract freeItems(city: CityCode, itemIds: readonly string[]): Promise<void>;
  /** Sets free what earlier planning runs of a batch had taken or reserved. */
  abstract freeBefore(batchId: string, run: number): Promise<void>;
  /** Sets free what a chunk had that no longer counts. */
  abstract freeChunk(chunkId: string): Promise<void>;
  /** Sets free all that a cancelled batch had. */
  abstract freeBatch(batchId: string): Promise<void>;
}

/** Nothing is kept from anybody: for tests of other things. */
export class NoOffsets extends OffsetPlans {
  async of(_city: CityCode, _tokens: readonly PersonToken[], _chunk: CalculatingChunk): Promise<ReadonlyMap<PersonToken, OffsetPlan>> {
    return new Map();
  }

  async reserve(_chunkId: string, _offsets: readonly PlannedOffset[]): Promise<void> {}
  async freeItems(_city: CityCode, _itemIds: readonly string[]): Promise<void> {}
  async freeBefore(_batchId: string, _run: number): Promise<void> {}
  async freeChunk(_chunkId: string): Promise<void> {}
  async freeBatch(_batchId: string): Promise<void> {}
}
