import { takenByOthers } from '../bench.figures.js';
import type { Usage } from '../usage.reader.js';

/** One run of a pipeline that is no platform. */
export interface PipelineFigures {
  readonly lines: number;
  readonly ms: number;
  /** Servers and pipeline; the sandbox bank and the benchmark itself are none of it. */
  readonly cpuUsPerLine: number;
  readonly linesPerSecond: number;
  /** The part of the machine that other programs took meanwhile, 0 to 1. */
  readonly others: number;
  readonly faults: readonly string[];
}

/** Whose time counts as the pipeline's. */
const OF_THE_WORK = ['mongod', 'kafka', 'redis', 'worker', 'relay'] as const;
export type PipelineProcess = (typeof OF_THE_WORK)[number] | 'bank' | 'bench';

export interface PipelineRun {
  readonly before: Usage<PipelineProcess>;
  readonly after: Usage<PipelineProcess>;
  readonly lines: number;
  readonly cores: number;
  readonly faults: readonly string[];
}

export function pipelineFigures({ before, after, lines, cores, faults }: PipelineRun): PipelineFigures {
  const ms = after.atMs - before.atMs;
  const cpuUs = OF_THE_WORK.reduce((sum, name) => sum + after.cpuUs[name] - before.cpuUs[name], 0);
  return { lines, ms, linesPerSecond: lines / (ms / 1_000), cpuUsPerLine: cpuUs / lines, others: takenByOthers(before, after, cores), faults };
}
