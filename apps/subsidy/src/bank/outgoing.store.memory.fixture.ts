import type { Outgoing } from './outgoing.js';
import { OutgoingStore, type WholeIds } from './outgoing.store.js';

/** What leaves, kept in the process: for tests that need no database. */
export class MemoryOutgoing extends OutgoingStore {
  readonly kept = new Map<string, Outgoing>();

  async keep(outgoing: Outgoing): Promise<Outgoing> {
    const known = this.kept.get(outgoing.messageId);
    if (!known) this.kept.set(outgoing.messageId, outgoing);
    return known ?? outgoing;
  }

  async find(messageId: string): Promise<Outgoing | undefined> {
    return this.kept.get(messageId);
  }

  async wholesOf(partMessageIds: readonly string[]): Promise<ReadonlyMap<string, WholeIds>> {
    const all = [...this.kept.values()].flatMap(({ messageId, paymentInformationId, parts }) => parts.map((part) => [part.messageId, { messageId, paymentInformationId }] as const));
    return new Map(all.filter(([id]) => partMessageIds.includes(id)));
  }
}
