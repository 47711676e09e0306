import { factId, impossible, type CityCode, type Month, type Year } from '@gongjiang/kernel';
import type { BatchTotals, LineSum } from '../batch/batch.js';

/** The most lines of one chunk: the knee of the measured curve, and a bank message still answered in one go. */
export const MAX_LINES_A_CHUNK = 1_000;

/** A chunk's way through the month. Each phase is entered by one conditional write, so that doing its work twice changes nothing. */
export const CHUNK_PHASES = ['planned', 'calculated', 'instructed', 'answered', 'settled'] as const;
export type ChunkPhase = (typeof CHUNK_PHASES)[number];

/** The steps between two phases, in their order. Every one may be the last before a crash: each is safe to run again. */
export const CHUNK_STEPS = {
  planned: ['decide', 'keep-decisions', 'write-items', 'finish-calculation'],
  calculated: ['settle-in-books', 'post-in-books', 'tell-claims-back', 'keep-message', 'post-instruction', 'mark-instructed'],
  instructed: ['send', 'keep-answer', 'apply-answer', 'post-answer', 'rest-if-short', 'finish-disbursement'],
  answered: ['apply-bookings', 'post-bookings', 'finish-settlement'],
  settled: ['apply-bookings', 'post-bookings', 'finish-settlement'],
} as const satisfies Record<ChunkPhase, readonly string[]>;
export type ChunkStep = (typeof CHUNK_STEPS)[ChunkPhase][number];

/** What calculation made of a chunk. */
export interface ChunkTotals extends BatchTotals {
  readonly heldByCode: Readonly<Record<string, number>>;
  /** The Merkle root of the receipts' ids: what was decided cannot change unseen. */
  readonly receiptsRoot: string;
}

/** What became of a chunk's lines, by state: `unpaid` are those that an objection holds, or that were cancelled before they were sent. */
export type ChunkOutcome = Readonly<Record<'accepted' | 'rejected' | 'settled' | 'returned' | 'unpaid', LineSum>>;

/** True where the bank has said its last word of a line, or its books have: only then is there something to tell of lines. */
export function hasFinalLines({ rejected, settled, returned }: ChunkOutcome): boolean {
  return rejected.lines + settled.lines + returned.lines > 0;
}

/** The fund and budget year that carried lines are owed from: those of the batch that first owed them. */
export interface CarriedFrom {
  readonly fund: string;
  readonly year: Year;
}

interface Known {
  readonly id: string;
  readonly city: CityCode;
  readonly batchId: string;
  /** The planning run that made this chunk: those of an earlier one are left behind. */
  readonly run: number;
  readonly number: number;
  /** Null for a chunk of due grants, which is decided; else the chunk carries lines of earlier batches, and decides nothing. */
  readonly carriedFrom: CarriedFrom | null;
  readonly grantIds: readonly string[];
  /** The month from which a grant is decided afresh, for those that are rechecked. */
  readonly rechecks: Readonly<Record<string, Month>>;
  /** The lines that are carried, by the ids of their last attempts. */
  readonly itemIds: readonly string[];
}

/** The unit of work: up to 1,000 dues of whole persons, in the order of their keys. */
export type Chunk =
  | (Known & { readonly phase: 'planned' })
  | (Known & { readonly phase: 'calculated' | 'instructed'; readonly totals: ChunkTotals })
  | (Known & { readonly phase: 'answered' | 'settled'; readonly totals: ChunkTotals; readonly outcome: ChunkOutcome; readonly answeredAt: Date });

/** A chunk without its population: what lists and sums need. */
export type ChunkSummary = Chunk extends infer One ? (One extends Chunk ? Omit<One, 'grantIds' | 'rechecks' | 'itemIds'> : never) : never;

/** The bank's name of a chunk's attempt (payment information id): by it a statement's lines find their chunk. */
export function paymentInformationIdOf(chunkId: string, attempt: number): string {
  return `GP${factId(`${chunkId}|a${attempt}`)}`;
}

/** The id of the message that carries a chunk's attempt to the bank. */
export function messageIdOf(chunkId: string, attempt: number): string {
  return `GM${factId(`${chunkId}|a${attempt}`)}`;
}

/** The phase that a chunk's finished steps lead to. A chunk with no line to pay has nothing for the bank to say. */
export function nextPhase(phase: ChunkPhase): ChunkPhase {
  switch (phase) {
    case 'planned': return 'calculated';
    case 'calculated': return 'instructed';
    case 'instructed': return 'answered';
    case 'answered':
    case 'settled': return 'settled';
    default: return impossible(phase);
  }
}
