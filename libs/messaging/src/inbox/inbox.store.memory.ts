import type { MemoryTransaction } from '../memory/memory.transaction.js';
import type { InboxStore } from './inbox.store.js';

/** The inbox in memory: for simulation and pure tests. */
export class MemoryInbox implements InboxStore<MemoryTransaction> {
  private readonly seen = new Set<string>();
  /** What a transaction has seen itself and not yet committed. */
  private readonly staged = new WeakMap<MemoryTransaction, Set<string>>();

  async once(transaction: MemoryTransaction, consumer: string, eventId: string): Promise<boolean> {
    const key = `${consumer}/${eventId}`;
    const staged = this.staged.get(transaction) ?? new Set();
    if (this.seen.has(key) || staged.has(key)) return false;
    this.staged.set(transaction, staged.add(key));
    transaction.onCommit(() => this.seen.add(key));
    return true;
  }

  async onceEach(transaction: MemoryTransaction, consumer: string, eventIds: readonly string[]): Promise<readonly string[]> {
    const fresh: string[] = [];
    for (const id of eventIds) {
      if (await this.once(transaction, consumer, id)) fresh.push(id);
    }
    return fresh;
  }
}
