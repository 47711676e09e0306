import { day, type Day } from '@gongjiang/kernel';
import { OFFICERS } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import { noticeIdOf } from '../notice/notice.js';
import { bankAccountNo, personNo } from '../person/person.builders.js';
import { AtDesk, SOURCE } from './at-desk.js';
import { correctEmployment } from './claims-back.js';

/** What officers do about one person: each is false where it cannot be done now. */
export class PersonsDeeds extends AtDesk {
  async object(batch: Batch, deed: 'object' | 'dismiss' | 'uphold'): Promise<boolean> {
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
  async ruleLate(batch: Batch, on: Day): Promise<boolean> {
    const open = this.service.world.store.documentsOf<{ readonly _id: string; readonly batchId: string; readonly status: string }>('objections').find(({ batchId, status }) => batchId === batch.id && status === 'open');
    if (!open || ['in-notice', 'cleared'].includes(batch.status)) return false;
    const kept = await this.parts.objections.load(batch.city, open._id);
    if (kept) await this.tell(this.parts.objectionService.decide({ city: batch.city, actor: 'jury', on, source: SOURCE }, open._id, kept.version, { outcome: 'dismissed', reason: 'looked at late' }));
    return true;
  }

  /** A payee has another account: proposed by one, confirmed by another. */
  async changeAccount(on: Day, deed: 'change-account' | 'refuse-change' | 'withdraw-change'): Promise<boolean> {
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
  async claimBack(batch: Batch, on: Day): Promise<boolean> {
    if (batch.status !== 'reconciled') return false;
    const paid = await this.parts.items.page(batch.city, batch.id, { state: 'settled', after: null, limit: 5 });
    const item = paid[this.desk.looks % Math.max(1, paid.length)];
    if (!item) return false;
    await this.tell(this.parts.clawbackService.open({ city: batch.city, actor: OFFICERS.handler, on, source: SOURCE }, { due: item.due, amountFen: item.amountFen, evidence: 'file 1', reason: 'not in work' }));
    return true;
  }

  /** What is known of somebody's work changes, for a month that may be paid already; at every other time it is put right again. */
  async correct(): Promise<boolean> {
    const { persons } = this.service.world.plan;
    const isOver = this.desk.looks % 2 === 0;
    await correctEmployment(this.service, this.desk.city, 1 + (Math.floor(this.desk.looks / 2) % persons), isOver ? day(`${this.desk.month}-10`) : null);
    return true;
  }
}
