/**
 * Where a process must pass before whatever others can see of it: a command to a database, a queue, a bank. Whoever
 * holds the turnstile decides when it goes on, whether it fails, and whether it ever goes on at all.
 */
export interface Turnstile {
  /** Waits for its turn. Throws where the call does not get there; never comes back for a process that died. */
  enter(call: string, notBeforeMs?: number): Promise<void>;
  /** After the effect: throws where the answer is lost, and never comes back for a process that died meanwhile. */
  leave(call: string): Promise<void> | undefined;
  /** In the middle of a call that has several effects, where another's turn may come in between; mostly it does not. */
  between(call: string): Promise<void> | undefined;
}

/** Everybody goes on at once. */
export const openTurnstile: Turnstile = { enter: () => Promise.resolve(), leave: () => undefined, between: () => undefined };
