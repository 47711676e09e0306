import { cpuPerRow, IMPORT_PROCESSES, type ImportRun, type ImportsReport } from './imports.figures.js';

const MIB = 1_048_576;
/** From here on a figure says as much of the neighbours as of us. */
const DISTURBED_FROM = 0.05;

/** The report as a person reads it. */
export function importsText({ date, kind, format, machine, runs, ratios }: ImportsReport): string {
  const { cores, model, memoryBytes, system, node, servers } = machine;
  const command = `gongjiang bench imports --rows ${runs.map(({ rows }) => rows).join()} --kind ${kind} --format ${format}`;
  const columns = ['rows', 'MiB', 's', 'sent after s', 'rows a second', ...IMPORT_PROCESSES.map((name) => `${name} µs`), 'all µs', 'commands', 'peak MiB', 'others'];
  return [
    `${command}   ${date}`,
    `${cores} × ${model}, ${(memoryBytes / MIB / 1_024).toFixed(1)} GiB, ${system}, Node ${node}; ${Object.entries(servers).map(([name, version]) => `${name} ${version}`).join(', ')}`,
    '', 'From the first byte sent to the row report; processor time in µs and commands to MongoDB for each row, until its last event was out',
    ...table([columns, ...runs.map(lineOf)]), '',
    ...runs.map(({ rows, report: { taken, refused, mend } }) => `  of ${rows} rows ${taken} were taken and ${refused} refused, ${mend?.rows ?? 0} of them in the file to mend`),
    ...(ratios ? ['', `The largest against the smallest: memory ${ratios.memory.toFixed(2)}, processor time a row ${ratios.cpuPerRow.toFixed(2)}`] : []),
    ...(runs.some(({ others }) => others > DISTURBED_FROM) ? ['', 'DISTURBED: other programs were at work. Speeds are too low; processor times are the sturdier figures.'] : []),
  ].join('\n');
}

function lineOf(run: ImportRun): string[] {
  const { rows, bytes, ms, sentMs, cpuUs, mongo, peakRssBytes, others } = run;
  return [
    String(rows), (bytes / MIB).toFixed(1), (ms / 1_000).toFixed(2), (sentMs / 1_000).toFixed(2), (rows / (ms / 1_000)).toFixed(0),
    ...IMPORT_PROCESSES.map((name) => (cpuUs[name] / rows).toFixed(1)), cpuPerRow(run).toFixed(1), (mongo.commands / rows).toFixed(4), (peakRssBytes / MIB).toFixed(0), `${(others * 100).toFixed(1)} %`,
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ')}`);
}
