import { addDays, isYear, type Day } from '@gongjiang/kernel';
import { OFFICERS } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import type { ControlScope } from '../disbursement-control/control.js';
import type { GateCheck } from '../gate/gate.js';
import { GateExplanations } from '../gate/gate.service.js';
import { AtDesk, SOURCE } from './at-desk.js';
import { FUND } from './chaos.cities.js';
import { Deeds } from './deeds.js';
import { topUp } from './people.js';

/** Days of which the bank's statements wait to be read before officers wait too: while a process sleeps for a minute, looks would let a year pass. */
const MOST_UNREAD_DAYS = 7;

/** Officers at their work: they look at a programme's batch, do what is next, and now and then something else. */
export class Officers extends AtDesk {
  private readonly deeds = new Deeds(this.service, this.desk);

  /** One look; safe at any moment, and again after a command of which no answer came. */
  async look(): Promise<void> {
    const { desk } = this;
    if (desk.isDone) return;
    const { month } = desk;
    const known = await this.parts.batches.ofProgramme(desk.city, desk.programme, month);
    const kept = known.at(-1);
    desk.looks += 1;
    const meant = this.service.world.plan.deeds[desk.looks * 2 + (desk.number % 2)];
    if (meant) desk.meant.push(meant);
    const open = known.some(({ batch }) => batch.status !== 'cancelled' && batch.status !== 'closed');
    const isClosed = known.some(({ batch }) => batch.status === 'closed');
    if (isClosed && !open) desk.next(month);
    else if (!kept || kept.batch.status === 'cancelled') await this.tell(this.parts.batchService.open({ city: desk.city, actor: OFFICERS.handler, on: await this.today(), source: SOURCE }, desk.programme, month));
    else if (!(await this.somethingElse(kept))) await this.step(kept);
  }

  /** Does what they mean to do besides, where that is possible now. */
  private async somethingElse(kept: KeptBatch): Promise<boolean> {
    const { meant } = this.desk;
    for (const deed of meant) {
      if (deed === 'twice' ? await this.twice(kept) : await this.deeds.attempt(deed, kept)) {
        meant.splice(meant.indexOf(deed), 1);
        return true;
      }
    }
    return false;
  }

  private async twice(kept: KeptBatch): Promise<boolean> {
    await Promise.all([this.step(kept), this.step(kept)]);
    return true;
  }

  /** The usual next step. */
  private async step(kept: KeptBatch): Promise<void> {
    const { batchService } = this.parts;
    const { batch } = kept;
    const on = await this.today();
    const target = this.target(kept);
    switch (batch.status) {
      case 'draft': case 'returned': return this.tell(batchService.act(target, { kind: 'start-calculation', actor: OFFICERS.handler, on }));
      case 'calculated': return this.submit(kept, on);
      case 'submitted': return this.tell(batchService.review(target, { actor: OFFICERS.reviewer, on }));
      case 'in-notice': return this.waitForNotice(batch, on);
      case 'cleared': return this.tell(batchService.approve(target, { actor: batch.firstApprover === null ? OFFICERS.approver : OFFICERS['second-approver'], on }));
      case 'approved': return this.tell(batchService.act(target, { kind: 'release', actor: OFFICERS.releaser, on }));
      case 'disbursing': return this.letGo(batch);
      case 'settling': return this.waitForBank(on);
      case 'reconciled': return this.tell(batchService.act(target, { kind: 'close', actor: 'ma', on }));
      case 'calculating': case 'released': case 'closed': case 'cancelled': return;
    }
  }

  /** A batch without a line is nothing to submit; a fund that is short is given more. */
  private async submit(kept: KeptBatch, on: Day): Promise<void> {
    const done = await this.parts.batchService.submit(this.target(kept), { actor: OFFICERS.handler, on });
    this.desk.lastRefusal = done.ok ? '' : JSON.stringify(done.refusal);
    if (done.ok) return;
    if (done.refusal.code === 'batch.empty') {
      await this.tell(this.parts.batchService.act(this.target(kept), { kind: 'cancel', actor: OFFICERS.handler, on, reason: 'nothing to pay' }));
      this.desk.next(kept.batch.period);
    }
    // What differs from last month is explained by the handler: what is tried here lets months differ.
    if (done.refusal.code === 'gate.red') for (const check of String(done.refusal.details?.['checks']).split(', ')) await this.tell(new GateExplanations(this.parts.gates, this.parts.changes).explain({ city: this.desk.city, actor: OFFICERS.handler, on, source: SOURCE }, kept.batch.id, check as GateCheck, 'as it must be'));
    if (done.refusal.code === 'fund.overdrawn') await topUp(this.parts, this.desk.city, FUND, `top-up-${this.desk.looks}`);
  }

  /** Objections are decided before the notice ends; then the days pass. */
  private async waitForNotice(batch: Extract<Batch, { status: 'in-notice' }>, on: Day): Promise<void> {
    if (on <= batch.notice.until) return this.move(addDays(batch.notice.until, 1));
  }

  /** The days pass in which the bank books, and somebody reads of it. */
  private async waitForBank(on: Day): Promise<void> {
    const { desk } = this;
    desk.settlesFrom ??= on;
    const unread = this.service.world.firstUnreadDay(desk.city) ?? desk.settlesFrom;
    if (on < addDays(unread > desk.settlesFrom ? unread : desk.settlesFrom, MOST_UNREAD_DAYS)) return this.move(addDays(on, 1));
  }

  /** Payments that rest go on: by one person after a pause, by two after a stop. */
  private async letGo(batch: Batch): Promise<void> {
    const scope: ControlScope = { kind: 'batch', batchId: batch.id };
    const found = await this.parts.brakes.find(batch.city, scope);
    if (!found.ok || found.value.control.status === 'running') return;
    const { control, version } = found.value;
    const target = { city: batch.city, scope, version, source: SOURCE };
    if (control.status === 'resumption-asked') await this.tell(this.parts.brakes.act(target, { kind: 'confirm-resumption', actor: 'liang' }));
    else if (control.status === 'cancellation-asked') await this.tell(this.parts.brakes.act(target, { kind: 'confirm-cancellation', actor: 'liang' }));
    else if (control.status === 'resting') await this.tell(this.parts.brakes.act(target, control.mode === 'stopped' ? { kind: 'ask-resumption', actor: 'ma', reason: 'the cause is gone' } : { kind: 'resume', actor: 'ma' }));
  }

  /** The city's date, and the bank's with it, move on by days; and the clocks of the machines by minutes. */
  private async move(to: Day): Promise<void> {
    const { dates } = this.parts;
    if (isYear(to) || !(dates instanceof MovableBusinessDates)) return;
    // The bank first: was the city's date moved and the answer lost, the bank would stand behind it for good.
    this.service.world.moveBankTo(this.desk.city, to);
    await dates.move(this.desk.city, to);
  }
}
