import type { Part } from './bench.parts.js';

/** A figure with its marks: `more` is better, or `less`. A figure without marks is told for its own sake. */
export interface Goal {
  readonly part: Part;
  readonly what: string;
  readonly better: 'more' | 'less';
  readonly floor?: number;
  readonly target?: number;
  /** Counted, and the same however busy the machine is. */
  readonly counted?: true;
}

export const GOALS = {
  'speed-by-raw': { part: 'p1', what: 'month ÷ raw writes of its documents, lines a second', better: 'more', floor: 0.3, target: 0.45 },
  'speed-by-all-raw': { part: 'p1', what: 'month ÷ raw writes of every document', better: 'more' },
  'speed-by-bare': { part: 'p1', what: 'month ÷ bare pipeline, lines a second', better: 'more' },
  'cpu-by-raw': { part: 'p2', what: 'month ÷ raw writes of its documents, µs a line', better: 'less', floor: 4, target: 2.5 },
  'cpu-by-all-raw': { part: 'p2', what: 'month ÷ raw writes of every document, µs a line', better: 'less' },
  'cpu-by-bare': { part: 'p2', what: 'month ÷ bare pipeline, µs a line', better: 'less' },
  'chunked-by-naive': { part: 'p3', what: 'bare pipeline ÷ one person at a time, lines a second', better: 'more', floor: 20, target: 50 },
  'naive-by-chunked-cpu': { part: 'p3', what: 'one person at a time ÷ bare pipeline, µs a line', better: 'more' },
  'month-by-naive': { part: 'p3', what: 'month ÷ one person at a time, lines a second', better: 'more' },
  'mongo-commands': { part: 'p4', what: 'MongoDB commands a line (idle looks included; its exact count is a test\'s)', better: 'less', floor: 0.06, target: 0.03 },
  'redis-commands': { part: 'p4', what: 'Redis commands a line (idle looks included)', better: 'less', floor: 0.1, target: 0.05 },
  'cpu-by-smaller': { part: 'p5', what: 'µs a line ÷ that of the run compared with', better: 'less', floor: 1.25, target: 1.1 },
  'last-by-first': { part: 'p5', what: 'last tenth of the lines paid ÷ first tenth, lines a second', better: 'more', floor: 0.85, target: 0.95 },
  'memory-by-smaller': { part: 'p6', what: 'most memory ÷ that of the run compared with, the process that grew most', better: 'less', floor: 1.25, target: 1.1 },
  'redis-bytes': { part: 'p7', what: 'bytes in Redis for each chunk, at the most', better: 'less', floor: 4_096, target: 1_024, counted: true },
  'one-by-many-funds': { part: 'p8', what: 'bare pipeline from one fund ÷ from a hundred, lines a second', better: 'more', floor: 0.7, target: 0.9 },
  'fund-writes': { part: 'p8', what: 'writes of the month\'s funds for each chunk', better: 'less', counted: true },
  'rules-share': { part: 'p9', what: 'rules and building of lines, of the worker\'s time', better: 'less', floor: 0.15, target: 0.05 },
  'rules-us': { part: 'p9', what: 'rules and building of lines, µs a line (profiled)', better: 'less', floor: 5, target: 2 },
  'relay-lag': { part: 'p10', what: 's until the last event and message were out, after the last settlement', better: 'less', floor: 10, target: 2 },
  'relay-capacity': { part: 'p10', what: 'relay alone ÷ settlement, lines a second', better: 'more', floor: 1.2, target: 2 },
  'replay-payments': { part: 'p11', what: 'payments made when every job of the month came again', better: 'less', floor: 0, target: 0, counted: true },
  'replay-time': { part: 'p11', what: 'time of that ÷ time of the first run', better: 'less', floor: 0.5, target: 0.2 },
  'trial-by-reads': { part: 'p12', what: 'trial of the next month ÷ plain reading of its lines, lines a second', better: 'more', floor: 0.3, target: 0.6 },
  'lines-a-second': { part: 'p13', what: 'the whole month, lines a second', better: 'more', floor: 5_000, target: 5_000 },
  'cpu-us': { part: 'p13', what: 'the whole month, µs a line', better: 'less' },
  'office-p99': { part: 'p14', what: 'an operator\'s batch page, p99 while a batch runs ÷ idle', better: 'less', floor: 5, target: 2 },
  'citizen-p99': { part: 'p14', what: 'a citizen\'s own page, p99 while a batch runs ÷ idle', better: 'less', floor: 5, target: 2 },
  'guarded-cpu': { part: 'p15', what: 'bare pipeline, encrypted, sealed and on record ÷ without, µs a line', better: 'less', floor: 2, target: 1.4 },
} as const satisfies Record<string, Goal>;
export type GoalId = keyof typeof GOALS;

export type Verdict = 'target' | 'floor' | 'missed' | 'no mark';

/** Which mark a figure reaches. */
export function verdictOf({ better, floor, target }: Goal, value: number): Verdict {
  const reaches = (mark: number): boolean => (better === 'more' ? value >= mark : value <= mark);
  if (floor === undefined || target === undefined) return 'no mark';
  if (reaches(target)) return 'target';
  return reaches(floor) ? 'floor' : 'missed';
}

/** A goal with what was measured for it: the value in the middle, and every run's. */
export interface Finding extends Goal {
  readonly id: GoalId;
  readonly value: number;
  readonly runs: readonly number[];
  readonly verdict: Verdict;
  readonly isDisturbed: boolean;
}
