import type { CityCode } from '@gongjiang/kernel';
import { z } from 'zod';
import type { BatchStore } from '../batch/batch.store.js';
import { shownHold, shownHoldSchema } from '../disbursement-control/control.view.js';
import type { SendingGate } from '../disbursement-control/sending.gate.js';
import type { PopulationStore } from '../population/population.store.js';
import type { LineCounts, ProgressFacts } from './progress.js';
import type { ProgressStore } from './progress.store.js';

/** How far a disbursement is: what a screen shows, and each event of the stream. */
export const shownProgressSchema = z.object({
  status: z.string(),
  state: z.enum(['not-begun', 'running', 'ended', 'paused', 'stopped', 'cancelling', 'bank-closed', 'calendar-unpublished']),
  hold: shownHoldSchema.nullable(),
  done: z.int(),
  failed: z.int(),
  unpaid: z.int(),
  left: z.int(),
  linesPerSecond: z.number(),
  secondsLeft: z.int().nullable(),
});

const NO_LINES: LineCounts = { done: 0, failed: 0, unpaid: 0, left: 0 };

/** Reads what is known of a batch's disbursement at this moment: three small reads, and one count from an index. */
export class DisbursementView {
  constructor(private readonly ports: { readonly batches: BatchStore; readonly populations: PopulationStore; readonly progress: ProgressStore; readonly sendingGate: SendingGate }) {}

  /** Undefined where the city has no such batch. */
  async of(city: CityCode, batchId: string): Promise<ProgressFacts | undefined> {
    const kept = await this.ports.batches.load(city, batchId);
    if (!kept) return undefined;
    const { batch } = kept;
    const [plan, { hold }] = await Promise.all([this.ports.populations.find(batch.id, batch.calculation), this.ports.sendingGate.look(batch)]);
    const counts = plan ? await this.ports.progress.counts(batch.id, plan.run) : NO_LINES;
    return { ...counts, status: batch.status, hold: shownHold(hold) };
  }
}
