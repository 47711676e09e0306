import { InvalidArgumentError } from 'commander';
import type { BankWay } from './bank.settings.js';
import { PARTS, type Part } from './bench.parts.js';

/** What a run was asked for: it stands in its report, so that it can be asked for again. */
export interface BenchOptions {
  readonly persons: number;
  readonly seed: number;
  readonly workers: number;
  readonly bank: BankWay;
  readonly only: readonly Part[];
  /** How often each part is measured; by its size where nothing is said. */
  readonly repeat?: number;
  readonly again: number;
  /** Persons that the naive reference pays one by one. */
  readonly naive: number;
  readonly heap?: number;
  readonly compare?: string;
  readonly json?: string;
  readonly profile?: string;
}

/** Up to this size three months are over within minutes. */
const QUICK_PERSONS = 20_000;

export function repetitionsOf({ repeat, persons }: Pick<BenchOptions, 'repeat' | 'persons'>): number {
  return repeat ?? (persons <= QUICK_PERSONS ? 3 : 1);
}

/** Reads `p1,p14`. */
export function partsFrom(text: string): readonly Part[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`${unknown.join(', ')}: there are ${PARTS.join(', ')}`);
  return PARTS.filter((part) => names.includes(part));
}

/** The command that makes the same run again. */
export function commandOf({ persons, seed, workers, bank, only, again, naive, heap, ...options }: BenchOptions): string {
  const parts = only.length === PARTS.length ? '' : ` --only ${only.join(',')}`;
  return `npm run bench -- --persons ${persons} --seed ${seed} --workers ${workers} --bank ${bank}${parts} --repeat ${repetitionsOf({ persons, ...options })} --again ${again} --naive ${naive}${heap === undefined ? '' : ` --heap ${heap}`}`;
}
