import { isDay, isMonth } from '@gongjiang/kernel';
import { z } from 'zod';
import { linesToPay, type ChunkSummary } from '../chunk/chunk.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { PopulationStore } from '../population/population.store.js';
import type { Batch } from './batch.js';
import type { KeptBatch } from './batch.store.js';

const entitlementTotal = z.object({ entitlement: z.string(), clause: z.string(), lines: z.int(), amountFen: z.int() });
const lineSum = z.object({ lines: z.int(), amountFen: z.int() });
const outcome = z.object({
  settledLines: z.int(), settledFen: z.int(), rejectedLines: z.int(), rejectedFen: z.int(), returnedLines: z.int(), returnedFen: z.int(), unpaidLines: z.int(), unpaidFen: z.int(),
});

/** A batch as it is shown to those who work on it. */
export const shownBatchSchema = z.object({
  id: z.string(),
  programme: z.string(),
  fund: z.string(),
  period: z.string().refine(isMonth),
  status: z.string(),
  version: z.int(),
  lines: z.int().nullable(),
  amountFen: z.int().nullable(),
  heldLines: z.int().nullable(),
  offset: lineSum.nullable(),
  overpaid: lineSum.nullable(),
  carried: lineSum.nullable(),
  withheld: lineSum.nullable(),
  late: lineSum.nullable(),
  raised: lineSum.nullable(),
  monthOnMonth: z.object({ fresh: lineSum, same: lineSum, changed: lineSum }).nullable(),
  byEntitlement: z.array(entitlementTotal),
  notice: z.object({ from: z.string().refine(isDay), until: z.string().refine(isDay) }).nullable(),
  outcome: outcome.nullable(),
  chain: z.array(z.object({ step: z.string(), actor: z.string(), standsInFor: z.string().nullable() })),
  changes: z.array(z.object({ kind: z.string(), actor: z.string(), on: z.string(), at: z.string(), reason: z.string().nullable() })),
});
export type ShownBatch = z.infer<typeof shownBatchSchema>;

export function shownBatch({ batch, version, changes }: KeptBatch): ShownBatch {
  const totals = 'totals' in batch ? batch.totals : null;
  return {
    id: batch.id,
    programme: batch.programme,
    fund: batch.fund,
    period: batch.period,
    status: batch.status,
    version,
    lines: totals?.lines ?? null,
    amountFen: totals?.amountFen ?? null,
    heldLines: totals?.heldLines ?? null,
    offset: totals?.offset ?? null,
    overpaid: totals?.overpaid ?? null,
    carried: totals?.carried ?? null,
    withheld: 'withheld' in batch ? batch.withheld : null,
    late: totals?.late ?? null,
    raised: totals?.raised ?? null,
    monthOnMonth: totals?.monthOnMonth ?? null,
    byEntitlement: [...(totals?.byEntitlement ?? [])],
    notice: 'notice' in batch ? batch.notice : null,
    outcome: 'outcome' in batch ? batch.outcome : null,
    chain: batch.chain.map(({ step, actorId, standsInFor }) => ({ step, actor: actorId, standsInFor: standsInFor ?? null })),
    changes: changes.map(({ kind, actor, on, at, reason }) => ({ kind, actor, on, at: at.toISOString(), reason: reason ?? null })),
  };
}

/** How far the work on a batch is, counted over its chunks. */
export const progressSchema = z.object({
  chunks: z.record(z.string(), z.int()),
  lines: z.int(),
  answeredLines: z.int(),
  heldByCode: z.record(z.string(), z.int()),
});
export type BatchProgress = z.infer<typeof progressSchema>;

function progressOf(chunks: readonly ChunkSummary[]): BatchProgress {
  const progress: BatchProgress = { chunks: {}, lines: 0, answeredLines: 0, heldByCode: {} };
  for (const chunk of chunks) {
    progress.chunks[chunk.phase] = (progress.chunks[chunk.phase] ?? 0) + 1;
    if (chunk.phase === 'planned') continue;
    const lines = linesToPay(chunk.totals);
    progress.lines += lines;
    if (chunk.phase === 'answered' || chunk.phase === 'settled') progress.answeredLines += lines;
    for (const [code, held] of Object.entries(chunk.totals.heldByCode)) progress.heldByCode[code] = (progress.heldByCode[code] ?? 0) + held;
  }
  return progress;
}

/** Answers how far a batch is, from the chunks of the planning run that holds. */
export class BatchProgressView {
  constructor(private readonly populations: PopulationStore, private readonly chunks: ChunkStore) {}

  async of(batch: Batch): Promise<BatchProgress> {
    const plan = await this.populations.find(batch.id, batch.calculation);
    return progressOf(plan ? await this.chunks.ofBatch(batch.id, plan.run) : []);
  }
}
