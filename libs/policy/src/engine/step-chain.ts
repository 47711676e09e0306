import type { TakenStep } from './step.js';

/** Why: a month's decisions go through a few dozen courses of steps; what is rarer is written anew each time. */
export const MOST_CHAINS = 4096;

/** A course of steps from the first one on, with its canonical JSON in one piece. Bounded; it changes speed and nothing else. */
export class StepChain {
  readonly json: string;
  #ending: string | undefined;
  readonly #next = new Map<TakenStep, StepChain>();
  readonly #budget: { left: number };

  constructor(json = '', budget = { left: MOST_CHAINS }) {
    this.json = json;
    this.#budget = budget;
  }

  /** The end of a receipt that took this course: one text for all of them, so that it is told from others at a glance. */
  get ending(): string {
    return (this.#ending ??= endingOf(this.json));
  }

  /** The course with one more step; undefined where no more are remembered. */
  follow(taken: TakenStep): StepChain | undefined {
    const known = this.#next.get(taken);
    if (known !== undefined || !taken.remembered || this.#budget.left === 0) return known;
    this.#budget.left -= 1;
    // `join` gives the text in one piece; adding would give a chain of pieces, which is slow to hash over and over.
    const chain = new StepChain([this.json, this.json === '' ? '' : ',', taken.json].join(''), this.#budget);
    this.#next.set(taken, chain);
    return chain;
  }
}

/** Steps, in canonical JSON, as they end a receipt. */
export function endingOf(steps: string): string {
  return [',"trace":[', steps, ']}'].join('');
}
