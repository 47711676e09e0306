import type { CloudEvent } from '@gongjiang/contracts';
import type { MemoryTransaction } from '../memory/memory.transaction.js';
import { outboxDocumentsOf, type OutboxDocument } from './outbox.documents.js';
import type { OutboxStore, WaitingEvent } from './outbox.store.js';

/** The outbox in memory: for simulation and pure tests. */
export class MemoryOutbox implements OutboxStore<MemoryTransaction> {
  private documents: OutboxDocument[] = [];

  async append(transaction: MemoryTransaction, events: readonly CloudEvent[]): Promise<void> {
    const added = outboxDocumentsOf(events);
    transaction.onCommit(() => this.documents.push(...added));
  }

  async next(limit: number): Promise<readonly WaitingEvent[]> {
    return [...this.documents].sort(inOrder).slice(0, limit).map(({ _id, topic, key, event }) => ({ id: _id, topic, key, value: event }));
  }

  async remove(ids: readonly string[]): Promise<void> {
    const gone = new Set(ids);
    this.documents = this.documents.filter(({ _id }) => !gone.has(_id));
  }

  async waiting(): Promise<{ count: number; oldestAt: Date | null }> {
    const times = this.documents.map(({ at }) => at.getTime());
    return { count: times.length, oldestAt: times.length === 0 ? null : new Date(Math.min(...times)) };
  }
}

function inOrder(left: OutboxDocument, right: OutboxDocument): number {
  if (left.aggregate !== right.aggregate) return left.aggregate < right.aggregate ? -1 : 1;
  return left.sequence - right.sequence || left.position - right.position;
}
