import { ok, refuse, yearOf, ZERO_FEN, type CityCode, type Day, type Month, type Refusal, type Result, type Transaction, type Year } from '@gongjiang/kernel';
import type { WorkingCalendar } from '../calendar/working-day.js';
import { workingDaysAfter } from '../calendar/working-day.js';
import { programmeOf } from '../city/city.js';
import type { CityStore } from '../city/city.store.js';
import type { ReservationKey } from '../fund/fund.js';
import type { FundStore } from '../fund/fund.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import type { Batch } from './batch.js';
import { decideBatch } from './batch.decide.js';
import type { BatchCommand } from './batch.command.js';
import type { BatchCompanion } from './batch.companion.js';
import { evolveBatch } from './batch.evolve.js';
import { messagesOf, type ToldChange } from './batch.messages.js';
import { newMoneyFen, obligedFen } from './batch.money.js';
import { openBatch } from './batch.open.js';
import { postingsOf } from './batch.posting.js';
import type { BatchChange, BatchStore, KeptBatch } from './batch.store.js';

/** Which batch is acted on, on which version of it (null where the newest is meant: the system's own steps), and from where. */
export interface BatchTarget {
  readonly city: CityCode;
  readonly id: string;
  readonly version: number | null;
  readonly source: string;
}

export type BatchOutcome = Result<KeptBatch, Refusal>;

/** What persons and the worker do to batches: one use case a method, one transaction each. */
export class BatchService {
  constructor(
    private readonly batches: BatchStore,
    private readonly funds: FundStore,
    private readonly changes: ChangeLog,
    private readonly settings: { readonly cities: CityStore; readonly calendar: WorkingCalendar; readonly companions?: readonly BatchCompanion[] },
  ) {}

  /** Opens a batch: one open batch a city, programme and period. */
  async open(by: { readonly city: CityCode; readonly actor: string; readonly on: Day; readonly source: string }, programmeId: string, period: Month): Promise<BatchOutcome> {
    const city = this.settings.cities.find(by.city);
    if (!city) return refuse('city.unknown', { city: by.city });
    const programme = programmeOf(city, programmeId);
    if (!programme) return refuse('batch.programme-unknown', { programme: programmeId });
    const earlier = await this.batches.ofProgramme(by.city, programmeId, period);
    const open = earlier.find(({ batch }) => batch.status !== 'closed' && batch.status !== 'cancelled');
    if (open) return refuse('batch.already-open', { batch: open.batch.id });
    const batch = openBatch(by.city, programme, period, earlier.length + 1);
    return this.changes.inOneWrite(async (transaction) => {
      const change = changeOf('opened', by, this.changes.now());
      const saved = await this.batches.save(batch, 0, change, transaction);
      if (!saved.ok) return refuse('batch.already-open', { batch: batch.id });
      await this.record({ before: batch, batch, version: saved.value, change }, by.source, transaction);
      return ok({ batch, version: saved.value, changes: [change] });
    });
  }

  /** Carries out a command that needs nothing but the batch. */
  async act(target: BatchTarget, command: BatchCommand): Promise<BatchOutcome> {
    return this.changes.inOneWrite((transaction) => this.within(transaction, target, command));
  }

  /** The same within the write of whoever brings it along. */
  async within(transaction: Transaction, target: BatchTarget, command: BatchCommand): Promise<BatchOutcome> {
    const found = await this.load(target, transaction);
    if (!found.ok) return found;
    const decided = decideBatch(command, found.value.batch);
    if (!decided.ok) return decided;
    const batch = evolveBatch(found.value.batch, decided.value);
    const change = { ...changeOf(decided.value.kind, { actor: command.actor, on: command.on }, this.changes.now()), ...('reason' in decided.value ? { reason: decided.value.reason } : {}) };
    const saved = await this.batches.save(batch, found.value.version, change, transaction);
    if (!saved.ok) return saved;
    await this.changes.post(postingsOf(found.value.batch, batch, decided.value), transaction);
    const told = { before: found.value.batch, batch, version: saved.value, change };
    await this.record(told, target.source, transaction);
    const followed = await this.follow(told, target, transaction);
    return followed.ok ? ok(followed.value ?? { batch, version: saved.value, changes: [...found.value.changes, change] }) : followed;
  }

  /** Submits: first the fund's money is reserved (one conditional write of its own), then the batch changes. */
  async submit(target: BatchTarget, by: { readonly actor: string; readonly on: Day }): Promise<BatchOutcome> {
    const command = { kind: 'submit', ...by, fundYear: yearOf(by.on) } as const;
    const found = await this.load(target);
    if (!found.ok) return found;
    const possible = decideBatch(command, found.value.batch);
    if (!possible.ok) return possible;
    const reserved = await this.reserve(found.value.batch, by.on);
    if (!reserved.ok) return reserved;
    const done = await this.act(target, command);
    if (!done.ok) await this.freeIfCancelled(target);
    return done;
  }

  /** Reviews, which puts up the notice for the city's number of working days. */
  async review(target: BatchTarget, by: { readonly actor: string; readonly on: Day }): Promise<BatchOutcome> {
    const found = await this.load(target);
    if (!found.ok) return found;
    const { notice } = this.settings.cities.get(target.city);
    const until = workingDaysAfter(this.settings.calendar, by.on, notice.workingDays);
    return until.ok ? this.act(target, { kind: 'review', ...by, notice: { from: by.on, until: until.value } }) : until;
  }

  async approve(target: BatchTarget, by: { readonly actor: string; readonly on: Day }): Promise<BatchOutcome> {
    const { secondApproverAboveFen } = this.settings.cities.get(target.city).approval;
    const done = await this.act(target, { kind: 'approve', ...by, secondApproverAboveFen });
    if (done.ok) await this.keepObliged(done.value.batch);
    return done;
  }

  /** Leaves an approved batch's reservation with what is owed. Once more changes nothing: the driver makes sure of it. */
  async keepObliged(batch: Batch): Promise<void> {
    if ('withheld' in batch && batch.status !== 'in-notice' && batch.status !== 'cleared') await this.funds.keepOnly(reservationOf(batch, batch.fundYear), obligedFen(batch));
  }

  /** Sends a batch back to its handler, and sets its reservation free. */
  async sendBack(target: BatchTarget, by: { readonly actor: string; readonly on: Day }, reason: string): Promise<BatchOutcome> {
    const before = await this.load(target);
    if (!before.ok) return before;
    const done = await this.act(target, { kind: 'return', ...by, reason });
    if (done.ok && 'fundYear' in before.value.batch) {
      await this.funds.keepOnly(reservationOf(before.value.batch, before.value.batch.fundYear), ZERO_FEN);
    }
    return done;
  }

  /** What goes along with the batch happens in the same write, or the change does not happen. Answers the batch where it changed once more. */
  private async follow(told: ToldChange, target: BatchTarget, transaction: Transaction): Promise<Result<KeptBatch | undefined, Refusal>> {
    let changed: KeptBatch | undefined;
    for (const companion of this.settings.companions ?? []) {
      const followed = await companion.follow(told, target.source, transaction);
      if (!followed.ok) return followed;
      for (const command of followed.value) {
        const done = await this.within(transaction, { ...target, version: null }, command);
        if (!done.ok) return done;
        changed = done.value;
      }
    }
    return ok(changed);
  }

  /** A batch that was cancelled while it was submitted: what was reserved in between nobody else would set free. */
  private async freeIfCancelled({ city, id }: BatchTarget): Promise<void> {
    const found = await this.batches.load(city, id);
    if (found?.batch.status === 'cancelled') await this.funds.free(city, found.batch.fund, id);
  }

  /** A reservation that an interrupted submission left behind, of another sum, is set free first. */
  private async reserve(batch: Batch, on: Day): Promise<Result<unknown, Refusal>> {
    if (!('totals' in batch)) return refuse('batch.empty');
    const key = reservationOf(batch, yearOf(on));
    const first = await this.funds.reserve(key, newMoneyFen(batch.totals), batch.totals.byEntitlement);
    if (first.ok || first.refusal.code !== 'fund.reserved-otherwise') return first;
    await this.funds.keepOnly(key, ZERO_FEN);
    return this.funds.reserve(key, newMoneyFen(batch.totals), batch.totals.byEntitlement);
  }

  private async load(target: BatchTarget, transaction?: Transaction): Promise<BatchOutcome> {
    const found = await this.batches.load(target.city, target.id, transaction);
    if (!found) return refuse('batch.unknown', { batch: target.id });
    return target.version === null || target.version === found.version ? ok(found) : refuse('precondition.failed');
  }

  private async record(told: ToldChange, source: string, transaction: Transaction): Promise<void> {
    const { batch, change } = told;
    await this.changes.record({ city: batch.city, actor: change.actor, kind: `batch.${change.kind}`, object: batch.id, source, events: messagesOf(told) }, transaction);
  }
}

function changeOf(kind: BatchChange['kind'], by: { readonly actor: string; readonly on: Day }, at: Date): BatchChange {
  return { kind, actor: by.actor, on: by.on, at };
}

function reservationOf({ city, fund, id, calculation }: Batch, year: Year): ReservationKey {
  return { city, fund, year, batchId: id, calculation };
}
