import type { ProcessName, Ratios, StepFigures, Yardstick } from './bench.figures.js';
import type { RulesShare } from './profile.share.js';

/** Everything that one month said. */
export interface MonthRun {
  /** The part of the machine that other programs took, 0 to 1: of the work on lines and of the raw writes the larger. */
  readonly others: number;
  readonly othersDuring: { readonly intake: number; readonly work: number; readonly raw: number };
  readonly steps: readonly StepFigures[];
  readonly peakRssBytes: Readonly<Record<ProcessName, number>>;
  readonly yardstick: Yardstick;
  readonly ratios: Ratios;
  readonly chunks: number;
  /** For each line, over the whole month. */
  readonly commands: { readonly mongo: number; readonly redis: number };
  /** How often the documents of the funds were written. */
  readonly fundWrites: number;
  readonly lastByFirst?: number;
  /** From the first step of the work to the money's answer: what a replay is set beside. */
  readonly workedMs: number;
  readonly settledPerSecond: number;
  readonly lagMs: number;
  readonly relay?: { readonly ms: number; readonly linesPerSecond: number };
  readonly replay?: { readonly ms: number; readonly jobs: number; readonly payments: number };
  readonly trial?: { readonly lines: number; readonly ms: number; readonly linesPerSecond: number };
  readonly faults: readonly string[];
}

export interface Latencies {
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export type PageName = 'office' | 'citizen';
export type PageFigures = Readonly<Record<PageName, { readonly busy: Latencies; readonly idle: Latencies }>>;

/** What was seen of a month that was looked at while it ran. */
export interface ObservedRun {
  readonly others: number;
  readonly lines: number;
  readonly chunks: number;
  readonly redisBytes: number;
  readonly pages: PageFigures;
  readonly rules?: RulesShare;
  readonly faults: readonly string[];
}
