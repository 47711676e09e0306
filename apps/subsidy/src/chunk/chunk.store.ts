import type { LineSum } from '../batch/batch.js';
import type { HeldLine } from '../held-line/held-line.js';
import type { Chunk, ChunkOutcome, ChunkPhase, ChunkSummary, ChunkTotals } from './chunk.js';
import type { PersonResult } from './chunk.calculation.js';
import type { Mark } from './chunk.mark.js';

/** What was decided for a chunk, kept once and for all before anything follows from it. */
export interface ChunkDecisions {
  readonly totals: ChunkTotals;
  readonly results: readonly Pick<PersonResult, 'lines' | 'held' | 'receipts'>[];
}

/** A chunk that was cancelled, and the lines that it would have paid. */
export interface CancelledChunk {
  readonly chunkId: string;
  readonly cancelled: LineSum;
}

/** A chunk as it is planned: its identity and its population. */
export type PlannedChunk = Extract<Chunk, { phase: 'planned' }>;

/** A chunk's own document, and the count of its changes: what was worked out from it holds while the count stands. */
export interface MarkedChunk {
  readonly chunk: ChunkSummary;
  readonly mark: number;
}

/** Keeps chunks and what they decided. Phases change only from the one before; a change that was made already is no error. */
export abstract class ChunkStore {
  abstract plan(chunks: readonly PlannedChunk[]): Promise<void>;
  abstract find(chunkId: string): Promise<Chunk | undefined>;
  /** The chunks of a batch's calculation, without their populations. */
  abstract ofBatch(batchId: string, run: number): Promise<readonly ChunkSummary[]>;
  /** The ids of chunks that are in one of the phases, in their order. */
  abstract inPhase(batchId: string, run: number, phases: readonly ChunkPhase[], limit: number): Promise<readonly string[]>;
  /** The grants of every chunk that was ever planned for a batch. */
  abstract populationsOf(batchId: string): AsyncIterable<Pick<Chunk, 'grantIds' | 'rechecks'>>;
  /** The chunks that were sent under these payment information ids, by them; without their populations. */
  abstract byPaymentInformation(ids: readonly string[]): Promise<ReadonlyMap<string, MarkedChunk>>;

  /** Takes the chunk for one worker until the lease ends (technical time); false where another holds it. */
  abstract lease(chunkId: string, owner: string, forMs: number): Promise<boolean>;
  abstract endLease(chunkId: string, owner: string): Promise<void>;

  /** Keeps the decisions; where some are kept already, those hold, and they are what comes back. */
  abstract keepDecisions(chunkId: string, decisions: ChunkDecisions): Promise<ChunkDecisions>;
  abstract decisions(chunkId: string): Promise<ChunkDecisions | undefined>;
  /** What of the decisions was held; the receipts beside it stay packed. */
  abstract heldOf(chunkId: string): Promise<readonly HeldLine[]>;

  abstract toCalculated(chunkId: string, totals: ChunkTotals): Promise<void>;
  abstract toInstructed(chunkId: string, paymentInformationId: string): Promise<void>;
  abstract toAnswered(chunkId: string, outcome: ChunkOutcome): Promise<void>;
  /** Ends a chunk that was cancelled before its message was written; no event tells of it but the cancellation's own. */
  abstract toCancelled(chunkId: string, outcome: ChunkOutcome, cancelled: LineSum): Promise<void>;
  /** The chunks that were cancelled, and what each had. */
  abstract cancelledOf(batchId: string, run: number): Promise<readonly CancelledChunk[]>;
  /** What the bank's books changed; the chunk's events are due again. False, and nothing is written, where the chunk has changed since the mark. */
  abstract toSettled(chunkId: string, outcome: ChunkOutcome, mark?: number): Promise<boolean>;

  /** Chunks whose events are due but these, with the mark that must still stand when they are reported as published. */
  abstract eventsDue(limit: number, except?: readonly string[]): Promise<readonly MarkedChunk[]>;
  abstract eventsPublished(published: readonly Mark[]): Promise<void>;
  /** The same for what payees are to be told. */
  abstract messagesDue(limit: number, except?: readonly string[]): Promise<readonly MarkedChunk[]>;
  abstract messagesGiven(given: readonly Mark[]): Promise<void>;
  /** How many chunks have something to tell that nobody has carried yet: to systems or to payees, whichever are more. */
  abstract untold(): Promise<number>;
}
