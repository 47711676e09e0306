import { isDay, isMonth } from '@gongjiang/kernel';
import { z } from 'zod';
import type { PopulationStore } from '../population/population.store.js';
import type { PhaseCount, ProgressStore } from '../progress/progress.store.js';
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
});
export type BatchProgress = z.infer<typeof progressSchema>;

function progressOf(phases: readonly PhaseCount[]): BatchProgress {
  const linesOf = (counted: readonly PhaseCount[]): number => counted.reduce((sum, { lines }) => sum + lines, 0);
  return {
    chunks: Object.fromEntries(phases.map(({ phase, chunks }) => [phase, chunks])),
    lines: linesOf(phases),
    answeredLines: linesOf(phases.filter(({ phase }) => phase === 'answered' || phase === 'settled')),
  };
}

/** Answers how far a batch is, from an index over the chunks of the planning run that holds: it is asked for all day, and a city's batch has thousands. */
export class BatchProgressView {
  constructor(private readonly populations: PopulationStore, private readonly progress: ProgressStore) {}

  async of(batch: Batch): Promise<BatchProgress> {
    const plan = await this.populations.find(batch.id, batch.calculation);
    return progressOf(plan ? await this.progress.phases(batch.id, plan.run) : []);
  }
}
