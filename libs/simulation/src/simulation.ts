import { setImmediate as restOfTurn } from 'node:timers/promises';
import { networkError } from './documents/errors.js';
import { Random } from './random.js';
import type { Turnstile } from './turnstile.js';
import { VirtualTime } from './virtual-time.js';

/** What happens to the call whose turn it is: its process dies, or the call or its answer is lost, or its process sleeps. */
export type Blow =
  | { readonly kind: 'kill' | 'lose'; readonly moment: 'before' | 'after' }
  | { readonly kind: 'freeze'; readonly forMs: number };

/** One process of the simulated installation. Dead, it never goes on; frozen, it goes on later and knows nothing of it. */
export class SimulatedProcess {
  isDead = false;
  frozenUntilMs = 0;

  constructor(readonly name: string, /** How often its turn comes, beside the others'. */ readonly speed: number) {}
}

interface Passage {
  readonly process: SimulatedProcess;
  readonly call: string;
  readonly notBeforeMs: number;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

export interface SimulationSettings {
  readonly random: Random;
  readonly startMs: number;
  /** The blow for the call whose turn comes at this step, if any. */
  readonly blowAt: (step: number, process: SimulatedProcess, call: string) => Blow | undefined;
  /** How often others come in between the effects of one call. */
  readonly betweenChance: number;
}

export type End = 'done' | 'nothing-left' | 'too-long';

/** No call to anybody: nothing of it can be lost. */
const SLEEP = 'sleep';
/** Each time another one: a single one would remember all who ever waited for it, and their whole worlds. */
const never = (): Promise<never> => new Promise(() => undefined);
/** Between two turns passes up to this. */
const STEP_MS = 4;

/** Gives turns, one at a time, in an order that the seed alone decides. */
export class Simulation {
  readonly time: VirtualTime;
  step = 0;
  /** The hash of everything that happened, in its order: equal for runs that went alike. */
  trace = 0;
  private waiting: Passage[] = [];
  private after: Blow | undefined;
  private readonly hashes = new Map<string, number>();
  /** The last calls, for whoever asks how it came to this. */
  readonly lastCalls: string[] = [];

  constructor(private readonly settings: SimulationSettings) {
    this.time = new VirtualTime(settings.startMs);
  }

  turnstileOf(process: SimulatedProcess): Turnstile {
    return {
      enter: (call, notBeforeMs = 0) => this.pass(process, call, notBeforeMs),
      leave: (call) => this.leave(process, call),
      between: (call) => (this.settings.random.chance(this.settings.betweenChance) ? this.pass(process, `${call} between`, 0) : undefined),
    };
  }

  /** Sleeps in the simulation's time. */
  sleep(process: SimulatedProcess, forMs: number): Promise<void> {
    return this.pass(process, SLEEP, this.time.nowMs + forMs);
  }

  /** Ends a process where it stands: what it did is done, what it waits for never comes. */
  kill(process: SimulatedProcess): void {
    process.isDead = true;
    this.waiting = this.waiting.filter((passage) => passage.process !== process);
  }

  /** A promise that never comes for a process that is dead: a kill between two calls. */
  whileAlive(process: SimulatedProcess): Promise<void> | undefined {
    return process.isDead ? never() : undefined;
  }

  /** Gives turns until it is done, nothing is left to do, or it takes too long. */
  async run(isDone: () => boolean, mostSteps: number): Promise<End> {
    for (;;) {
      await restOfTurn();
      if (isDone()) return 'done';
      if (this.step >= mostSteps) return 'too-long';
      const next = this.next();
      if (next) this.give(next);
      else if (!this.wait()) return 'nothing-left';
    }
  }

  private pass(process: SimulatedProcess, call: string, notBeforeMs: number): Promise<void> {
    if (process.isDead) return never();
    return new Promise((go, fail) => {
      this.waiting.push({ process, call, notBeforeMs, go, fail });
    });
  }

  private leave(process: SimulatedProcess, call: string): Promise<void> | undefined {
    const blow = this.after;
    this.after = undefined;
    if (process.isDead) return never();
    if (blow?.kind === 'lose') return Promise.reject(networkError(call, false));
    if (blow?.kind !== 'kill') return undefined;
    this.kill(process);
    return never();
  }

  /** Draws whose turn it is, faster processes more often. */
  private next(): Passage | undefined {
    const now = this.time.nowMs;
    const ready = this.waiting.filter(({ process, notBeforeMs }) => notBeforeMs <= now && process.frozenUntilMs <= now);
    let drawn = this.settings.random.next() * ready.reduce((sum, { process }) => sum + process.speed, 0);
    const chosen = ready.find(({ process }) => (drawn -= process.speed) < 0) ?? ready.at(-1);
    if (chosen) this.waiting.splice(this.waiting.indexOf(chosen), 1);
    return chosen;
  }

  private give({ process, call, go, fail }: Passage): void {
    this.step += 1;
    this.after = undefined;
    this.note(process, call);
    this.time.advance(this.settings.random.next() * STEP_MS);
    const drawn = this.settings.blowAt(this.step, process, call);
    const blow = drawn?.kind === 'lose' && call === SLEEP ? undefined : drawn;
    if (blow) this.note(process, `${blow.kind} ${'moment' in blow ? blow.moment : blow.forMs}`);
    if (blow?.kind === 'freeze') process.frozenUntilMs = this.time.nowMs + blow.forMs;
    if (blow?.kind === 'kill' && blow.moment === 'before') return this.kill(process);
    if (blow?.kind === 'lose' && blow.moment === 'before') return fail(networkError(call, call.endsWith('in a transaction')));
    this.after = blow;
    go();
  }

  /** Nobody can go on now: time does. */
  private wait(): boolean {
    const moments = [...this.waiting.map(({ process, notBeforeMs }) => Math.max(notBeforeMs, process.frozenUntilMs)), this.time.nextAlarmMs() ?? Infinity];
    const next = Math.min(...moments);
    if (next === Infinity) return false;
    this.time.advance(Math.max(0, next - this.time.nowMs));
    return true;
  }

  private note(process: SimulatedProcess, call: string): void {
    const text = `${process.name} ${call}`;
    this.trace = Math.imul(this.trace ^ this.hashOf(text), 0x01000193);
    this.lastCalls.push(`${this.step} ${text}`);
    if (this.lastCalls.length > 400) this.lastCalls.splice(0, 200);
  }

  /** There are some hundred texts, and a hundred thousand calls. */
  private hashOf(text: string): number {
    let hash = this.hashes.get(text);
    if (hash === undefined) {
      hash = 0x811c9dc5;
      for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      this.hashes.set(text, hash);
    }
    return hash;
  }
}
