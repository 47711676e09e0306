import type { BatchStatus } from '../batch/batch.js';
import type { ShownHold } from '../disbursement-control/control.view.js';

/** The lines of a batch that are for the bank, by what the bank has said of them. */
export interface LineCounts {
  /** The bank took them. */
  readonly done: number;
  /** The bank refused them for good. */
  readonly failed: number;
  /** Never sent: held by objections, or cancelled. */
  readonly unpaid: number;
  /** The bank has not answered for them yet. */
  readonly left: number;
}

/** What is known of a batch's disbursement at one moment. */
export interface ProgressFacts extends LineCounts {
  readonly status: BatchStatus;
  readonly hold: ShownHold | null;
}

/** How far a disbursement is, as it is shown. */
export interface Progress extends ProgressFacts {
  readonly state: 'not-begun' | 'running' | 'ended' | NonNullable<ShownHold>['kind'];
  readonly linesPerSecond: number;
  /** Null where it cannot be known: nothing moves, or nothing may. */
  readonly secondsLeft: number | null;
}

/** How many lines were through at a moment (technical time). */
export interface Sample {
  readonly atMs: number;
  readonly through: number;
}

/** The rate is that of the last half minute: an older one says nothing of a bank that has become slow. */
export const WINDOW_MS = 30_000;

/** The samples that still count, with a new one. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS), sample];
}

export function progressOf(facts: ProgressFacts, samples: readonly Sample[]): Progress {
  const state = stateOf(facts);
  const linesPerSecond = rateOf(samples);
  return { ...facts, state, linesPerSecond, secondsLeft: state === 'running' && linesPerSecond > 0 ? Math.ceil(facts.left / linesPerSecond) : null };
}

/** Nothing more will come of this batch's disbursement. */
export function isEnded({ status, left }: Pick<ProgressFacts, 'status' | 'left'>): boolean {
  return PASSED.has(status) || (status === 'disbursing' && left === 0);
}

const PASSED: ReadonlySet<BatchStatus> = new Set(['settling', 'reconciled', 'closed', 'returned', 'cancelled']);

function stateOf(facts: ProgressFacts): Progress['state'] {
  if (isEnded(facts)) return 'ended';
  if (facts.hold) return facts.hold.kind;
  return facts.status === 'disbursing' ? 'running' : 'not-begun';
}

/** Lines a second between the first and the last sample of the window, to one decimal. */
function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.atMs <= first.atMs) return 0;
  return Math.round(((last.through - first.through) * 10_000) / (last.atMs - first.atMs)) / 10;
}
