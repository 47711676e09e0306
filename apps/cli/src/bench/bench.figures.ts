import type { Usage } from './usage.reader.js';

/** Processor time and memory by process; the names are those of the report's columns. */
export const PROCESSES = ['mongod', 'kafka', 'redis', 'bank', 'subsidy', 'relay', 'worker', 'talent', 'issuer', 'bench'] as const;
export type ProcessName = (typeof PROCESSES)[number];
export type CpuUs = Readonly<Record<ProcessName, number>>;

/** What MongoDB was asked for. */
export type MongoCounts = Readonly<Record<'commands' | 'documentsRead' | 'documentsWritten', number>>;

/** The counters at one moment. */
export interface Snapshot extends Usage<ProcessName> {
  readonly mongo: MongoCounts;
  /** Commands that Redis was given. */
  readonly redis: number;
}

export const STEPS = ['import', 'events-in', 'calculate', 'list', 'disburse', 'settle', 'events-out'] as const;
export type BenchStep = (typeof STEPS)[number];

/** What one step took: between two moments. */
export interface StepFigures {
  readonly step: BenchStep;
  readonly unit: 'rows' | 'events' | 'lines';
  readonly count: number;
  readonly ms: number;
  readonly cpuUs: CpuUs;
  readonly mongo: MongoCounts;
  readonly redis: number;
}

/** Plain writes, or plain reads, of the month's own documents. */
export interface RawFigures {
  readonly ms: number;
  readonly mongodUs: number;
  readonly clientUs: number;
}

export interface Yardstick {
  readonly lines: number;
  /** Items, their changes of state, and the ledger's postings. */
  readonly writes: RawFigures;
  /** The same, and every other document that these steps leave behind. */
  readonly allWrites: RawFigures;
  /** The items read by chunk. */
  readonly reads: RawFigures;
}

/** The steps in which a line is worked on, from its calculation to its last event: `list` is the public list, and the officers' steps to the release. The intake is none of them. */
const WORK: readonly BenchStep[] = ['calculate', 'list', 'disburse', 'settle', 'events-out'];
/** The service and the servers that it needs; a sandbox bank, an issuer and a consumer elsewhere are none of it. */
export const OF_THE_WORK: readonly ProcessName[] = ['mongod', 'kafka', 'redis', 'subsidy', 'relay', 'worker'];

export interface Ratios {
  readonly lines: number;
  readonly linesPerSecond: number;
  readonly cpuUsPerLine: number;
  readonly rawLinesPerSecond: number;
  readonly rawCpuUsPerLine: number;
  /** The month's speed by the raw speed. */
  readonly p1: number;
  /** The month's processor time by the raw time. */
  readonly p2: number;
  /** The same two, against raw writes of every document. */
  readonly p1All: number;
  readonly p2All: number;
}

export function stepBetween(before: Snapshot, after: Snapshot, what: Pick<StepFigures, 'step' | 'unit' | 'count'>): StepFigures {
  const mongo = {
    commands: after.mongo.commands - before.mongo.commands,
    documentsRead: after.mongo.documentsRead - before.mongo.documentsRead,
    documentsWritten: after.mongo.documentsWritten - before.mongo.documentsWritten,
  };
  return { ...what, ms: after.atMs - before.atMs, cpuUs: cpuBetween(before.cpuUs, after.cpuUs), mongo, redis: after.redis - before.redis };
}

export function ratiosOf(steps: readonly StepFigures[], lines: number, yardstick: Yardstick): Ratios {
  const work = steps.filter(({ step }) => WORK.includes(step));
  const seconds = work.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
  const cpuUs = work.reduce((sum, step) => sum + OF_THE_WORK.reduce((total, name) => total + step.cpuUs[name], 0), 0);
  const [raw, all] = [rawOf(yardstick.writes, yardstick.lines), rawOf(yardstick.allWrites, yardstick.lines)];
  const [linesPerSecond, cpuUsPerLine] = [lines / seconds, cpuUs / lines];
  return {
    lines, linesPerSecond, cpuUsPerLine, rawLinesPerSecond: raw.linesPerSecond, rawCpuUsPerLine: raw.cpuUsPerLine,
    p1: linesPerSecond / raw.linesPerSecond, p2: cpuUsPerLine / raw.cpuUsPerLine,
    p1All: linesPerSecond / all.linesPerSecond, p2All: cpuUsPerLine / all.cpuUsPerLine,
  };
}

export function rawOf({ ms, mongodUs, clientUs }: RawFigures, lines: number): { readonly linesPerSecond: number; readonly cpuUsPerLine: number } {
  return { linesPerSecond: lines / (ms / 1_000), cpuUsPerLine: (mongodUs + clientUs) / lines };
}

/** The part of the machine that programs other than ours took between two moments, 0 to 1. */
export function takenByOthers<Name extends string>(before: Usage<Name>, after: Usage<Name>, cores: number): number {
  const own = (Object.keys(before.cpuUs) as Name[]).reduce((sum, name) => sum + after.cpuUs[name] - before.cpuUs[name], 0);
  const capacity = (after.atMs - before.atMs) * 1_000 * cores;
  return Math.max(0, (after.machineUs - before.machineUs - own) / capacity);
}

/** Of several runs the one in the middle, by time. */
export function medianOf(runs: readonly RawFigures[]): RawFigures {
  const middle = [...runs].sort((left, right) => left.ms - right.ms)[Math.floor(runs.length / 2)];
  if (!middle) throw new RangeError('There is no middle of nothing');
  return middle;
}

function cpuBetween(before: CpuUs, after: CpuUs): CpuUs {
  return Object.fromEntries(PROCESSES.map((name) => [name, after[name] - before[name]])) as CpuUs;
}
