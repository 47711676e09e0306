import type { CityOffice } from '../office/city.office.js';
import { succeeded, UnexpectedProblem, type Answer, type Officer } from '../office/office.js';
import type { Batch } from '../office/office.shapes.js';
import { cardNumberOf } from '../sample/codes.js';
import type { Deed } from './chaos.plan.js';

interface SeenControl { readonly id: string; readonly status: string }
interface SeenCase { readonly id: string; readonly status: string; readonly amountFen: number }
/** A deed that was interrupted or came too early is tried again so often. */
const MOST_TRIES = 4;
/** Cases of claims back that a run opens, one for each of their ways. */
const CASES = 4;
/** In these a batch is on its way to the bank: a brake can be pulled. */
const PAYING = ['approved', 'released', 'disbursing'];
/** A card that is none of the sample's. */
const OTHER_CARD = 4_999_000;

/** What officers do that is not the usual next step. Each deed is done once; where a call has no answer, the next look tries again what is then possible. */
export class ChaosDeeds {
  private readonly left: Deed[];
  private readonly tries = new Map<Deed, number>();
  private isCancelMeant = false;
  private claimedBack = false;
  private isWithdrawalMeant = false;

  constructor(private readonly office: CityOffice, private readonly payBack: (caseId: string, amountFen: number) => Promise<void>, deeds: readonly Deed[]) {
    this.left = [...deeds];
  }

  /** Does one of what is meant, where that is possible now. */
  async doOne(batch: Batch): Promise<boolean> {
    for (const deed of this.left) {
      if (!isPossible(deed, batch)) continue;
      this.left.splice(this.left.indexOf(deed), 1);
      await this.do(deed, batch).catch((error: unknown) => {
        this.tries.set(deed, (this.tries.get(deed) ?? 0) + 1);
        if ((this.tries.get(deed) ?? 0) < MOST_TRIES) this.left.push(deed);
        throw error;
      });
      return true;
    }
    return false;
  }

  /** What is claimed back is so from a batch that is paid: until the case is settled there is more to do. */
  async afterClose(batch: Batch, nextDay: () => Promise<unknown>): Promise<boolean> {
    const at = this.left.indexOf('claim-back');
    if (at >= 0) {
      this.left.splice(at, 1);
      await this.claimBack(batch);
    }
    return this.claimedBack && this.followClaim(nextDay);
  }

  /** Payments that rest go on: by one person after a pause, by two after a stop; and what is to be cancelled is. */
  async letGo(batch: Batch): Promise<void> {
    const { finance, releaser } = this.office;
    const { items } = succeeded<{ items: readonly SeenControl[] }>('reading controls', await finance.get('/disbursement-controls'));
    const control = items.find(({ id }) => id === `batch.${batch.id}`);
    switch (control?.status) {
      case 'paused': return this.isCancelMeant ? this.brake(finance, batch, 'cancellation-request', 'the wrong lines') : this.brake(finance, batch, 'resumption');
      case 'stopped': return this.brake(finance, batch, 'resumption-request', 'the cause is gone');
      case 'resumption-asked':
        if (!this.isWithdrawalMeant) return this.brake(releaser, batch, 'resumption-confirmation');
        await this.brake(finance, batch, 'withdrawal');
        this.isWithdrawalMeant = false;
        return undefined;
      case 'cancellation-asked':
        this.isCancelMeant = false;
        return this.brake(releaser, batch, 'cancellation-confirmation');
      default: return undefined;
    }
  }

  private async do(deed: Deed, batch: Batch): Promise<void> {
    const { office } = this;
    switch (deed) {
      case 'recalculate': await office.step(office.handler, batch.id, 'calculation'); return;
      case 'send-back': await onVersion(office.reviewer, `/batches/${batch.id}`, 'return', { reason: 'look again' }); return;
      case 'cancel': await onVersion(office.handler, `/batches/${batch.id}`, 'cancellation', { reason: 'the wrong month' }); return;
      case 'pause': return this.brake(office.finance, batch, 'pause', 'a question');
      case 'stop': return this.brake(office.finance, batch, 'stop', 'a suspicion');
      case 'withdraw-request':
        this.isWithdrawalMeant = true;
        return this.brake(office.finance, batch, 'stop', 'a suspicion');
      case 'cancel-rest':
        this.isCancelMeant = true;
        return this.brake(office.finance, batch, 'pause', 'the wrong lines');
      case 'object': return this.object(batch);
      case 'change-account': case 'withdraw-change': return this.changeAccount(batch, deed);
      case 'twice': await Promise.all([office.step(office.handler, batch.id, 'calculation'), office.step(office.handler, batch.id, 'calculation')]); return;
      case 'claim-back': return;
    }
  }

  private async brake(officer: Officer, batch: Batch, step: string, reason?: string): Promise<void> {
    await onVersion(officer, `/disbursement-controls/batch.${batch.id}`, step, reason === undefined ? undefined : { reason });
  }

  /** Two lines are objected to: one right is dismissed, one is upheld. */
  private async object(batch: Batch): Promise<void> {
    for (const [line, outcome] of [[1, 'dismissed'], [2, 'upheld']] as const) {
      const filed = succeeded<{ readonly id: string }>('objecting', await this.office.portal.post(`/notices/${batch.id}-n1/objections`, { line, text: `not entitled ${line}`, contact: { name: '某市民', reachedAt: '12345' } }));
      await onVersion(this.office.judge, `/objections/${filed.id}`, 'decision', { outcome, reason: 'looked at' });
    }
  }

  /** A payee has another card: proposed by one, confirmed by another, or not. */
  private async changeAccount(batch: Batch, deed: 'change-account' | 'withdraw-change'): Promise<void> {
    const { handler, reviewer } = this.office;
    const { items } = succeeded<{ items: readonly { readonly person: string; readonly subject: string }[] }>('reading lines', await handler.get(`/batches/${batch.id}/items?limit=3`));
    for (const [at, { person, subject }] of items.entries()) {
      const proposed = succeeded<{ readonly id: string }>('proposing an account', await handler.post(`/persons/${person}/account-changes`, { bankAccount: cardNumberOf(OTHER_CARD + at), accountHolder: `测试${subject.replace(/\D+/g, '').slice(-5).replace(/^0+(?=\d)/, '')}`, reason: 'a new card' }));
      const path = `/account-changes/${proposed.id}`;
      if (deed === 'change-account') await onVersion(reviewer, path, 'confirmation');
      else if (at === 0) await onVersion(reviewer, path, 'refusal', { reason: 'not his' });
      else await onVersion(handler, path, 'withdrawal', { reason: 'a mistake' });
    }
  }

  private async claimBack(batch: Batch): Promise<void> {
    const { handler } = this.office;
    const { items } = succeeded<{ items: readonly { readonly id: string; readonly amountFen: number }[] }>('reading lines', await handler.get(`/batches/${batch.id}/items?state=settled&limit=${CASES}`));
    this.claimedBack = true;
    for (const { id, amountFen } of items) succeeded('claiming back', await handler.post('/clawbacks', { itemId: id, amountFen, evidence: 'file-1', reason: 'not in work' }));
  }

  /** Each case goes another way to its end: paid back, withdrawn, let go, overturned after an appeal. True while one is on its way. */
  private async followClaim(nextDay: () => Promise<unknown>): Promise<boolean> {
    const { items } = succeeded<{ items: readonly SeenCase[] }>('reading claims back', await this.office.handler.get('/clawbacks?limit=10'));
    const open = [...items].sort((one, other) => one.id.localeCompare(other.id)).map((one, way) => ({ ...one, way })).filter(({ status }) => !['settled', 'dropped', 'withdrawn'].includes(status));
    for (const { way, ...one } of open) await this.followCase(one, way);
    if (open.length > 0) await nextDay();
    return open.length > 0;
  }

  private async followCase({ id, status, amountFen }: SeenCase, way: number): Promise<unknown> {
    const { handler, judge, decider, approver } = this.office;
    const path = `/clawbacks/${id}`;
    switch (status) {
      case 'opened': return onVersion(handler, path, 'notification');
      case 'notified': return way === 1 ? onVersion(handler, path, 'withdrawal', { reason: 'a mistake' }) : onVersion(judge, path, 'statement', { statement: '本人确认' });
      case 'heard': return way === 2 ? this.letGoOf(path, 'in work after all') : onVersion(decider, path, 'decision', { demandedFen: amountFen, reason: '不符合条件', mayOffset: true }).catch((error: unknown) => this.orLetGoOf(path, error));
      case 'decided': return way === 3 ? onVersion(handler, path, 'appeal', { reason: 'the person appeals' }) : undefined;
      case 'appealed': return onVersion(approver, path, 'appeal-decision', { outcome: 'overturn', reason: 'the appeal is right' });
      case 'in-force': return this.payBack(id, amountFen);
      default: return undefined;
    }
  }

  private letGoOf(path: string, reason: string): Promise<unknown> {
    return onVersion(this.office.decider, path, 'dismissal', { reason });
  }

  /** What the bank has sent back in the meantime is nobody's debt. */
  private async orLetGoOf(path: string, error: unknown): Promise<unknown> {
    const code = error instanceof UnexpectedProblem ? (error.answer.body as { readonly code?: string } | null)?.code : undefined;
    if (code !== 'clawback.more-than-paid') throw error;
    return this.letGoOf(path, 'returned by the bank');
  }
}

function isPossible(deed: Deed, { status }: Batch): boolean {
  switch (deed) {
    case 'recalculate': return status === 'calculated';
    case 'send-back': return ['submitted', 'in-notice', 'cleared'].includes(status);
    case 'cancel': return ['calculating', 'calculated', 'returned'].includes(status);
    case 'pause': case 'stop': case 'withdraw-request': return PAYING.includes(status);
    case 'cancel-rest': return status === 'disbursing';
    case 'object': return status === 'in-notice';
    case 'change-account': case 'withdraw-change': return status === 'calculated';
    case 'twice': return status === 'draft' || status === 'calculated';
    case 'claim-back': return false;
  }
}

async function onVersion(officer: Officer, path: string, step: string, body?: object): Promise<Answer> {
  const answer = await officer.post(`${path}/${step}`, body, (await officer.get(path)).etag);
  succeeded(`${step} of ${path}`, answer);
  return answer;
}
