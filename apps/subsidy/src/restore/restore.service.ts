import { day, refuse, type CityCode, type Day } from '@gongjiang/kernel';
import type { BatchStore } from '../batch/batch.store.js';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { ControlOutcome } from '../disbursement-control/brakes.js';
import type { ControlService } from '../disbursement-control/control.service.js';
import type { ControlStore } from '../disbursement-control/control.store.js';
import type { StatementStore } from '../statement/statement.store.js';
import { restoreOf, type Restore, type Witness } from './restore.js';
import type { RestoreStore } from './restore.store.js';

export interface RestoreServicePorts {
  readonly restores: RestoreStore;
  readonly controls: ControlStore;
  readonly brakes: ControlService;
  readonly cities: CityStore;
  readonly dates: BusinessDates;
  readonly statements: StatementStore;
  readonly batches: BatchStore;
  readonly clock: { now(): Date };
}

/** What is said of a restore: who says it, on whose evidence, and from which day on, where somebody knows better than the data. */
export interface Declaration {
  readonly city: CityCode;
  readonly actor: string;
  readonly source: string;
  readonly witness: Witness;
  readonly reason: string;
  readonly since?: Day;
}

/** Locks a city's payments after its data were put back to an older state: control and restore in one write. */
export class RestoreService {
  constructor(private readonly ports: RestoreServicePorts) {}

  async declare({ city, actor, source, witness, reason, since }: Declaration): Promise<ControlOutcome> {
    const { restores, brakes, cities, dates, clock } = this.ports;
    if (!cities.find(city)) return refuse('city.unknown', { city });
    const lockedOn = await dates.today(city);
    if (since !== undefined && since > lockedOn) return refuse('restore.day-ahead', { since, today: lockedOn });
    const last = await restores.find(city);
    const restore = restoreOf({
      city, witness, lockedOn, noticedAt: clock.now(), number: (last?.number ?? 0) + 1,
      since: since ?? (await this.knownUntil(city, lockedOn)), unfinished: await this.unfinished(last),
    });
    return brakes.act({ city, scope: { kind: 'restore' }, version: null, source }, { kind: 'stop', cause: 'restored', actor, reason }, (transaction) => restores.lock(restore, transaction));
  }

  /**
   * The first day of which the database may not know everything: every day before it was read from a statement that the
   * bank had closed. Where none was read, nothing is known since the platform's first month.
   */
  private async knownUntil(city: CityCode, today: Day): Promise<Day> {
    const { debtorAccount, firstMonth } = this.ports.cities.get(city);
    const read = (await this.ports.statements.progress(debtorAccount))?.nextDay;
    const first = read ?? day(`${firstMonth}-01`);
    return first < today ? first : today;
  }

  private async unfinished(last: Restore | undefined): Promise<Restore | undefined> {
    if (!last) return undefined;
    const { control } = await this.ports.controls.find(last.city, { kind: 'restore' });
    return control.status === 'running' ? undefined : last;
  }
}
