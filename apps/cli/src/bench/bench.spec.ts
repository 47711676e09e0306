import { describe, expect, it } from '@jest/globals';
import { medianOf, PROCESSES, ratiosOf, stepBetween, takenByOthers, type CpuUs, type RawFigures, type Snapshot } from './bench.figures.js';
import { benchText, type BenchReport } from './bench.text.js';

const cpu = (us: Partial<CpuUs> = {}): CpuUs => Object.fromEntries(PROCESSES.map((name) => [name, us[name] ?? 0])) as CpuUs;
const at = (atMs: number, us: Partial<CpuUs> = {}, machineUs = 0): Snapshot => ({ atMs, cpuUs: cpu(us), machineUs, mongo: { commands: 0, documentsRead: 0, documentsWritten: 0 } });
const raw = (ms: number, mongodUs = 0, clientUs = 0): RawFigures => ({ ms, mongodUs, clientUs });
const yardstick = { lines: 1_000, writes: raw(100, 40_000, 10_000), allWrites: raw(200, 80_000, 20_000), reads: raw(10) };
const steps = [
  stepBetween(at(0), at(9_000, { subsidy: 900_000 }), { step: 'import', unit: 'rows', count: 2_000 }),
  stepBetween(at(0), at(500, { worker: 100_000, bank: 70_000 }), { step: 'calculate', unit: 'lines', count: 1_000 }),
  stepBetween(at(500), at(1_000, { mongod: 100_000 }), { step: 'disburse', unit: 'lines', count: 1_000 }),
];

describe('the figures of a run', () => {
  it('set the work on lines beside raw writes: neither intake nor the sandbox bank count as work', () => {
    expect(ratiosOf(steps, 1_000, yardstick)).toEqual({
      lines: 1_000, linesPerSecond: 1_000, cpuUsPerLine: 200, rawLinesPerSecond: 10_000, rawCpuUsPerLine: 50, p1: 0.1, p2: 4, p1All: 0.2, p2All: 2,
    });
  });

  it('tell what other programs took: all that the machine did, less what was ours', () => {
    expect(takenByOthers(at(0), at(1_000, { worker: 600_000, mongod: 200_000 }, 1_000_000), 2)).toBeCloseTo(0.1);
    expect(takenByOthers(at(0), at(1_000, { worker: 600_000 }, 590_000), 2)).toBe(0);
  });

  it('take of several raw runs the one in the middle', () => {
    expect(medianOf([raw(30), raw(10), raw(20)]).ms).toBe(20);
  });
});

describe('the report', () => {
  const report: BenchReport = {
    date: '2026-11-21T00:00:00.000Z', persons: 1_000, seed: 1, workers: 1,
    machine: { cores: 2, model: 'Processor', memoryBytes: 8 * 1_024 ** 3, system: 'Linux', node: 'v20', servers: { mongo: '6.0.5 (binary)' } },
    others: { month: 0.01, yardstick: 0.01 }, steps, peakRssBytes: cpu(), yardstick, ratios: ratiosOf(steps, 1_000, yardstick), faults: [],
  };

  it('names the machine and the two ratios', () => {
    expect(benchText(report)).toMatch(/2 × Processor, 8\.0 GiB/);
    expect(benchText(report)).toMatch(/P1, .* 0\.10 .*\nP2, .* 4\.00/);
    expect(benchText(report)).not.toMatch(/DISTURBED|NOT IN ORDER/);
  });

  it('warns when the machine was disturbed, and when the month is not in order', () => {
    expect(benchText({ ...report, others: { month: 0.2, yardstick: 0 } })).toMatch(/DISTURBED/);
    expect(benchText({ ...report, faults: ['1 payment was made twice'] })).toMatch(/NOT IN ORDER.*made twice/);
  });
});
