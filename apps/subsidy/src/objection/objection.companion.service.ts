import { groupBy, ok, refuse, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import { BatchCompanion, type FollowUp } from '../batch/batch.companion.js';
import type { ToldChange } from '../batch/batch.messages.js';
import { isChunkOf } from '../batch/batch.range.js';
import { dueKey, itemId, type Item } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { dueOfHold, sentBack, withheldAs } from './line-hold.js';
import { sumOfItems } from './objection.effects.js';
import type { KeptHold, ObjectionStore } from './objection.store.js';

/** A due that was calculated anew may have come to another revision; more of them no due ever had. */
const MAX_REVISIONS = 30;

/**
 * What was objected to is held again when a batch that was sent back comes to a new notice; what was decided meanwhile
 * against the payee is ended there. Who decided an objection takes no duty in the batch afterwards.
 */
export class ObjectionCompanion extends BatchCompanion {
  constructor(private readonly objections: ObjectionStore, private readonly items: ItemStore) {
    super();
  }

  async follow(told: ToldChange, _source: string, transaction: Transaction): Promise<Result<readonly FollowUp[], Refusal>> {
    const { batch, change } = told;
    switch (change.kind) {
      case 'reviewed': return (await this.judged(told, transaction)) ?? this.holdAgain(told, transaction);
      case 'returned': return this.letGo(told, transaction);
      case 'calculation-started': case 'calculation-restarted': case 'submitted': case 'first-approved': case 'approved': case 'released':
        return (await this.judged({ batch, change }, transaction)) ?? ok([]);
      default: return ok([]);
    }
  }

  private async judged({ batch, change }: Pick<ToldChange, 'batch' | 'change'>, transaction: Transaction): Promise<Result<never, Refusal> | undefined> {
    return (await this.objections.hasDecided(batch.id, change.actor, transaction)) ? refuse('objection.decided-by-you') : undefined;
  }

  private async letGo({ batch }: ToldChange, transaction: Transaction): Promise<Result<readonly FollowUp[], Refusal>> {
    for (const { hold, version } of await this.objections.holdsOf(batch.id, transaction)) await this.objections.saveHold(sentBack(hold), version, transaction);
    return ok([]);
  }

  private async holdAgain({ batch, change }: ToldChange, transaction: Transaction): Promise<Result<readonly FollowUp[], Refusal>> {
    const holds = (await this.objections.holdsOf(batch.id, transaction)).filter(({ hold }) => hold.open > 0 || hold.state === 'ended');
    if (holds.length === 0) return ok([]);
    const items = groupBy(await this.withheldOf(batch.id, holds, transaction), ({ due }) => dueKey(due));
    for (const kept of holds) await this.apply(kept, items.get(kept.hold.dueKey) ?? [], transaction);
    const lines = sumOfItems([...items.values()].flat());
    return ok(lines.lines === 0 ? [] : [{ kind: 'withhold', actor: change.actor, on: change.on, lines }]);
  }

  private async apply({ hold, version }: KeptHold, items: readonly Item[], transaction: Transaction): Promise<void> {
    const ids = items.map(({ id }) => id);
    if (hold.state === 'ended') await this.items.void(ids, 'objection-upheld', transaction);
    await this.objections.saveHold(withheldAs(hold, ids, sumOfItems(items)), version, transaction);
  }

  /** Withholds what this batch would pay for these dues now; another batch's lines, and what is claimed back, stay as they are. */
  private async withheldOf(batchId: string, holds: readonly KeptHold[], transaction: Transaction): Promise<readonly Item[]> {
    const ids = holds.flatMap(({ hold }) => Array.from({ length: MAX_REVISIONS }, (_, revision) => itemId(dueOfHold(hold), revision)));
    const found = await this.items.withhold(ids, transaction);
    const others = found.filter(({ chunkId, amountFen }) => !isChunkOf(chunkId, batchId) || amountFen <= 0);
    if (others.length > 0) await this.items.restore(others.map(({ id }) => id), transaction);
    return found.filter((item) => !others.includes(item));
  }
}
