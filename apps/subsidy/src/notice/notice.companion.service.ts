import { ok, refuse, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import { BatchCompanion, type FollowUp } from '../batch/batch.companion.js';
import type { ToldChange } from '../batch/batch.messages.js';
import { noticeIdOf } from './notice.js';
import type { NoticeService } from './notice.service.js';
import type { NoticeStore } from './notice.store.js';

/** A batch's notice goes up when it is reviewed, and comes down when its days have passed or it is sent back. */
export class NoticeCompanion extends BatchCompanion {
  constructor(private readonly notices: NoticeStore, private readonly service: NoticeService) {
    super();
  }

  async follow({ before, batch, change }: ToldChange, source: string, transaction: Transaction): Promise<Result<readonly FollowUp[], Refusal>> {
    const by = { city: batch.city, actor: change.actor, on: change.on, source };
    const id = noticeIdOf(before);
    if (change.kind === 'reviewed' && batch.status === 'in-notice') {
      if (!(await this.notices.load(id, transaction))) return refuse('notice.list-not-ready');
      return nothingMore(await this.service.within(transaction, by, id, { kind: 'publish', days: batch.notice }));
    }
    if (change.kind === 'cleared') return nothingMore(await this.service.within(transaction, by, id, { kind: 'pass' }));
    if (change.kind !== 'returned') return ok([]);
    const kept = await this.notices.load(id, transaction);
    return kept && kept.notice.status !== 'ended' ? nothingMore(await this.service.within(transaction, by, id, { kind: 'withdraw' })) : ok([]);
  }
}

function nothingMore(outcome: Result<unknown>): Result<readonly FollowUp[], Refusal> {
  return outcome.ok ? ok([]) : outcome;
}
