import type { AccountChangeService } from '../account-change/account-change.service.js';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { WorkQueue } from '../jobs/job.js';
import type { RestoreProcedure } from '../restore/restore.procedure.js';
import type { StatementStore } from '../statement/statement.store.js';
import type { ClawbackSweep } from '../clawback/clawback.sweep.js';
import type { TakeoverCounting } from '../takeover/takeover.counting.service.js';
import type { Chore } from './driver.loop.js';

export interface ChorePorts {
  readonly cities: CityStore;
  readonly dates: BusinessDates;
  readonly accountChangeService: AccountChangeService;
  readonly takeoverCounting: TakeoverCounting;
  readonly clawbackSweep: ClawbackSweep;
  readonly statements: StatementStore;
  readonly restoreProcedure: Pick<RestoreProcedure, 'look'>;
}

/** What comes about by itself: by the business date, city by city; and what was decided and is not done yet. */
export function choresOf({ cities, dates, accountChangeService, takeoverCounting, clawbackSweep, statements, restoreProcedure }: ChorePorts, queue: WorkQueue): readonly Chore[] {
  return [
    async () => {
      for (const { code } of cities.all()) await accountChangeService.takeEffectAll(code, await dates.today(code));
    },
    () => takeoverCounting.countAll(),
    () => clawbackSweep.look(),
    () => restoreProcedure.look(),
    // Statements are read for every day that has passed, whether a batch waits for them or not: money may come back late.
    async () => {
      for (const { code, debtorAccount } of cities.all()) {
        const at = await statements.progress(debtorAccount);
        if (at && at.nextDay < (await dates.today(code))) await queue.add([{ kind: 'read-statements', city: code, object: debtorAccount }]);
      }
    },
  ];
}
