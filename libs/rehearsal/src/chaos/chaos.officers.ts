import { addDays, day, fen, type Day } from '@gongjiang/kernel';
import type { BankOffice } from '../office/bank.office.js';
import { CityOffice } from '../office/city.office.js';
import { succeeded, type Officer } from '../office/office.js';
import type { Batch } from '../office/office.shapes.js';
import type { Platform } from '../platform/platform.js';
import { CHAOS_ENTITLEMENT, CHAOS_FUND, CHAOS_PERIOD, CHAOS_PROGRAMME, type RunCity } from './chaos.city.js';
import { ChaosDeeds } from './chaos.deeds.js';
import type { Deed } from './chaos.plan.js';
import { CHAOS_OPENING_DAY } from './chaos.platform.js';

/** Enough for the largest city that a run may have. */
const BUDGET = fen(10_000_000_000);
/** The statement of a day is read within it: then the next day comes. */
const A_DAY_MS = 400;
/** Days after a batch's payment in which it is all booked: more of them bring nothing on. */
const DAYS_TO_SETTLE = 4;

/** A city's officers at their work: they look at the batch, do what is next, and now and then something else. They do not forget when a server dies. */
export class ChaosOfficers {
  readonly office: CityOffice;
  /** What the last look failed at, for whoever asks why nothing goes on. */
  lastRefusal = '';
  today: Day = day(CHAOS_OPENING_DAY);
  private readonly deeds: ChaosDeeds;
  private movedAtMs = 0;
  private daysSettling = 0;

  constructor(platform: Platform, private readonly bank: BankOffice, readonly city: RunCity, deeds: readonly Deed[]) {
    this.office = new CityOffice(platform, city.code);
    // The person names the case, and the bank counts a reference once.
    this.deeds = new ChaosDeeds(this.office, (caseId, amountFen) => bank.fund(city.account, fen(amountFen), caseId), deeds);
  }

  /** Budget, money at the bank, rosters: what was there before the month, and is no part of what is tried. */
  async settleIn(files: { readonly persons: string; readonly claims: string }): Promise<void> {
    await this.moveTo(this.today);
    await this.office.setBudget(CHAOS_FUND, '2026', BUDGET);
    await this.bank.fund(this.city.account, BUDGET, `appropriation-${this.city.code}`);
    for (const report of [await this.office.importPersons(files.persons), await this.office.importClaims(CHAOS_ENTITLEMENT, files.claims)]) {
      if (report.refused > 0) throw new Error(`A roster was refused: ${JSON.stringify(report.problems.slice(0, 3))}`);
    }
  }

  /** The batches of the month so far, the last one last. */
  async batches(): Promise<readonly Batch[]> {
    return succeeded<{ items: readonly Batch[] }>('reading batches', await this.office.handler.get('/batches?limit=50')).items;
  }

  /** One look: true when the month is closed, and all that they meant to do besides is done. Throws what may be tried again. */
  async look(): Promise<boolean> {
    const all = await this.batches();
    const open = all.find(({ status }) => status !== 'cancelled' && status !== 'closed');
    const closed = all.find(({ status }) => status === 'closed');
    if (!open && closed) return !(await this.deeds.afterClose(closed, () => this.nextDay()));
    if (!open) await this.office.open(CHAOS_PROGRAMME, CHAOS_PERIOD);
    else if (!(await this.deeds.doOne(open))) await this.step(open);
    return false;
  }

  /** True where the day has come: not before the one at hand has lasted. */
  async nextDay(): Promise<boolean> {
    if (performance.now() - this.movedAtMs < A_DAY_MS) return false;
    await this.moveTo(addDays(this.today, 1));
    this.today = addDays(this.today, 1);
    this.movedAtMs = performance.now();
    return true;
  }

  /** The usual next step, by whose duty it is. */
  async step(batch: Batch): Promise<unknown> {
    const { office } = this;
    switch (batch.status) {
      case 'draft': case 'returned': return office.step(office.handler, batch.id, 'calculation');
      case 'calculated':
        await office.explainGate(batch.id);
        return office.step(office.handler, batch.id, 'submission');
      case 'submitted': return once(office.reviewer, batch, 'review');
      case 'in-notice': return this.nextDay();
      case 'settling':
        if (this.daysSettling < DAYS_TO_SETTLE) this.daysSettling += Number(await this.nextDay());
        return undefined;
      case 'cleared': return office.approve(batch.id);
      case 'approved': return office.step(office.releaser, batch.id, 'release');
      case 'disbursing': return this.deeds.letGo(batch);
      case 'reconciled': return office.step(office.finance, batch.id, 'closing');
      default: return undefined;
    }
  }

  /** The bank's day goes first: a statement is whole when its day is over. */
  private async moveTo(to: Day): Promise<void> {
    await this.bank.moveDate(to);
    await this.office.moveDate(to);
  }
}

/** A step that may come too early: nobody reviews before the list is made, and the next look tries again. */
async function once(officer: Officer, batch: Batch, step: string): Promise<unknown> {
  const { etag } = await officer.get(`/batches/${batch.id}`);
  return succeeded(step, await officer.post(`/batches/${batch.id}/${step}`, undefined, etag));
}
