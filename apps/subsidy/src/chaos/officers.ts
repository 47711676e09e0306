import { addDays, addMonths, day, isYear, type CityCode, type Day, type Month, type Refusal, type Result } from '@gongjiang/kernel';
import { OFFICERS } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import type { BatchTarget } from '../batch/batch.service.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import type { ControlScope } from '../disbursement-control/control.js';
import type { GateCheck } from '../gate/gate.js';
import { GateExplanations } from '../gate/gate.service.js';
import { noticeIdOf } from '../notice/notice.js';
import { bankAccountNo, personNo } from '../person/person.builders.js';
import { FIRST_MONTH, FUND } from './chaos.cities.js';
import { correctEmployment } from './claims-back.js';
import type { Deed } from './chaos.plan.js';
import type { SimulatedService } from './simulated.service.js';
import { topUp } from './people.js';

/** What one programme's officers have come to. It is known outside of every process: officers do not forget when a server dies. */
export class Desk {
  month: Month = FIRST_MONTH;
  /** Looks at the batch so far: deeds are done at a look by its number. */
  looks = 0;
  cancelled = 0;
  /** What they mean to do besides, as soon as it can be done. */
  readonly meant: Deed[] = [];
  isDone = false;
  /** What the last command was refused with, for whoever asks why nothing goes on. */
  lastRefusal = '';

  constructor(readonly city: CityCode, readonly programme: string, private readonly months: number, readonly number: number) {}

  next(): void {
    this.month = addMonths(this.month, 1);
    this.isDone = this.month >= addMonths(FIRST_MONTH, this.months);
  }
}

type ControlTarget = Parameters<SimulatedService['parts']['brakes']['act']>[0];

const SOURCE = '10.0.0.7';
/** Batches that officers may cancel in a run: without an end to it nothing would ever be paid. */
const MOST_CANCELLED = 2;

/** Officers at their work: they look at a programme's batch, do what is next, and now and then something else. */
export class Officers {
  constructor(private readonly service: SimulatedService, private readonly desk: Desk) {}

  /** One look; safe at any moment, and again after a command of which no answer came. */
  async look(): Promise<void> {
    const { desk } = this;
    if (desk.isDone) return;
    const known = await this.parts.batches.ofProgramme(desk.city, desk.programme, desk.month);
    const kept = known.at(-1);
    desk.looks += 1;
    const meant = this.service.world.plan.deeds[desk.looks * 2 + (desk.number % 2)];
    if (meant) desk.meant.push(meant);
    const open = known.some(({ batch }) => batch.status !== 'cancelled' && batch.status !== 'closed');
    const isClosed = known.some(({ batch }) => batch.status === 'closed');
    if (isClosed && !open) desk.next();
    else if (!kept || kept.batch.status === 'cancelled') await this.tell(this.parts.batchService.open({ city: desk.city, actor: OFFICERS.handler, on: await this.today(), source: SOURCE }, desk.programme, desk.month));
    else if (!(await this.somethingElse(kept))) await this.step(kept);
  }

  /** Does what they mean to do besides, where that is possible now. */
  private async somethingElse(kept: KeptBatch): Promise<boolean> {
    const { meant } = this.desk;
    for (const deed of meant) {
      if (await this.deed(deed, kept)) {
        meant.splice(meant.indexOf(deed), 1);
        return true;
      }
    }
    return false;
  }

  private get parts() {
    return this.service.parts;
  }

  private today(): Promise<Day> {
    return this.parts.dates.today(this.desk.city);
  }

  private target({ batch, version }: KeptBatch): BatchTarget {
    return { city: batch.city, id: batch.id, version, source: SOURCE };
  }

  private async tell(outcome: Promise<Result<unknown, Refusal>>): Promise<void> {
    const done = await outcome;
    this.desk.lastRefusal = done.ok ? '' : JSON.stringify(done.refusal);
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
      case 'settling': return this.move(addDays(on, 1));
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
      this.desk.next();
    }
    // What differs from last month is explained by the handler: what is tried here lets months differ.
    if (done.refusal.code === 'gate.red') for (const check of String(done.refusal.details?.['checks']).split(', ')) await this.tell(new GateExplanations(this.parts.gates, this.parts.changes).explain({ city: this.desk.city, actor: OFFICERS.handler, on, source: SOURCE }, kept.batch.id, check as GateCheck, 'as it must be'));
    if (done.refusal.code === 'fund.overdrawn') await topUp(this.parts, this.desk.city, FUND, `top-up-${this.desk.looks}`);
  }

  /** Objections are decided before the notice ends; then the days pass. */
  private async waitForNotice(batch: Extract<Batch, { status: 'in-notice' }>, on: Day): Promise<void> {
    if (on <= batch.notice.until) return this.move(addDays(batch.notice.until, 1));
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

  /** Something that is not the usual step; false where it cannot be done now. */
  private async deed(deed: Deed, kept: KeptBatch): Promise<boolean> {
    const { batchService, brakes } = this.parts;
    const { batch } = kept;
    const on = await this.today();
    const by = { on, actor: OFFICERS.handler };
    const scope: ControlScope = { kind: 'batch', batchId: batch.id };
    const control = { city: batch.city, scope, version: null, source: SOURCE };
    switch (deed) {
      case 'wait': return true;
      case 'recalculate':
        if (batch.status !== 'calculated') return false;
        await this.tell(batchService.act(this.target(kept), { kind: 'start-calculation', ...by }));
        return true;
      case 'send-back':
        if (batch.status !== 'submitted' && batch.status !== 'in-notice' && batch.status !== 'cleared') return false;
        await this.tell(batchService.sendBack(this.target(kept), { actor: OFFICERS.reviewer, on }, 'look again'));
        return true;
      case 'cancel':
        if (this.desk.cancelled >= MOST_CANCELLED || !['draft', 'calculating', 'calculated', 'returned'].includes(batch.status)) return false;
        this.desk.cancelled += 1;
        await this.tell(batchService.act(this.target(kept), { kind: 'cancel', ...by, reason: 'the wrong month' }));
        return true;
      case 'pause': case 'stop':
        if (!['approved', 'released', 'disbursing'].includes(batch.status) || (deed === 'pause' && !(await this.isRunning(control)))) return false;
        await this.tell(brakes.act(control, deed === 'pause' ? { kind: 'pause', actor: 'ma', cause: 'officer', reason: 'a question' } : { kind: 'stop', actor: 'ma', reason: 'a suspicion' }));
        return true;
      case 'cancel-rest': case 'cancel-all': return this.cancelRest(batch, control, deed);
      case 'withdraw-request': return this.withdrawRequest(control);
      case 'object': case 'dismiss': case 'uphold': return this.object(batch, deed);
      case 'rule-late': return this.ruleLate(batch, on);
      case 'change-account': case 'refuse-change': case 'withdraw-change': return this.changeAccount(on, deed);
      case 'claim-back': return this.claimBack(batch, on);
      case 'twice':
        await Promise.all([this.step(kept), this.step(kept)]);
        return true;
      case 'stale':
        await this.tell(batchService.act({ ...this.target(kept), version: Math.max(1, kept.version - 1) }, { kind: 'start-calculation', ...by }));
        return true;
      case 'correct': return this.correct();
    }
  }

  /** What rests is never to be sent. All of it is, where payments are made to rest before any of them was sent. */
  private async cancelRest(batch: Batch, target: ControlTarget, deed: 'cancel-rest' | 'cancel-all'): Promise<boolean> {
    if (batch.status !== 'disbursing' && deed === 'cancel-rest') return false;
    if (!['approved', 'released', 'disbursing'].includes(batch.status)) return false;
    await this.tell(this.parts.brakes.act(target, { kind: 'pause', actor: 'ma', cause: 'officer', reason: 'the wrong lines' }));
    if (batch.status !== 'disbursing') return false;
    await this.tell(this.parts.brakes.act(target, { kind: 'ask-cancellation', actor: 'ma', reason: 'the wrong lines' }));
    return true;
  }

  private async isRunning({ city, scope }: ControlTarget): Promise<boolean> {
    const found = await this.parts.brakes.find(city, scope);
    return found.ok && found.value.control.status === 'running';
  }

  private async withdrawRequest(target: ControlTarget): Promise<boolean> {
    const found = await this.parts.brakes.find(target.city, target.scope);
    if (!found.ok || !('asked' in found.value.control) || found.value.control.status === 'cancelling') return false;
    await this.tell(this.parts.brakes.act({ ...target, version: found.value.version }, { kind: 'withdraw-request', actor: 'ma' }));
    return true;
  }

  private async object(batch: Batch, deed: 'object' | 'dismiss' | 'uphold'): Promise<boolean> {
    if (batch.status !== 'in-notice') return false;
    const by = { city: batch.city, actor: OFFICERS.handler, on: await this.today(), source: SOURCE };
    const filed = await this.parts.objectionService.file(by, noticeIdOf(batch), { line: 1, text: `not entitled (${deed})`, contact: { name: '举报人', reachedAt: '13800000000' } });
    this.desk.lastRefusal = filed.ok ? '' : JSON.stringify(filed.refusal);
    if (!filed.ok || deed === 'object') return true;
    const outcome = deed === 'dismiss' ? 'dismissed' : 'upheld';
    await this.tell(this.parts.objectionService.decide({ ...by, actor: 'jury' }, filed.value.objection.id, filed.value.version, { outcome, reason: 'looked at' }));
    return true;
  }

  /** An objection is dismissed when the batch has gone on without its line. Which are open is seen from outside. */
  private async ruleLate(batch: Batch, on: Day): Promise<boolean> {
    const open = this.service.world.store.documentsOf<{ readonly _id: string; readonly batchId: string; readonly status: string }>('objections').find(({ batchId, status }) => batchId === batch.id && status === 'open');
    if (!open || ['in-notice', 'cleared'].includes(batch.status)) return false;
    const kept = await this.parts.objections.load(batch.city, open._id);
    if (kept) await this.tell(this.parts.objectionService.decide({ city: batch.city, actor: 'jury', on, source: SOURCE }, open._id, kept.version, { outcome: 'dismissed', reason: 'looked at late' }));
    return true;
  }

  /** A payee has another account: proposed by one, confirmed by another. */
  private async changeAccount(on: Day, deed: 'change-account' | 'refuse-change' | 'withdraw-change'): Promise<boolean> {
    const { world } = this.service;
    const number = 1 + (this.desk.looks % world.plan.persons);
    const { token, identity } = personNo(number, { city: this.desk.city });
    const by = { city: this.desk.city, on, source: SOURCE };
    const account = { bankAccount: bankAccountNo(1_000 + number * 10 + (this.desk.looks % 10)), accountHolder: identity.accountHolder };
    const proposed = await this.parts.accountChangeService.propose({ ...by, actor: OFFICERS.handler }, token, account, 'a new card');
    if (!proposed.ok) return false;
    const { id } = proposed.value.change;
    if (deed === 'refuse-change') await this.tell(this.parts.accountChangeService.refuse({ ...by, actor: OFFICERS.reviewer }, id, proposed.value.version, 'not his'));
    else if (deed === 'withdraw-change') await this.tell(this.parts.accountChangeService.withdraw({ ...by, actor: OFFICERS.handler }, id, proposed.value.version, 'a mistake'));
    else await this.tell(this.parts.accountChangeService.confirm({ ...by, actor: OFFICERS.reviewer }, id, proposed.value.version));
    return true;
  }

  /** Somebody has found out that a line was paid wrongly, and has proof. */
  private async claimBack(batch: Batch, on: Day): Promise<boolean> {
    if (batch.status !== 'reconciled') return false;
    const paid = await this.parts.items.page(batch.city, batch.id, { state: 'settled', after: null, limit: 5 });
    const item = paid[this.desk.looks % Math.max(1, paid.length)];
    if (!item) return false;
    await this.tell(this.parts.clawbackService.open({ city: batch.city, actor: OFFICERS.handler, on, source: SOURCE }, { due: item.due, amountFen: item.amountFen, evidence: 'file 1', reason: 'not in work' }));
    return true;
  }

  /** What is known of somebody's work changes, for a month that may be paid already; at every other time it is put right again. */
  private async correct(): Promise<boolean> {
    const { persons } = this.service.world.plan;
    const isOver = this.desk.looks % 2 === 0;
    await correctEmployment(this.service, this.desk.city, 1 + (Math.floor(this.desk.looks / 2) % persons), isOver ? day(`${this.desk.month}-10`) : null);
    return true;
  }

  /** The city's date, and the bank's with it, move on by days; and the clocks of the machines by minutes. */
  private async move(to: Day): Promise<void> {
    const { dates } = this.parts;
    if (isYear(to) || !(dates instanceof MovableBusinessDates)) return;
    await dates.move(this.desk.city, to);
    this.service.world.moveBankTo(this.desk.city, to);
  }
}
