import { impossible, type CityCode, type Refusal, type Result } from '@gongjiang/kernel';
import type { LedgerStore } from '@gongjiang/ledger';
import type { PackSet } from '@gongjiang/policy';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { SendingGateLook, SendingGate } from '../disbursement-control/sending.gate.js';
import type { ChunkPhase } from '../chunk/chunk.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { batchTotalsOf } from '../chunk/chunk.totals.js';
import type { Job, JobKind, WorkQueue } from '../jobs/job.js';
import { isPassed, noticeIdOf } from '../notice/notice.js';
import { chunksToList, completeList, type NoticeMakingPorts } from '../notice/notice.make.js';
import { plainNoticeStep, type NoticeStepRunner } from '../notice/notice.step.js';
import type { Plan } from '../population/population.store.js';
import { SYSTEM_ACTOR, WORKER_SOURCE } from '../shared/source.js';
import type { StatementStore } from '../statement/statement.store.js';
import type { Batch } from '../batch/batch.js';
import { clearCancelled, type ClearancePorts } from './batch.clearance.js';
import type { BatchCommand } from '../batch/batch.command.js';
import { ON_THEIR_WAY } from './on-their-way.js';
import { booksAgree, offsetOfLines, outcomeOfLines } from './batch.reconcile.js';
import type { BatchService } from '../batch/batch.service.js';
import type { Gate } from '../gate/gate.service.js';
import type { BatchStore, KeptBatch } from '../batch/batch.store.js';

/** Chunks put on the queue in one go: enough for minutes of work, and little for Redis. */
const MAX_JOBS_AT_ONCE = 500;

/** For so long a calculation is left to those who began it by other rules (technical time); twice as long after each new beginning. */
const OTHERS_MS = 60_000;
const MOST_DOUBLINGS = 6;

/** While payments rest, what may be with the bank already is asked after this often (technical time). */
const ASK_AGAIN_MS = 10_000;

const TO_CALCULATE: readonly ChunkPhase[] = ['planned'];
const TO_DISBURSE: readonly ChunkPhase[] = ['planned', 'calculated', 'instructed'];
const TO_ASK_AFTER: readonly ChunkPhase[] = ['instructed'];

/** Another driver or an officer was first: the next look shows where the batch is. */
const TAKEN_BY_ANOTHER: ReadonlySet<string> = new Set(['version-conflict', 'batch.wrong-status', 'batch.calculated-anew']);

export interface DriverPorts extends ClearancePorts, NoticeMakingPorts {
  readonly batches: BatchStore;
  readonly chunks: ChunkStore;
  readonly ledger: LedgerStore;
  readonly dates: BusinessDates;
  readonly statements: StatementStore;
  readonly cities: CityStore;
  readonly sendingGate: SendingGate;
  readonly gate: Gate;
  readonly packs: PackSet;
}

/**
 * Drives batches on: looks in the database for what is not done, puts it on the queue, and takes the system's own steps
 * when all of a kind is done. Whatever was lost (a queue, a worker, a step half done) is found again on the next look.
 */
export class BatchDriver {
  /** When each resting batch was asked after last, by this process. */
  private readonly askedAt = new Map<string, number>();
  /** Since when this process has seen plans of other rules: by no clock that can be put back. */
  private readonly othersSince = new Map<string, number>();

  constructor(private readonly ports: DriverPorts, private readonly service: BatchService, private readonly queue: WorkQueue, private readonly noticeStep: NoticeStepRunner = plainNoticeStep) {}

  /**
   * Looks at every batch that is on its way. Answers what was refused: worth an alarm, since nobody asked for it. A batch
   * that cannot be driven does not stop the others; its error is thrown at the end.
   */
  async driveAll(): Promise<readonly Refusal[]> {
    const refusals: Refusal[] = [];
    const errors: unknown[] = [];
    for (const kept of await this.ports.batches.inStatus(ON_THEIR_WAY)) {
      const done = await this.drive(kept).catch((error: unknown) => { errors.push(error); });
      if (done && !done.ok && !TAKEN_BY_ANOTHER.has(done.refusal.code)) refusals.push(done.refusal);
    }
    if (errors.length > 0) throw new AggregateError(errors, errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; '));
    return refusals;
  }

  /**
   * Drives one batch as far as it goes without a person. What did not fit together because somebody changed the batch since
   * it was read says nothing: it is driven as it is now.
   */
  async drive({ batch, version }: KeptBatch): Promise<Result<unknown>> {
    try {
      return await this.driveOn(batch);
    } catch (error) {
      const now = await this.ports.batches.load(batch.city, batch.id);
      if (now === undefined || now.version === version) throw error;
      return this.drive(now);
    }
  }

  private async driveOn(batch: Batch): Promise<Result<unknown>> {
    switch (batch.status) {
      case 'calculating': return this.calculate(batch);
      case 'submitted': return this.list(batch);
      case 'in-notice': return this.clear(batch);
      case 'released': return this.startDisbursement(batch);
      case 'disbursing': return this.disburse(batch);
      case 'settling': return this.settle(batch);
      case 'cancelled': return this.clearAway(batch);
      case 'draft': case 'calculated': case 'cleared': case 'approved': case 'reconciled': case 'closed': case 'returned':
        return NOTHING_TO_DO;
      default: return impossible(batch);
    }
  }

  /** What a worker asks after each chunk: whether it was the last. */
  async driveIfDone(kept: KeptBatch, kind: JobKind): Promise<void> {
    const { batch } = kept;
    const phases = kind === 'calculate-chunk' ? TO_CALCULATE : TO_DISBURSE;
    const plan = await this.ports.populations.find(batch.id, batch.calculation);
    if (plan?.isLocked && (await this.ports.chunks.inPhase(batch.id, plan.run, phases, 1)).length === 0) await this.drive(kept);
  }

  private async calculate(batch: Batch): Promise<Result<unknown>> {
    const plan = await this.ports.populations.find(batch.id, batch.calculation);
    if (!plan?.isLocked) return this.enqueue(batch.city, 'plan-population', [batch.id]);
    if (plan.rules !== this.ports.packs.hash) return this.leaveToOthers(batch, plan);
    const left = await this.ports.chunks.inPhase(batch.id, plan.run, TO_CALCULATE, MAX_JOBS_AT_ONCE);
    if (left.length > 0) return this.enqueue(batch.city, 'calculate-chunk', left);
    const chunks = await this.ports.chunks.ofBatch(batch.id, plan.run);
    const totals = batchTotalsOf(chunks.flatMap((chunk) => ('totals' in chunk ? [chunk.totals] : [])));
    await this.ports.gate.examine(batch, totals);
    return this.act(batch, { kind: 'complete-calculation', calculation: batch.calculation, totals });
  }

  /**
   * One calculation is decided by one set of rules: those who planned it go on with it. Are they gone, since an upgrade has
   * put others in their place, it is begun anew by the rules that are here. Two sets side by side for long hinder nobody:
   * each beginning is left alone for longer.
   */
  private async leaveToOthers(batch: Batch, { run }: Plan): Promise<Result<unknown>> {
    const leftAloneMs = OTHERS_MS * 2 ** Math.min(run - 1, MOST_DOUBLINGS);
    const plan = `${batch.id}#${run}`;
    const since = this.othersSince.get(plan) ?? performance.now();
    this.othersSince.set(plan, since);
    if (performance.now() - since < leftAloneMs) return NOTHING_TO_DO;
    this.othersSince.delete(plan);
    return this.act(batch, { kind: 'restart-calculation', calculation: batch.calculation });
  }

  /** The public list is made before anybody reviews: what goes up is complete. */
  private async list(batch: Extract<Batch, { status: 'submitted' }>): Promise<Result<unknown>> {
    if (await this.ports.notices.load(noticeIdOf(batch))) return NOTHING_TO_DO;
    const left = await chunksToList(this.ports, batch, MAX_JOBS_AT_ONCE);
    if (left.length > 0) return this.enqueue(batch.city, 'list-chunk', left);
    await completeList(this.ports, batch, this.noticeStep);
    return NOTHING_TO_DO;
  }

  /** A notice that was interrupted is up for longer than the batch's own days say. */
  private async clear(batch: Extract<Batch, { status: 'in-notice' }>): Promise<Result<unknown>> {
    const today = await this.ports.dates.today(batch.city);
    const kept = today > batch.notice.until ? await this.ports.notices.load(noticeIdOf(batch)) : undefined;
    return kept && isPassed(kept.notice, today) ? this.act(batch, { kind: 'clear' }) : NOTHING_TO_DO;
  }

  private async startDisbursement(batch: Batch): Promise<Result<unknown>> {
    await this.service.keepObliged(batch);
    const started = await this.act(batch, { kind: 'start-disbursement' });
    return started.ok ? this.disburse(batch) : started;
  }

  private async disburse(batch: Batch): Promise<Result<unknown>> {
    const plan = await this.ports.populations.find(batch.id, batch.calculation);
    if (!plan?.isLocked) throw new Error(`The batch ${batch.id} is to be paid and has no plan`);
    const left = await this.ports.chunks.inPhase(batch.id, plan.run, TO_DISBURSE, MAX_JOBS_AT_ONCE);
    const look = await this.ports.sendingGate.look(batch);
    // A cancellation that died at its last step has left no chunk, and still holds the fund's money.
    if (left.length === 0 && look.own.control.status !== 'cancelling') return this.act(batch, { kind: 'complete-disbursement' });
    return look.hold ? this.rest(batch, plan.run, look) : this.enqueue(batch.city, 'disburse-chunk', left);
  }

  /** Nothing is sent; what was sent is asked after now and then, and a confirmed cancellation is carried out. */
  private async rest(batch: Batch, run: number, { hold, own }: SendingGateLook): Promise<Result<unknown>> {
    if (own.control.status === 'cancelling') await this.enqueue(batch.city, 'cancel-rest', [batch.id]);
    if (performance.now() - (this.askedAt.get(batch.id) ?? -ASK_AGAIN_MS) >= ASK_AGAIN_MS) {
      this.askedAt.set(batch.id, performance.now());
      await this.enqueue(batch.city, 'disburse-chunk', await this.ports.chunks.inPhase(batch.id, run, TO_ASK_AFTER, MAX_JOBS_AT_ONCE));
    }
    return hold?.kind === 'calendar-unpublished' ? { ok: false, refusal: hold.refusal } : NOTHING_TO_DO;
  }

  /** Reconciled is a batch when every closed statement is read, no line waits for another, and the books agree. */
  private async settle(batch: Extract<Batch, { status: 'settling' }>): Promise<Result<unknown>> {
    const account = this.ports.cities.get(batch.city).debtorAccount;
    const read = await this.ports.statements.progress(account);
    const isReadUp = read !== undefined && read.nextDay >= (await this.ports.dates.today(batch.city));
    const sums = isReadUp ? await this.ports.items.sumsOfBatch(batch.id) : [];
    const outcome = isReadUp ? outcomeOfLines(sums) : undefined;
    if (!outcome) return this.enqueue(batch.city, 'read-statements', [account]);
    const agreed = booksAgree(await this.ports.ledger.turnovers(batch.city, batch.id), outcome, { offset: offsetOfLines(sums), carried: batch.totals.carried });
    return agreed.ok ? this.act(batch, { kind: 'reconcile', outcome }) : agreed;
  }

  private async clearAway(batch: Batch): Promise<Result<unknown>> {
    await clearCancelled(this.ports, batch);
    return NOTHING_TO_DO;
  }

  private async act(batch: Batch, step: SystemStep): Promise<Result<unknown>> {
    const on = await this.ports.dates.today(batch.city);
    return this.service.act({ city: batch.city, id: batch.id, version: null, source: WORKER_SOURCE }, { ...step, actor: SYSTEM_ACTOR, on });
  }

  private async enqueue(city: CityCode, kind: JobKind, objects: readonly string[]): Promise<Result<unknown>> {
    await this.queue.add(objects.map((object): Job => ({ kind, city, object })));
    return NOTHING_TO_DO;
  }
}

const NOTHING_TO_DO: Result<unknown> = { ok: true, value: null };

type Unsigned<Command> = Command extends unknown ? Omit<Command, 'actor' | 'on'> : never;
type SystemStep = Unsigned<Extract<BatchCommand, { kind: 'restart-calculation' | 'complete-calculation' | 'clear' | 'start-disbursement' | 'complete-disbursement' | 'reconcile' }>>;
