import { day, DUTIES, fen, month, type Duty, type Year } from '@gongjiang/kernel';
import { cityOf, JINHUA } from '../city/city.builders.js';
import type { Batch, BatchStatus, BatchTotals, LineSum, Outcome } from './batch.js';
import { BATCH_TRANSITIONS, decideBatch } from './batch.decide.js';
import type { BatchCommand, BatchCommandKind } from './batch.command.js';
import { dutyOf } from './batch.duty.js';
import { evolveBatch } from './batch.evolve.js';
import { openBatch } from './batch.open.js';

/** One person for each duty, and nobody for two. */
export const OFFICERS: Readonly<Record<Duty, string>> = { handler: 'zhang', reviewer: 'li', approver: 'wang', 'second-approver': 'zhao', releaser: 'chen' };

export const NOTICE = { from: day('2026-11-02'), until: day('2026-11-09') };
export const AFTER_NOTICE = day('2026-11-10');
export const NONE: LineSum = { lines: 0, amountFen: fen(0) };
export const TOTALS: BatchTotals = {
  lines: 2, amountFen: fen(160_000), heldLines: 1, offset: NONE, overpaid: NONE, carried: NONE, monthOnMonth: { fresh: { lines: 2, amountFen: fen(160_000) }, same: NONE, changed: NONE }, late: NONE, raised: NONE, repeatedLines: 0,
  byEntitlement: [{ entitlement: 'jinhua/7/post-allowance', clause: 'jinhua/7', lines: 2, amountFen: fen(160_000) }],
};
export const OUTCOME: Outcome = { settledLines: 2, settledFen: fen(160_000), rejectedLines: 0, rejectedFen: fen(0), returnedLines: 0, returnedFen: fen(0), unpaidLines: 0, unpaidFen: fen(0) };

export const COMMAND_KINDS = Object.keys(BATCH_TRANSITIONS) as readonly BatchCommandKind[];
export const STATUSES: readonly BatchStatus[] = [...new Set(Object.values(BATCH_TRANSITIONS).flatMap(({ from, to }): BatchStatus[] => (to === 'as-it-was' ? [...from] : [...from, to])))];

export function draftBatch(overrides: Partial<Extract<Batch, { status: 'draft' }>> = {}): Batch {
  const [programme] = cityOf().programmes;
  if (!programme) throw new Error('A city has a programme');
  return { ...openBatch(JINHUA, programme, month('2026-11'), 1), ...overrides };
}

type CommandParts = Partial<{ actor: string; on: BatchCommand['on']; totals: BatchTotals; secondApproverAboveFen: number; outcome: Outcome; lines: LineSum }>;

/** The command as the right officer gives it on a right day: the test changes what it is about. */
export function commandOf(kind: BatchCommandKind, batch: Batch, parts: CommandParts = {}): BatchCommand {
  const duty = dutyOf(kind, batch);
  const by = { actor: parts.actor ?? (duty === undefined ? 'system' : OFFICERS[duty]), on: parts.on ?? AFTER_NOTICE };
  switch (kind) {
    case 'complete-calculation': return { kind, ...by, calculation: batch.calculation, totals: parts.totals ?? TOTALS };
    case 'restart-calculation': return { kind, ...by, calculation: batch.calculation };
    case 'submit': return { kind, ...by, fundYear: '2026' as Year };
    case 'review': return { kind, ...by, notice: NOTICE };
    case 'approve': return { kind, ...by, secondApproverAboveFen: fen(parts.secondApproverAboveFen ?? 500_000_000) };
    case 'withhold': case 'restore': return { kind, ...by, lines: parts.lines ?? NONE };
    case 'reconcile': return { kind, ...by, outcome: parts.outcome ?? OUTCOME };
    case 'return': case 'cancel': return { kind, ...by, reason: 'a line is missing' };
    default: return { kind, ...by };
  }
}

/** The batch after a command that must not be refused. */
export function after(batch: Batch, kind: BatchCommandKind, parts: CommandParts = {}): Batch {
  const decided = decideBatch(commandOf(kind, batch, parts), batch);
  if (!decided.ok) throw new Error(`${kind} was refused: ${decided.refusal.code}`);
  return evolveBatch(batch, decided.value);
}

const WAY = ['start-calculation', 'complete-calculation', 'submit', 'review', 'clear', 'approve', 'release', 'start-disbursement', 'complete-disbursement', 'reconcile', 'close'] as const;

/** A batch that came to this status the usual way, by the usual officers. */
export function batchIn(status: BatchStatus, parts: CommandParts = {}): Batch {
  if (status === 'returned') return after(batchIn('submitted', parts), 'return', { actor: OFFICERS.reviewer });
  if (status === 'cancelled') return after(batchIn('calculated', parts), 'cancel', { actor: OFFICERS.handler });
  let batch = draftBatch();
  for (const kind of WAY) {
    if (batch.status === status) return batch;
    const { actor: _everybody, ...rest } = parts;
    batch = after(batch, kind, rest);
  }
  return batch;
}

/** A person that stands in the batch's chain under none of the duties. */
export const STRANGER = 'sun';
export const EVERYBODY: readonly string[] = [...DUTIES.map((duty) => OFFICERS[duty]), STRANGER];
