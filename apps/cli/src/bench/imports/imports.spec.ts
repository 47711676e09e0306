import { describe, expect, it } from '@jest/globals';
import { ratiosOf, runBetween, type ImportMoment, type ImportRun } from './imports.figures.js';
import { importsText } from './imports.text.js';

const MIB = 1_048_576;
const moment = (atMs: number, us: number, machineUs: number): ImportMoment => ({
  atMs, machineUs, cpuUs: { mongod: us, kafka: 0, subsidy: us * 2, bench: 0 }, mongo: { commands: us, documentsRead: 0, documentsWritten: us },
});
const run = (rows: number, peakMib: number): ImportRun => ({
  rows, seed: 1, bytes: rows * 100, ms: 1_000, sentMs: 100, peakRssBytes: peakMib * MIB,
  report: { taken: rows - 2, refused: 2, mend: { rows: 2 } }, ...runBetween(moment(0, 0, 0), moment(1_000, rows * 10, rows * 40), 2),
});

describe('the benchmark of imports', () => {
  it('takes for others what the machine did beyond our own processes', () => {
    expect(runBetween(moment(0, 0, 0), moment(1_000, 100_000, 800_000), 2)).toMatchObject({ others: 0.25, cpuUs: { mongod: 100_000, subsidy: 200_000 }, mongo: { commands: 100_000 } });
  });

  it('says whether memory is flat by the largest roster against the smallest, in whatever order they ran', () => {
    expect(ratiosOf([run(1_000, 250), run(100, 200)])).toEqual({ memory: 1.25, cpuPerRow: 1 });
    expect(ratiosOf([run(100, 200)])).toBeNull();
  });

  it('warns where other programs were at work', () => {
    const report = { date: 'today', kind: 'persons', format: 'csv', machine: { cores: 2, model: 'm', memoryBytes: 0, system: 's', node: 'n', servers: {} }, ratios: null } as const;
    const runs = [run(10_000, 200)];
    expect(importsText({ ...report, runs })).toContain('of 10000 rows 9998 were taken and 2 refused, 2 of them in the file to mend');
    expect(importsText({ ...report, runs })).not.toContain('DISTURBED');
    expect(importsText({ ...report, runs: runs.map((one) => ({ ...one, others: 0.3 })) })).toContain('DISTURBED');
  });
});
