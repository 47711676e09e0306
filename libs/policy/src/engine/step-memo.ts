import type { FactValue } from '../answer.js';
import type { TakenStep } from './step.js';

/** Why: most steps of a city's month are one of a few (`employed: true`); the rare ones are made anew each time. */
export const MOST_REMEMBERED = 256;
/** Why: a step that reads amounts never comes back, and looking for it costs more than making it. */
const MOST_MISSES = 1024;

type Branch = Map<FactValue, Branch | TakenStep>;

/** The steps of one kind that were taken before, by their values and result. Bounded; it changes speed and nothing else. */
export class StepMemo {
  readonly #root: Branch = new Map();
  #size = 0;
  #misses = 0;

  get hasRoom(): boolean {
    return this.#size < MOST_REMEMBERED;
  }

  find(values: readonly FactValue[], result: string): TakenStep | undefined {
    if (this.#misses >= MOST_MISSES) return undefined;
    let branch: Branch | undefined = this.#root;
    for (let at = 0; at < values.length; at += 1) {
      branch = branch.get(values[at] ?? null) as Branch | undefined;
      if (branch === undefined) return this.#missed();
    }
    const found = branch.get(result) as TakenStep | undefined;
    if (found === undefined) return this.#missed();
    this.#misses = 0;
    return found;
  }

  keep(values: readonly FactValue[], result: string, taken: TakenStep): void {
    this.#size += 1;
    let branch = this.#root;
    for (const value of values) {
      const next = (branch.get(value) as Branch | undefined) ?? new Map<FactValue, Branch | TakenStep>();
      branch.set(value, next);
      branch = next;
    }
    branch.set(result, taken);
  }

  #missed(): undefined {
    this.#misses += 1;
  }
}
