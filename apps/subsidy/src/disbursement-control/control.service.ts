import { ok, refuse, type CityCode, type Result, type Transaction } from '@gongjiang/kernel';
import type { BatchStatus } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { CityStore } from '../city/city.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { SYSTEM_ACTOR, WORKER_SOURCE } from '../shared/source.js';
import { Brakes, type ControlOutcome, type ControlTarget, type UnsignedCommand } from './brakes.js';
import { CONTROL_EVENTS, type ControlCommand, type ControlCommandKind } from './control.command.js';
import { decideControl } from './control.decide.js';
import { controlIdOf, type ControlScope, type PauseCause } from './control.js';
import { messageOf } from './control.messages.js';
import type { ControlStore } from './control.store.js';

/** While a batch is in one of these its messages may be on their way or soon will be. */
const MAY_REST: readonly BatchStatus[] = ['approved', 'released', 'disbursing'];
const MAY_BE_CANCELLED: readonly BatchStatus[] = ['disbursing'];
/** What lets payments go on after a restore. */
const LIFTING: readonly ControlCommandKind[] = ['ask-resumption', 'confirm-resumption'];
/** Which statuses a batch must have; the others look at the control alone. */
const NEEDS: Partial<Record<ControlCommandKind, readonly BatchStatus[]>> = {
  pause: MAY_REST, stop: MAY_REST, 'ask-cancellation': MAY_BE_CANCELLED, 'confirm-cancellation': MAY_BE_CANCELLED,
};

/** Which cities there are, and whether the lock after a restore may be lifted now. */
export interface ControlSettings {
  readonly cities: CityStore;
  readonly lifting: { mayLift(city: CityCode): Promise<Result<unknown>> };
}

/** What persons and the worker do to controls: one transaction over the control, its audit entry and its event. */
export class ControlService extends Brakes {
  constructor(private readonly controls: ControlStore, private readonly batches: BatchStore, private readonly settings: ControlSettings, private readonly changes: ChangeLog) {
    super();
  }

  /** With something else that is written in the same write, where the command is taken. */
  async act(target: ControlTarget, unsigned: UnsignedCommand, also: (transaction: Transaction) => Promise<void> = async () => undefined): Promise<ControlOutcome> {
    const lifted = target.scope.kind === 'restore' && LIFTING.includes(unsigned.kind) ? await this.settings.lifting.mayLift(target.city) : ok(null);
    if (!lifted.ok) return lifted;
    return this.changes.inOneWrite(async (transaction) => {
      const known = await this.known(target, NEEDS[unsigned.kind], transaction);
      if (!known.ok) return known;
      const found = known.value;
      if (target.version !== null && target.version !== found.version) return refuse('precondition.failed');
      const command: ControlCommand = { ...unsigned, at: this.changes.now() };
      const decided = decideControl(command, found.control);
      if (!decided.ok) return decided;
      const saved = await this.controls.save(decided.value, found.version, transaction);
      if (!saved.ok) return saved;
      await also(transaction);
      const { city, scope, source } = target;
      const events = [messageOf(decided.value, saved.value, command)];
      await this.changes.record({ city, actor: command.actor, kind: `disbursement.${CONTROL_EVENTS[command.kind]}`, object: controlIdOf(scope), source, events }, transaction);
      return ok({ control: decided.value, version: saved.value });
    });
  }

  /** The control as it stands; a batch or bank that the city has not is unknown. */
  async find(city: CityCode, scope: ControlScope): Promise<ControlOutcome> {
    return this.known({ city, scope });
  }

  async pauseBySystem({ city, id }: { readonly city: CityCode; readonly id: string }, why: { readonly cause: PauseCause; readonly reason: string }, version: number): Promise<void> {
    await this.act({ city, scope: { kind: 'batch', batchId: id }, version, source: WORKER_SOURCE }, { kind: 'pause', actor: SYSTEM_ACTOR, ...why });
  }

  private async known({ city, scope }: Pick<ControlTarget, 'city' | 'scope'>, statuses?: readonly BatchStatus[], transaction?: Transaction): Promise<ControlOutcome> {
    const settings = this.settings.cities.find(city);
    if (!settings) return refuse('city.unknown', { city });
    if (scope.kind === 'bank' && scope.bank !== settings.bank.id) return refuse('control.bank-unknown', { bank: scope.bank });
    if (scope.kind === 'batch') {
      const kept = await this.batches.load(city, scope.batchId, transaction);
      if (!kept) return refuse('batch.unknown', { batch: scope.batchId });
      if (statuses && !statuses.includes(kept.batch.status)) return refuse('control.batch-elsewhere', { status: kept.batch.status, expected: statuses.join(', ') });
    }
    return ok(await this.controls.find(city, scope, transaction));
  }
}
