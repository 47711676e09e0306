import { addFen, ok, refuse, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import type { Batch, BatchTotals, LineSum } from '../batch/batch.js';
import { BatchCompanion, type FollowUp } from '../batch/batch.companion.js';
import type { ToldChange } from '../batch/batch.messages.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { CityStore } from '../city/city.store.js';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { canBeExplained, examine, stopping, type GateCheck } from './gate.js';
import type { GateStore, KeptGateReport } from './gate.store.js';

export interface GatePorts {
  readonly gates: GateStore;
  readonly batches: BatchStore;
  readonly cities: CityStore;
}

/** Examines what was calculated, before anybody may submit it. */
export class Gate {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(private readonly ports: GatePorts) {}

  /** Makes the report of a calculation and keeps it. Done again, the first report holds: all lines are read once, and not by each job that was among the last. */
  examine(batch: Batch, totals: BatchTotals): Promise<void> {
    const key = `${batch.id} ${batch.calculation}`;
    const known = this.underWay.get(key);
    if (known) return known;
    const work = this.report(batch, totals).finally(() => this.underWay.delete(key));
    this.underWay.set(key, work);
    return work;
  }

  private async report(batch: Batch, totals: BatchTotals): Promise<void> {
    const { gates, cities } = this.ports;
    const there = await gates.load(batch.city, batch.id);
    if (there && there.report.calculation >= batch.calculation) return;
    const limits = cities.get(batch.city).gate;
    const lines = await gates.linesOf(batch.id, limits.largeLineFen);
    await gates.keep(examine({ batch, totals, lines, before: await this.monthBefore(batch), limits }));
  }

  /** The monthly lines of the programme's last approved batch of an earlier month. */
  private async monthBefore(batch: Batch): Promise<LineSum | null> {
    const approved = (await this.ports.batches.approvedOf(batch.city, batch.programme)).filter((id) => id !== batch.id).sort();
    const loaded = await Promise.all(approved.map((id) => this.ports.batches.load(batch.city, id)));
    const earlier = loaded.flatMap((kept) => (kept && kept.batch.period < batch.period && 'totals' in kept.batch ? [kept.batch] : []));
    const last = earlier.sort((one, other) => (one.period < other.period ? 1 : -1))[0];
    if (!last) return null;
    const { fresh, same, changed } = last.totals.monthOnMonth;
    return { lines: fresh.lines + same.lines + changed.lines, amountFen: addFen(addFen(fresh.amountFen, same.amountFen), changed.amountFen) };
  }
}

/** Lets a batch be submitted when its report is there, of this calculation, and nothing in it stops it. */
export class GateCompanion extends BatchCompanion {
  constructor(private readonly gates: GateStore) {
    super();
  }

  async follow({ batch, change }: ToldChange, _source: string, transaction: Transaction): Promise<Result<readonly FollowUp[], Refusal>> {
    if (change.kind !== 'submitted') return ok([]);
    const kept = await this.gates.load(batch.city, batch.id, transaction);
    if (kept?.report.calculation !== batch.calculation) return refuse('gate.no-report');
    const red = stopping(kept.report);
    return red.length === 0 ? ok([]) : refuse('gate.red', { checks: red.map(({ check }) => check).join(', ') });
  }
}

/** Explains what is red and can be: reviewer and approver read the words beside the figures. */
export class GateExplanations {
  constructor(private readonly gates: GateStore, private readonly changes: ChangeLog) {}

  explain(by: By, batchId: string, check: GateCheck, text: string): Promise<Result<KeptGateReport, Refusal>> {
    return this.changes.inOneWrite(async (transaction) => {
      const kept = await this.gates.load(by.city, batchId, transaction);
      if (!kept) return refuse('gate.no-report');
      if (!canBeExplained(kept.report, check)) return refuse('gate.not-to-explain', { check });
      const explanations = [...kept.report.explanations.filter((one) => one.check !== check), { check, text, by: by.actor, on: by.on }];
      const report = { ...kept.report, explanations };
      const saved = await this.gates.save(report, kept.version, transaction);
      if (!saved.ok) return saved;
      await this.changes.record({ city: by.city, actor: by.actor, kind: 'gate.explained', object: batchId, source: by.source, details: { check }, events: [] }, transaction);
      return ok({ report, version: saved.value });
    });
  }
}
