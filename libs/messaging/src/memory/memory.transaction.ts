/** A transaction of the in-memory adapters: what it stages happens when it commits, or never. */
export class MemoryTransaction {
  private readonly effects: (() => void)[] = [];

  onCommit(effect: () => void): void {
    this.effects.push(effect);
  }

  commit(): void {
    for (const effect of this.effects.splice(0)) effect();
  }
}

/** Runs the work and commits; nothing of it happens where it throws. */
export async function inMemoryTransaction<Value>(work: (transaction: MemoryTransaction) => Promise<Value>): Promise<Value> {
  const transaction = new MemoryTransaction();
  const value = await work(transaction);
  transaction.commit();
  return value;
}
