import { factId, impossible, type CityCode, type Fen } from '@gongjiang/kernel';
import type { EntitlementTotal } from '../batch/batch.js';

/** The most lines of one chunk: the knee of the measured curve, and a bank message still answered in one go. */
export const MAX_LINES_A_CHUNK = 1_000;

/** A chunk's way through the month. Each phase is entered by one conditional write, so that doing its work twice changes nothing. */
export const CHUNK_PHASES = ['planned', 'calculated', 'instructed', 'answered', 'settled'] as const;
export type ChunkPhase = (typeof CHUNK_PHASES)[number];

/** The steps between two phases, in their order. Every one may be the last before a crash: each is safe to run again. */
export const CHUNK_STEPS = {
  planned: ['decide', 'keep-decisions', 'write-items', 'finish-calculation'],
  calculated: ['keep-message', 'post-instruction', 'mark-instructed'],
  instructed: ['send', 'keep-answer', 'apply-answer', 'post-answer', 'finish-disbursement'],
  answered: ['apply-bookings', 'post-bookings', 'finish-settlement'],
  settled: ['apply-bookings', 'post-bookings', 'finish-settlement'],
} as const satisfies Record<ChunkPhase, readonly string[]>;
export type ChunkStep = (typeof CHUNK_STEPS)[ChunkPhase][number];

/** What calculation made of a chunk. */
export interface ChunkTotals {
  readonly lines: number;
  readonly amountFen: Fen;
  readonly heldLines: number;
  readonly byEntitlement: readonly EntitlementTotal[];
  readonly heldByCode: Readonly<Record<string, number>>;
  /** The Merkle root of the receipts' ids: what was decided cannot change unseen. */
  readonly receiptsRoot: string;
}

/** Lines and money in one state. */
export interface LineSum {
  readonly lines: number;
  readonly amountFen: Fen;
}

/** What the bank made of a chunk: its lines by state. */
export type ChunkOutcome = Readonly<Record<'accepted' | 'rejected' | 'settled' | 'returned', LineSum>>;

interface Known {
  readonly id: string;
  readonly city: CityCode;
  readonly batchId: string;
  /** The planning run that made this chunk: those of an earlier one are left behind. */
  readonly run: number;
  readonly number: number;
  readonly grantIds: readonly string[];
}

/** The unit of work: up to 1,000 due grants of whole persons, in the order of their keys. */
export type Chunk =
  | (Known & { readonly phase: 'planned' })
  | (Known & { readonly phase: 'calculated' | 'instructed'; readonly totals: ChunkTotals })
  | (Known & { readonly phase: 'answered' | 'settled'; readonly totals: ChunkTotals; readonly outcome: ChunkOutcome; readonly answeredAt: Date });

/** A chunk without its population: what lists and sums need. */
export type ChunkSummary = Chunk extends infer One ? (One extends Chunk ? Omit<One, 'grantIds'> : never) : never;

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
