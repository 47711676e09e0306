import { OF_THE_WORK, PROCESSES, rawOf, type RawFigures } from './bench.figures.js';
import type { Measured } from './bench.findings.js';
import type { Finding } from './bench.goals.js';
import { commandOf, type BenchOptions } from './bench.options.js';
import { middleOf, type Repeated } from './bench.repeat.js';
import { percent, sized, table, whole } from './bench.table.js';
import type { BenchCommit } from './commit.reader.js';
import type { BenchMachine } from './machine.reader.js';
import type { MonthRun, ObservedRun } from './month.run.js';
import type { PipelineFigures } from './yardstick/pipeline.figures.js';

/** Everything that one call found: what is written as JSON. */
export interface BenchReport {
  readonly format: 2;
  readonly date: string;
  readonly commit: BenchCommit | null;
  readonly options: BenchOptions;
  readonly machine: BenchMachine;
  readonly measured: Measured;
  readonly findings: readonly Finding[];
  /** By goal: what cannot be measured, and why. */
  readonly notThere: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

const MIB = 1_048_576;

/** The report as a person reads it: tables of fixed width. */
export function benchText(report: BenchReport): string {
  const { month, observed } = report.measured;
  const parts = [head(report), ...(month ? monthText(month) : []), ...(observed ? [pages(observed)] : []), pipelines(report.measured), goals(report), warnings(report)];
  return parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n');
}

function head({ date, commit, options, machine }: BenchReport): string[] {
  const { cores, model, memoryBytes, system, node, servers } = machine;
  return [
    `${commandOf(options)}   ${date}`,
    `${cores} × ${model}, ${(memoryBytes / MIB / 1_024).toFixed(1)} GiB, ${system}, Node ${node}; ${Object.entries(servers).map(([name, version]) => `${name} ${version}`).join(', ')}`,
    commit === null ? 'No commit is known here.' : `Commit ${commit.id.slice(0, 12)}${commit.isChanged ? ', and changes that are not committed' : ''}`,
  ];
}

/** Of several runs the one in the middle, by speed, is shown. */
function monthText(month: Repeated<MonthRun>): string[][] {
  const speed = middleOf(month.runs.map(({ ratios }) => ratios.linesPerSecond));
  const run = month.runs.find(({ ratios }) => ratios.linesPerSecond === speed);
  return run ? [steps(run, month), asked(run), memory(run), raw(run)] : [];
}

function steps({ steps: done, othersDuring, ratios }: MonthRun, { runs, thrownAway }: Repeated<MonthRun>): string[] {
  const rows = done.map(({ step, unit, count, ms, cpuUs }) => [
    step, `${count} ${unit}`, (ms / 1_000).toFixed(2), whole(count / (ms / 1_000)),
    ...PROCESSES.map((name) => whole(cpuUs[name] / count)), whole(PROCESSES.reduce((sum, name) => sum + cpuUs[name], 0) / count),
  ]);
  return [
    `Steps of the month${runs.length > 1 ? `, the run in the middle of ${runs.length}` : ''}${thrownAway > 0 ? ` (${thrownAway} more were disturbed)` : ''}; processor time in µs for each row, event or line`,
    ...table([['step', 'done', 's', 'a second', ...PROCESSES, 'all'], ...rows]),
    `calculate to events-out: ${ratios.lines} lines, ${whole(ratios.linesPerSecond)} a second, ${whole(ratios.cpuUsPerLine)} µs a line (${OF_THE_WORK.join(', ')})`,
    `Other programs took ${percent(othersDuring.intake)} of the machine during the intake, ${percent(othersDuring.work)} during the work on lines, ${percent(othersDuring.raw)} during the raw writes.`,
  ];
}

function asked({ steps: done }: MonthRun): string[] {
  const rows = done.map(({ step, count, mongo, redis }) => [step, (mongo.documentsRead / count).toFixed(2), (mongo.documentsWritten / count).toFixed(2), (mongo.commands / count).toFixed(4), (redis / count).toFixed(4)]);
  return ['Asked of the servers, for each row, event or line', ...table([['step', 'documents read', 'written', 'MongoDB commands', 'Redis commands'], ...rows])];
}

function memory({ peakRssBytes }: MonthRun): string[] {
  return ['Most memory held (MiB)', ...table([[...PROCESSES], PROCESSES.map((name) => whole(peakRssBytes[name] / MIB))])];
}

function raw({ yardstick }: MonthRun): string[] {
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

function pages({ runs }: Repeated<ObservedRun>): string[] {
  const rows = runs.flatMap(({ pages: { office, citizen } }) => ([['an operator\'s batch page', office], ['a citizen\'s own page', citizen]] as const).flatMap(([label, { busy, idle }]) => [
    [`${label}, while batches run`, String(busy.calls), busy.p50Ms.toFixed(1), busy.p99Ms.toFixed(1), busy.maxMs.toFixed(1)],
    [`${label}, idle`, String(idle.calls), idle.p50Ms.toFixed(1), idle.p99Ms.toFixed(1), idle.maxMs.toFixed(1)],
  ]));
  return ['Pages, 20 of each a second (ms)', ...table([['', 'calls', 'p50', 'p99', 'max'], ...rows])];
}

function pipelines({ bare, manyFunds, guarded, naive }: Measured): string[] {
  const rows = [
    ...pipeline('bare pipeline', bare), ...pipeline('the same from 100 funds', manyFunds),
    ...pipeline('the same on secured servers, sealed and on record', guarded), ...pipeline('naive: one person at a time', naive),
  ];
  return rows.length === 0 ? [] : ['Pipelines without a platform, in the same run; the run in the middle', ...table([['', 'lines', 'runs', 'lines a second', 'µs a line', 'others'], ...rows])];
}

function pipeline(label: string, part: Repeated<PipelineFigures> | undefined): string[][] {
  if (!part) return [];
  const middle = (pick: (run: PipelineFigures) => number): string => whole(middleOf(part.runs.map(pick)));
  const others = Math.max(...part.runs.map((run) => run.others));
  return [[label, middle(({ lines }) => lines), String(part.runs.length), middle(({ linesPerSecond }) => linesPerSecond), middle(({ cpuUsPerLine }) => cpuUsPerLine), percent(others)]];
}

function goals({ findings, notThere }: BenchReport): string[] {
  const sign = { more: '≥', less: '≤' };
  const rows = findings.map(({ part, what, value, runs, better, floor, target, verdict, isDisturbed }) => [
    `${part.toUpperCase().padEnd(3)} ${what}`, sized(value), runs.length > 1 ? `[${sized(Math.min(...runs))}–${sized(Math.max(...runs))}]` : '',
    floor === undefined ? '' : `${sign[better]} ${sized(floor)}`, target === undefined ? '' : `${sign[better]} ${sized(target)}`,
    verdict === 'no mark' ? '' : verdict, isDisturbed ? 'DISTURBED' : '',
  ]);
  return ['Goals', ...table([['', 'figure', 'runs', 'floor', 'target', 'reached', ''], ...rows]), ...Object.entries(notThere).map(([part, why]) => `  ${part.toUpperCase().padEnd(3)} not there: ${why}`)];
}

function warnings({ measured, faults }: BenchReport): string[] {
  const disturbed = Object.entries(measured).filter(([, part]) => (part as Repeated<unknown>).isDisturbed).map(([name]) => name);
  return [
    ...(disturbed.length > 0 ? [`DISTURBED: other programs were at work during ${disturbed.join(', ')}. Speeds are too low; processor times are the sturdier figures. Run it again on a quiet machine.`] : []),
    ...(faults.length > 0 ? [`NOT IN ORDER; what paid wrongly or broke measured nothing: ${faults.join('; ')}`] : []),
  ];
}
