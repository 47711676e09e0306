import { impossible, type CityCode, type Day, type Refusal } from '@gongjiang/kernel';
import type { BatchStatus } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import { batchOfChunk } from '../batch/batch.range.js';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import { WORKER_SOURCE } from '../shared/source.js';
import { ClawbackKeeper, type ClawbackPorts } from './clawback.keeper.js';
import type { ClawbackOutcome, ClawbackService } from './clawback.service.js';
import type { KeptClawback } from './clawback.store.js';
import { CLAWBACK_SYSTEM } from './clawbacks.of-batches.js';
import type { StoredOffsetPlans } from './offset-plans.stored.js';

export interface SweepParts {
  readonly cities: CityStore;
  readonly dates: BusinessDates;
  readonly batches: BatchStore;
  readonly offsets: StoredOffsetPlans;
}

/** A batch's id begins with its city's code. */
const CITY_CHARACTERS = 6;
/** In these statuses nothing of a batch is kept for a case any more. */
const OVER: ReadonlySet<BatchStatus> = new Set(['settling', 'reconciled', 'closed', 'cancelled'] as const);

/** What one look does at most of each kind: the next look does the rest. */
const MAX_A_LOOK = 200;

/** Looks for what time alone brings about, and for what a crash left undone. */
export class ClawbackSweep {
  private readonly keeper: ClawbackKeeper;

  constructor(private readonly ports: ClawbackPorts, private readonly service: ClawbackService, private readonly parts: SweepParts) {
    this.keeper = new ClawbackKeeper(ports);
  }

  /** Answers what was refused, for whoever watches; a case that somebody changed meanwhile is looked at again by the next look. */
  async look(): Promise<readonly Refusal[]> {
    const refusals: Refusal[] = [];
    for (const { code } of this.parts.cities.all()) refusals.push(...(await this.passDeadlines(code)));
    for (const { city, caseId, recovery } of await this.ports.cases.untold(MAX_A_LOOK)) await this.keeper.tell({ city, id: caseId }, recovery);
    for (const chunkId of await this.ports.cases.holders()) await this.freeWhatIsLeft(chunkId);
    return refusals;
  }

  private async passDeadlines(city: CityCode): Promise<readonly Refusal[]> {
    const on = await this.parts.dates.today(city);
    const passed = await this.ports.cases.passed(city, on, MAX_A_LOOK);
    const outcomes = await Promise.all(passed.map((kept) => this.passDeadline(kept, on)));
    return outcomes.flatMap((outcome) => (outcome && !outcome.ok && outcome.refusal.code !== 'version-conflict' && outcome.refusal.code !== 'clawback.wrong-status' ? [outcome.refusal] : []));
  }

  private async passDeadline({ clawback: { city, id, status } }: KeptClawback, on: Day): Promise<ClawbackOutcome | undefined> {
    const target = { city, id, version: null, source: WORKER_SOURCE };
    const by = { actor: CLAWBACK_SYSTEM, on };
    switch (status) {
      case 'notified': return this.service.act(target, { kind: 'close-hearing', ...by });
      case 'decided': return this.service.act(target, { kind: 'come-into-force', ...by });
      case 'opened': case 'heard': case 'appealed': case 'in-force': case 'settled': case 'dropped': case 'withdrawn': return undefined;
      default: return impossible(status);
    }
  }

  /**
   * A batch that is calculated has said what it keeps; one whose lines are all answered has kept it. What is still held
   * then was taken by a worker that died, or for a line that was never paid.
   */
  private async freeWhatIsLeft(chunkId: string): Promise<void> {
    const batchId = batchOfChunk(chunkId);
    const kept = await this.parts.batches.load(batchId.slice(0, CITY_CHARACTERS) as CityCode, batchId);
    if (!kept || OVER.has(kept.batch.status)) await this.parts.offsets.freeChunk(chunkId);
    else if (kept.batch.status !== 'calculating') await this.parts.offsets.freeTaken(chunkId);
  }
}
