import type { Clock } from '@gongjiang/kernel';
import { BankPending } from './bank.js';

/** Messages that a process remembers having asked after: more than are ever open at once; forgetting them costs a question. */
const MAX_REMEMBERED = 10_000;

/**
 * How often a bank is asked for an answer that was not there: it may take a day, and workers come by every second. What
 * is remembered is this process's own and lost with it: then the bank is asked once more.
 */
export class AskingPace {
  private readonly askAgainAt = new Map<string, number>();

  constructor(private readonly clock: Clock, private readonly everyMs: number) {}

  mayAsk(messageId: string): boolean {
    return this.clock.now().getTime() >= (this.askAgainAt.get(messageId) ?? 0);
  }

  /** The answer was not there: what to throw, so that it is asked for again later. */
  waiting(messageId: string): BankPending {
    if (this.askAgainAt.size >= MAX_REMEMBERED) this.askAgainAt.clear();
    this.askAgainAt.set(messageId, this.clock.now().getTime() + this.everyMs);
    return new BankPending(messageId);
  }
}
