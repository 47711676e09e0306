import type { Clock } from '@gongjiang/kernel';
import type { Db } from 'mongodb';
import type { BatchStore } from '../batch/batch.store.js';
import type { BusinessDates } from '../business-date/business-date.js';
import type { WorkingCalendar } from '../calendar/working-day.js';
import type { CityStore } from '../city/city.store.js';
import { MongoProgressStore } from '../progress/progress.store.mongo.js';
import { RestoreGuard, type RestoreGuardPorts } from '../restore/restore.guard.js';
import type { ChangeLog } from '../shared/change-log.js';
import { ShanghaiBankClock } from './bank.clock.js';
import { ControlService } from './control.service.js';
import { MongoControlStore } from './control.store.mongo.js';
import { SendingGate } from './sending.gate.js';

export interface ControlPartsPorts extends Pick<RestoreGuardPorts, 'populations' | 'chunks' | 'restores'> {
  readonly batches: BatchStore;
  readonly cities: CityStore;
  readonly calendar: WorkingCalendar;
  readonly dates: BusinessDates;
  readonly clock: Clock;
}

/** The brakes, the gate that reads them right before a message leaves, and the counts for whoever watches. */
export function controlParts(db: Db, ports: ControlPartsPorts, changes: ChangeLog) {
  const { batches, cities, calendar, dates, clock } = ports;
  const restoreGuard = new RestoreGuard(ports);
  const controls = new MongoControlStore(db);
  const bankClock = new ShanghaiBankClock(clock, dates);
  return {
    controls,
    restoreGuard,
    brakes: new ControlService(controls, batches, { cities, lifting: restoreGuard }, changes),
    sendingGate: new SendingGate({ controls, cities, calendar, bankClock }),
    progress: new MongoProgressStore(db),
  };
}
