import { OFFICERS } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import type { KeptBatch } from '../batch/batch.store.js';
import type { ControlScope } from '../disbursement-control/control.js';
import { AtDesk, SOURCE } from './at-desk.js';
import type { Deed } from './chaos.plan.js';
import { PersonsDeeds } from './deeds.persons.js';
import type { SimulatedService } from './simulated.service.js';

type ControlTarget = Parameters<SimulatedService['parts']['brakes']['act']>[0];

/** Batches that officers may cancel in a run: without an end to it nothing would ever be paid. */
const MOST_CANCELLED = 2;

/** What officers do beside the usual steps. */
export class Deeds extends AtDesk {
  private readonly persons = new PersonsDeeds(this.service, this.desk);

  /** Something that is not the usual step; false where it cannot be done now. */
  async attempt(deed: Exclude<Deed, 'twice'>, kept: KeptBatch): Promise<boolean> {
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
      case 'object': case 'dismiss': case 'uphold': return this.persons.object(batch, deed);
      case 'rule-late': return this.persons.ruleLate(batch, on);
      case 'change-account': case 'refuse-change': case 'withdraw-change': return this.persons.changeAccount(on, deed);
      case 'claim-back': return this.persons.claimBack(batch, on);
      case 'stale':
        await this.tell(batchService.act({ ...this.target(kept), version: Math.max(1, kept.version - 1) }, { kind: 'start-calculation', ...by }));
        return true;
      case 'correct': return this.persons.correct();
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
}
