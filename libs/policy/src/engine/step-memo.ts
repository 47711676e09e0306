import type { FactValue } from '../answer.js';
import type { TakenStep } from './step.js';

/** Why: most steps of a city's month are one of a few (`employed: true`); the rare ones are made anew each time. */
export const MOST_REMEMBERED = 256;

type Branch = Map<FactValue, Branch | TakenStep>;

/** The steps of one kind that were taken before, by their values and result. Bounded; it changes speed and nothing else. */
export class StepMemo {
  readonly #root: Branch = new Map();
  #size = 0;

  get hasRoom(): boolean {
    return this.#size < MOST_REMEMBERED;
  }

  find(values: readonly FactValue[], result: string): TakenStep | undefined {
    let branch: Branch | undefined = this.#root;
    for (let at = 0; at < values.length; at += 1) {
      branch = branch.get(values[at] ?? null) as Branch | undefined;
      if (branch === undefined) return undefined;
    }
    return branch.get(result) as TakenStep | undefined;
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
}
