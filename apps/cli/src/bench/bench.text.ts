import { PROCESSES, rawOf, type ProcessName, type Ratios, type RawFigures, type StepFigures, type Yardstick } from './bench.figures.js';
import type { BenchMachine } from './machine.reader.js';

/** Everything that one run found: what `--json` writes. */
export interface BenchReport {
  readonly date: string;
  readonly persons: number;
  readonly seed: number;
  readonly workers: number;
  readonly machine: BenchMachine;
  /** The part of the machine that other programs took meanwhile, 0 to 1: during the month, and during the raw writes. */
  readonly others: { readonly month: number; readonly yardstick: number };
  readonly steps: readonly StepFigures[];
  readonly peakRssBytes: Readonly<Record<ProcessName, number>>;
  readonly yardstick: Yardstick;
  readonly ratios: Ratios;
  readonly faults: readonly string[];
}

/** From here on a figure says as much of the neighbours as of us. */
const DISTURBED_FROM = 0.05;
const MIB = 1_048_576;

/** The report as a person reads it: tables of fixed width. */
export function benchText(report: BenchReport): string {
  return [...head(report), '', ...steps(report), '', ...asked(report), '', ...memory(report), '', ...raw(report), '', ...ratios(report), ...warnings(report)].join('\n');
}

function head({ date, persons, seed, workers, machine, others }: BenchReport): string[] {
  const { cores, model, memoryBytes, system, node, servers } = machine;
  return [
    `gongjiang bench --persons ${persons} --seed ${seed} --workers ${workers}   ${date}`,
    `${cores} × ${model}, ${(memoryBytes / MIB / 1_024).toFixed(1)} GiB, ${system}, Node ${node}; ${Object.entries(servers).map(([name, version]) => `${name} ${version}`).join(', ')}`,
    `Other programs took ${percent(others.month)} of the machine during the month, ${percent(others.yardstick)} during the raw writes.`,
  ];
}

function steps(report: BenchReport): string[] {
  const rows = report.steps.map(({ step, unit, count, ms, cpuUs }) => [
    step, `${count} ${unit}`, (ms / 1_000).toFixed(2), whole(count / (ms / 1_000)),
    ...PROCESSES.map((name) => whole(cpuUs[name] / count)), whole(PROCESSES.reduce((sum, name) => sum + cpuUs[name], 0) / count),
  ]);
  return ['Steps of the month; processor time in µs for each row, event or line', ...table([['step', 'done', 's', 'a second', ...PROCESSES, 'all'], ...rows])];
}

function asked(report: BenchReport): string[] {
  const rows = report.steps.map(({ step, count, mongo }) => [step, (mongo.documentsRead / count).toFixed(2), (mongo.documentsWritten / count).toFixed(2), (mongo.commands / count).toFixed(4)]);
  return ['Asked of MongoDB, for each row, event or line', ...table([['step', 'documents read', 'written', 'commands'], ...rows])];
}

function memory({ peakRssBytes }: BenchReport): string[] {
  return ['Most memory held (MiB)', ...table([[...PROCESSES], PROCESSES.map((name) => whole(peakRssBytes[name] / MIB))])];
}

function raw({ yardstick }: BenchReport): string[] {
  const row = (label: string, figures: RawFigures): string[] => {
    const { linesPerSecond } = rawOf(figures, yardstick.lines);
    return [label, (figures.ms / 1_000).toFixed(2), whole(linesPerSecond), whole(figures.mongodUs / yardstick.lines), whole(figures.clientUs / yardstick.lines)];
  };
  return [
    `Raw, in the same run on the same MongoDB: ${yardstick.lines} lines, median of three`,
    ...table([
      ['', 's', 'lines a second', 'mongod µs', 'client µs'],
      row('items written and changed, postings', yardstick.writes),
      row('the same and every other document', yardstick.allWrites),
      row('items read', yardstick.reads),
    ]),
  ];
}

function ratios({ ratios: { lines, linesPerSecond, cpuUsPerLine, p1, p2, p1All, p2All } }: BenchReport): string[] {
  return [
    `calculate + list + disburse + settle + events-out: ${lines} lines, ${whole(linesPerSecond)} lines a second, ${whole(cpuUsPerLine)} µs a line (mongod, kafka, redis, subsidy, worker)`,
    `P1, the month's speed by the raw speed:   ${p1.toFixed(2)}   against every document ${p1All.toFixed(2)}`,
    `P2, the month's µs by the raw µs:         ${p2.toFixed(2)}   against every document ${p2All.toFixed(2)}`,
  ];
}

function warnings({ others, faults }: BenchReport): string[] {
  const isDisturbed = Math.max(others.month, others.yardstick) > DISTURBED_FROM;
  return [
    ...(isDisturbed ? ['', 'DISTURBED: other programs were at work. Speeds are too low; processor times are the sturdier figures. Run it again on a quiet machine.'] : []),
    ...(faults.length > 0 ? ['', `THE MONTH IS NOT IN ORDER, the figures mean nothing: ${faults.join('; ')}`] : []),
  ];
}

/** Columns as wide as they need to be; the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`.trimEnd());
}

function whole(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value)) : '?';
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
