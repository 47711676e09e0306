import type { RosterKindName } from '@gongjiang/rehearsal';
import type { MongoCounts } from '../bench.figures.js';
import type { BenchMachine } from '../machine.reader.js';

export const IMPORT_FORMATS = ['csv', 'xlsx'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Where the processor time of an import goes; the bench itself only sends the file. */
export const IMPORT_PROCESSES = ['mongod', 'kafka', 'subsidy', 'bench'] as const;
export type ImportProcess = (typeof IMPORT_PROCESSES)[number];
type ByProcess = Readonly<Record<ImportProcess, number>>;

/** The counters at one moment. */
export interface ImportMoment {
  readonly atMs: number;
  readonly cpuUs: ByProcess;
  readonly machineUs: number;
  readonly mongo: MongoCounts;
}

interface Taken {
  /** Processor time until the last event of the rows was out. */
  readonly cpuUs: ByProcess;
  readonly mongo: MongoCounts;
  /** The part of the machine that other programs took meanwhile, 0 to 1. */
  readonly others: number;
  readonly drainedMs: number;
}

/** One roster, from its first byte to the answer with the row report. */
export interface ImportRun extends Taken {
  readonly rows: number;
  readonly seed: number;
  readonly bytes: number;
  readonly ms: number;
  /** Until the last byte was sent; the rest is checking and rows. */
  readonly sentMs: number;
  /** The most that the process of the API held meanwhile. */
  readonly peakRssBytes: number;
  readonly report: { readonly taken: number; readonly refused: number; readonly mend: { readonly rows: number } | null };
}

export interface ImportsReport {
  readonly date: string;
  readonly kind: RosterKindName;
  readonly format: ImportFormat;
  readonly machine: BenchMachine;
  readonly runs: readonly ImportRun[];
  /** The largest roster against the smallest; null where there is one. */
  readonly ratios: { readonly memory: number; readonly cpuPerRow: number } | null;
}

export function runBetween(before: ImportMoment, after: ImportMoment, cores: number): Taken {
  const cpuUs = Object.fromEntries(IMPORT_PROCESSES.map((name) => [name, after.cpuUs[name] - before.cpuUs[name]])) as ByProcess;
  const drainedMs = after.atMs - before.atMs;
  const own = Object.values(cpuUs).reduce((sum, us) => sum + us, 0);
  const mongo: MongoCounts = {
    commands: after.mongo.commands - before.mongo.commands,
    documentsRead: after.mongo.documentsRead - before.mongo.documentsRead,
    documentsWritten: after.mongo.documentsWritten - before.mongo.documentsWritten,
  };
  return { cpuUs, mongo, drainedMs, others: Math.max(0, (after.machineUs - before.machineUs - own) / (drainedMs * 1_000 * cores)) };
}

export function ratiosOf(runs: readonly ImportRun[]): ImportsReport['ratios'] {
  const bySize = [...runs].sort((left, right) => left.rows - right.rows);
  const [least, most] = [bySize[0], bySize.at(-1)];
  if (!least || !most || least === most) return null;
  return { memory: most.peakRssBytes / least.peakRssBytes, cpuPerRow: cpuPerRow(most) / cpuPerRow(least) };
}

/** Of the service and its servers, µs. */
export function cpuPerRow({ cpuUs, rows }: Pick<ImportRun, 'cpuUs' | 'rows'>): number {
  return (cpuUs.mongod + cpuUs.kafka + cpuUs.subsidy) / rows;
}
