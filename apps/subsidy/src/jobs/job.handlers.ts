import type { CityCode } from '@gongjiang/kernel';
import type { Batch } from '../batch/batch.js';
import { batchOfChunk } from '../batch/batch.range.js';
import { clearCancelled, discardAll, type ClearancePorts } from '../driver/batch.clearance.js';
import type { BatchDriver } from '../driver/batch.driver.js';
import type { BatchStore, KeptBatch } from '../batch/batch.store.js';
import type { BusinessDates } from '../business-date/business-date.js';
import { calculateChunk, type CalculationPorts } from '../chunk/chunk.calculate.js';
import { disburseChunk, type DisbursementPorts } from '../chunk/chunk.disburse.js';
import type { Chunk } from '../chunk/chunk.js';
import { plainStep, type StepRunner } from '../chunk/chunk.step.js';
import { isListed, listChunk, type NoticeMakingPorts } from '../notice/notice.make.js';
import { plainNoticeStep, type NoticeStepRunner } from '../notice/notice.step.js';
import { cancelRest, type CancellationPorts, type CancellationStepRunner } from '../disbursement-control/cancellation.js';
import { planPopulation, type PlanningPorts } from '../population/population.planner.js';
import { MissingLines } from '../statement/statement.missing.js';
import { readStatementsAfterRestore, type ReadingPorts } from '../restore/anew.reader.js';
import type { Job, JobHandler, JobKind } from './job.js';

/** How long a chunk stays with a worker that no longer says that it is alive (technical time): after a kill it is free again soon. */
const LEASE_MS = 6_000;

export interface WorkPorts extends ClearancePorts, PlanningPorts, CalculationPorts, DisbursementPorts, CancellationPorts, ReadingPorts, NoticeMakingPorts {
  readonly batches: BatchStore;
  readonly dates: BusinessDates;
}

export interface WorkSettings {
  /** This process, told apart from every other one. */
  readonly owner: string;
  readonly step?: StepRunner;
  readonly noticeStep?: NoticeStepRunner;
  readonly cancellationStep?: CancellationStepRunner;
  readonly leaseMs?: number;
}

/** The handler of each kind of job. Every one looks at the database first: a job that comes late or twice finds nothing to do. */
export function jobHandlers(ports: WorkPorts, driver: BatchDriver, { owner, step = plainStep, noticeStep = plainNoticeStep, cancellationStep = (_step, run) => run(), leaseMs = LEASE_MS }: WorkSettings): Readonly<Record<JobKind, JobHandler>> {
  const lease = { owner, leaseMs };
  const missing = new MissingLines(ports);
  return {
    'plan-population': async (job) => {
      const kept = await keptOf(ports, job, job.object);
      if (kept?.batch.status !== 'calculating') return;
      await clearCancelledOf(ports, kept.batch.city);
      await planPopulation(ports, kept.batch);
      await driver.drive(kept);
    },
    'calculate-chunk': (job) => withChunk(ports, lease, job, async (chunk, kept) => {
      const { batch } = kept;
      if (batch.status === 'calculating' && (await isByTheseRules(ports, batch))) await calculateChunk(ports, batch, chunk, step);
      await discardIfAbandoned(ports, job, chunk);
      await driver.driveIfDone(kept, job.kind);
    }),
    'list-chunk': async (job) => {
      const kept = await keptOf(ports, job, batchOfChunk(job.object));
      if (kept?.batch.status !== 'submitted') return;
      await listChunk(ports, kept.batch, job.object, noticeStep);
      if (await isListed(ports, kept.batch)) await driver.drive(kept);
    },
    'disburse-chunk': (job) => withChunk(ports, lease, job, async (chunk, kept) => {
      const { batch } = kept;
      if (batch.status !== 'disbursing') return;
      await disburseChunk(ports, batch, chunk, await ports.dates.today(batch.city), step);
      await driver.driveIfDone(kept, job.kind);
    }),
    'cancel-rest': async (job) => {
      const kept = await keptOf(ports, job, job.object);
      if (kept?.batch.status !== 'disbursing') return;
      await cancelRest(ports, kept.batch, await ports.dates.today(job.city), cancellationStep);
      await driver.drive(kept);
    },
    'read-statements': async (job) => {
      const paying = (await ports.batches.inStatus(['disbursing', 'settling'])).filter((kept) => kept.batch.city === job.city);
      const settling = paying.filter(({ batch }) => batch.status === 'settling');
      // The first day is that of whichever batch was first: one whose answer is late may have been booked before another was released.
      const released = paying.flatMap((kept) => kept.changes.filter((change) => change.kind === 'released').map((change) => change.on)).sort();
      const { debtorAccount } = ports.cities.get(job.city);
      // What comes back later is read too, when no batch waits for it any more.
      const first = (await ports.statements.progress(debtorAccount))?.nextDay ?? released[0];
      if (first === undefined) return;
      await readStatementsAfterRestore(ports, job.city, first, await ports.dates.today(job.city));
      for (const kept of settling) await driver.drive(kept);
      await missing.find(job.city, settling);
    },
  };
}

/** What the lines of a cancelled batch entitle to is nothing: they go before another batch looks at them. */
async function clearCancelledOf(ports: WorkPorts, city: CityCode): Promise<void> {
  const cancelled = (await ports.batches.inStatus(['cancelled'])).filter((kept) => kept.batch.city === city);
  for (const { batch } of cancelled) await clearCancelled(ports, batch);
}

/** What was planned by other rules is left to those who have them. */
async function isByTheseRules({ populations, packs }: WorkPorts, batch: Batch): Promise<boolean> {
  return (await populations.find(batch.id, batch.calculation))?.rules === packs.hash;
}

/** A worker that was slow may have written for a batch that was cancelled, or a run that no longer holds: it takes back what it wrote. */
async function discardIfAbandoned(ports: WorkPorts, job: Job, chunk: Chunk): Promise<void> {
  const batch = (await keptOf(ports, job, chunk.batchId))?.batch;
  if (batch?.status === 'cancelled') return discardAll(ports, batch);
  const plan = batch ? await ports.populations.find(batch.id, batch.calculation) : undefined;
  if (!plan || plan.run === chunk.run) return;
  await ports.items.discardChunk(chunk.id);
  await ports.heldLines.discardChunk(chunk.batchId, chunk.id);
  await ports.grants.unspendChunk(chunk.id);
  await ports.offsetPlans.freeChunk(chunk.id);
  await ports.sameKind.freeChunks([chunk.id], []);
}

/** Does the work under a lease, so that two workers do not do it at once for nothing. Money does not depend on the lease. */
async function withChunk(ports: WorkPorts, { owner, leaseMs }: Required<Pick<WorkSettings, 'owner' | 'leaseMs'>>, job: Job, work: (chunk: Chunk, kept: KeptBatch) => Promise<void>): Promise<void> {
  const lease = (): Promise<boolean> => ports.chunks.lease(job.object, owner, leaseMs);
  if (!(await lease())) return;
  // The bank may take longer to answer than a lease lasts; one renewal that fails is made up for by the next.
  let renewing: Promise<unknown> = Promise.resolve();
  const renewal = setInterval(() => { renewing = lease().catch(() => false); }, leaseMs / 3);
  try {
    const chunk = await ports.chunks.find(job.object);
    const kept = chunk ? await keptOf(ports, job, chunk.batchId) : undefined;
    if (chunk && kept) await work(chunk, kept);
  } finally {
    clearInterval(renewal);
    await renewing;
    await ports.chunks.endLease(job.object, owner);
  }
}

async function keptOf(ports: WorkPorts, job: Job, batchId: string): Promise<KeptBatch | undefined> {
  return ports.batches.load(job.city, batchId);
}
