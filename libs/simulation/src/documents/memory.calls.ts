import type { Turnstile } from '../turnstile.js';
import type { MemorySession } from './memory.connection.js';
import { Blocked, type MemoryStore, type MemoryTransaction } from './memory.store.js';

export interface CallOptions { readonly session?: MemorySession }

/** How calls get to the store: in turn, and waiting where somebody's open transaction holds what they would write. */
export class MemoryCalls {
  constructor(readonly store: MemoryStore, private readonly turnstile: Turnstile) {}

  /** One call with one effect. */
  async one<T>(call: string, options: CallOptions | undefined, effect: (transaction: MemoryTransaction | undefined) => T): Promise<T> {
    const transaction = options?.session?.transaction;
    await this.turnstile.enter(transaction ? `${call} in a transaction` : call);
    const done = await this.whenFree(call, () => effect(transaction));
    const left = this.turnstile.leave(call);
    if (left) await left;
    return done;
  }

  /** One call with many effects: outside a transaction others may come in between. */
  async many(call: string, options: CallOptions | undefined, effects: Iterable<(transaction: MemoryTransaction | undefined) => void>): Promise<void> {
    const transaction = options?.session?.transaction;
    await this.turnstile.enter(transaction ? `${call} in a transaction` : call);
    let isFirst = true;
    for (const effect of effects) {
      const between = transaction || isFirst ? undefined : this.turnstile.between(call);
      if (between) await between;
      isFirst = false;
      const waiting = this.tried(() => effect(transaction));
      if (waiting instanceof Blocked) await this.whenFree(call, () => effect(transaction));
    }
    const left = this.turnstile.leave(call);
    if (left) await left;
  }

  private async whenFree<T>(call: string, effect: () => T): Promise<T> {
    for (;;) {
      const done = this.tried(effect);
      if (!(done instanceof Blocked)) return done;
      await this.turnstile.enter(`${call} again`, this.store.lookAgainMs());
    }
  }

  private tried<T>(effect: () => T): T | Blocked {
    try {
      return effect();
    } catch (error) {
      if (error instanceof Blocked) return error;
      throw error;
    }
  }
}
