import { day, fen, month, type CityCode, type Day } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import type { NoticeMakingPorts } from '../notice/notice.make.js';
import { makeList } from '../notice/notice.fixture.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { AFTER_NOTICE, OFFICERS, OUTCOME, TOTALS } from './batch.builders.js';
import type { BatchStatus, BatchTotals } from './batch.js';
import type { BatchOutcome, BatchTarget } from './batch.service.js';
import type { KeptBatch } from './batch.store.js';

const ON = day('2026-11-02');
const SYSTEM = { actor: 'system', on: ON };
/** Where the officers of the tests sit. */
export const SOURCE = '10.0.0.7';

/** The batch that an outcome brought. Throws where it was refused. */
export function done(outcome: BatchOutcome): KeptBatch {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.value;
}

export function codeOf(outcome: BatchOutcome): string {
  return outcome.ok ? 'done' : outcome.refusal.code;
}

export function targetOf({ batch, version }: KeptBatch): BatchTarget {
  return { city: batch.city, id: batch.id, version, source: SOURCE };
}

/** The officers of a city at their work on real batches: each step by the right one, on a right day. */
export class Office {
  constructor(private readonly subsidy: Pick<TestSubsidy, 'batchService' | 'gates'> & NoticeMakingPorts, private readonly city: CityCode = JINHUA) {}

  async open(period = month('2026-11'), programme = 'post-allowance'): Promise<KeptBatch> {
    return done(await this.service.open({ city: this.city, actor: OFFICERS.handler, on: ON, source: SOURCE }, programme, period));
  }

  async startCalculation(kept: KeptBatch): Promise<KeptBatch> {
    return done(await this.service.act(targetOf(kept), { kind: 'start-calculation', actor: OFFICERS.handler, on: ON }));
  }

  /** Completes a calculation of which there are no lines; the gate, which would miss them, is told that all is green. */
  async completeCalculation(kept: KeptBatch, totals: BatchTotals = TOTALS): Promise<KeptBatch> {
    const { id: batchId, city, calculation } = kept.batch;
    await this.subsidy.gates.keep({ batchId, city, calculation, findings: [], explanations: [] });
    return done(await this.service.act(targetOf(kept), { kind: 'complete-calculation', ...SYSTEM, calculation: kept.batch.calculation, totals }));
  }

  async recalculate(kept: KeptBatch, totals: BatchTotals = TOTALS): Promise<KeptBatch> {
    return this.completeCalculation(await this.startCalculation(kept), totals);
  }

  submit(kept: KeptBatch, on: Day = ON): Promise<BatchOutcome> {
    return this.service.submit(targetOf(kept), { actor: OFFICERS.handler, on });
  }

  /** Reviews once the public list is made. */
  async review(kept: KeptBatch, by: { readonly actor: string; readonly on: Day } = { actor: OFFICERS.reviewer, on: ON }): Promise<BatchOutcome> {
    await makeList(this.subsidy, kept.batch);
    return this.service.review(targetOf(kept), by);
  }

  sendBack(kept: KeptBatch): Promise<BatchOutcome> {
    return this.service.sendBack(targetOf(kept), { actor: OFFICERS.reviewer, on: ON }, 'a line is missing');
  }

  cancel(kept: KeptBatch): Promise<BatchOutcome> {
    return this.service.act(targetOf(kept), { kind: 'cancel', actor: OFFICERS.handler, on: ON, reason: 'the wrong month' });
  }

  /** Takes a submitted batch on to this status. */
  async takeTo(status: BatchStatus, submitted: KeptBatch): Promise<KeptBatch> {
    const later = { on: AFTER_NOTICE };
    const outcome = { ...OUTCOME, ...('totals' in submitted.batch ? { settledLines: submitted.batch.totals.lines, settledFen: submitted.batch.totals.amountFen } : { settledFen: fen(0) }) };
    const steps: readonly (readonly [BatchStatus, (at: KeptBatch) => Promise<BatchOutcome>])[] = [
      ['in-notice', (at) => this.review(at)],
      ['cleared', (at) => this.service.act(targetOf(at), { kind: 'clear', actor: 'system', ...later })],
      ['approved', (at) => this.service.approve(targetOf(at), { actor: OFFICERS.approver, ...later })],
      ['released', (at) => this.service.act(targetOf(at), { kind: 'release', actor: OFFICERS.releaser, ...later })],
      ['disbursing', (at) => this.service.act(targetOf(at), { kind: 'start-disbursement', ...SYSTEM })],
      ['settling', (at) => this.service.act(targetOf(at), { kind: 'complete-disbursement', ...SYSTEM })],
      ['reconciled', (at) => this.service.act(targetOf(at), { kind: 'reconcile', ...SYSTEM, outcome })],
      ['closed', (at) => this.service.act(targetOf(at), { kind: 'close', actor: 'ma', on: ON })],
    ];
    let at = submitted;
    for (const [reached, step] of steps) {
      at = done(await step(at));
      if (reached === status) break;
    }
    return at;
  }

  async load(id: string): Promise<KeptBatch> {
    const kept = await this.subsidy.batches.load(this.city, id);
    if (!kept) throw new Error(`There is no batch ${id}`);
    return kept;
  }

  private get service() {
    return this.subsidy.batchService;
  }
}
