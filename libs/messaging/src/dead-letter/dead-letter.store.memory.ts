import type { DeadLetter } from './dead-letter.js';
import type { DeadLetterFilter, DeadLetterStore } from './dead-letter.store.js';

/** The letters in memory: for simulation and pure tests. */
export class MemoryDeadLetters implements DeadLetterStore {
  private readonly letters = new Map<string, DeadLetter>();

  async keep(letter: DeadLetter): Promise<void> {
    const known = this.letters.get(letter.id);
    const { error, attempts } = letter;
    this.letters.set(letter.id, known ? { ...known, status: 'waiting', error, attempts: known.attempts + attempts } : letter);
  }

  async list({ status, type, ids, limit }: DeadLetterFilter): Promise<readonly DeadLetter[]> {
    return [...this.letters.values()]
      .filter((letter) => (status === undefined || letter.status === status) && (type === undefined || letter.type === type) && (ids === undefined || ids.includes(letter.id)))
      .sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1))
      .slice(0, limit);
  }

  async markReplayed(id: string): Promise<void> {
    this.mark(id, 'replayed');
  }

  async markResolved(id: string): Promise<void> {
    this.mark(id, 'resolved');
  }

  private mark(id: string, status: DeadLetter['status']): void {
    const known = this.letters.get(id);
    if (known) this.letters.set(id, { ...known, status });
  }
}
