import { ok, refuse, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import { BatchCompanion, type FollowUp } from '../batch/batch.companion.js';
import type { ToldChange } from '../batch/batch.messages.js';
import type { TakeoverStore } from './takeover.store.js';

/** No batch begins to calculate while a takeover is being counted: half a history would decide half the months wrongly. */
export class TakeoverCompanion extends BatchCompanion {
  constructor(private readonly takeovers: Pick<TakeoverStore, 'passGate' | 'isBeingCounted'>) {
    super();
  }

  async follow({ batch, change }: ToldChange, _source: string, transaction: Transaction): Promise<Result<readonly FollowUp[], Refusal>> {
    if (change.kind !== 'calculation-started' && change.kind !== 'calculation-restarted') return ok([]);
    await this.takeovers.passGate(batch.city, transaction);
    return (await this.takeovers.isBeingCounted(batch.city, transaction)) ? refuse('takeover.being-counted') : ok([]);
  }
}
