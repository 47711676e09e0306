import { describe, expect, it } from '@jest/globals';
import { latenciesOf } from './api.probe.js';
import { medianOf, PROCESSES, ratiosOf, stepBetween, takenByOthers, type CpuUs, type RawFigures, type Snapshot } from './bench.figures.js';
import { findingsOf, type Measured } from './bench.findings.js';
import { GOALS, verdictOf } from './bench.goals.js';
import { commandOf, partsFrom, repetitionsOf, type BenchOptions } from './bench.options.js';
import { PARTS, tasksOf, type Part } from './bench.parts.js';
import { middleOf, quantileOf, repeated } from './bench.repeat.js';
import { benchText, type BenchReport } from './bench.text.js';
import { lastByFirstTenth } from './month.deciles.js';
import type { MonthRun } from './month.run.js';
import { rulesShareOf } from './profile.share.js';
import { pipelineFigures } from './yardstick/pipeline.figures.js';

const cpu = (us: Partial<CpuUs> = {}): CpuUs => Object.fromEntries(PROCESSES.map((name) => [name, us[name] ?? 0])) as CpuUs;
const at = (atMs: number, us: Partial<CpuUs> = {}, machineUs = 0): Snapshot => ({ atMs, cpuUs: cpu(us), machineUs, mongo: { commands: 0, documentsRead: 0, documentsWritten: 0 }, redis: 0 });
const raw = (ms: number, mongodUs = 0, clientUs = 0): RawFigures => ({ ms, mongodUs, clientUs });
const yardstick = { lines: 1_000, writes: raw(100, 40_000, 10_000), allWrites: raw(200, 80_000, 20_000), reads: raw(10) };
const steps = [
  stepBetween(at(0), at(9_000, { subsidy: 900_000 }), { step: 'import', unit: 'rows', count: 2_000 }),
  stepBetween(at(0), at(500, { worker: 100_000, bank: 70_000 }), { step: 'calculate', unit: 'lines', count: 1_000 }),
  stepBetween(at(500), at(1_000, { mongod: 100_000 }), { step: 'disburse', unit: 'lines', count: 1_000 }),
];
const month: MonthRun = {
  others: 0.01, othersDuring: { intake: 0, work: 0.01, raw: 0.01 }, steps, peakRssBytes: cpu({ subsidy: 100, relay: 100, worker: 50, talent: 40 }), yardstick, ratios: ratiosOf(steps, 1_000, yardstick),
  chunks: 4, commands: { mongo: 0.05, redis: 0.01 }, fundWrites: 8, workedMs: 1_000, settledPerSecond: 500, lagMs: 3_000,
  relay: { ms: 1, linesPerSecond: 1_000 }, replay: { ms: 100, jobs: 12, payments: 0 }, trial: { lines: 1_000, ms: 20, linesPerSecond: 50_000 }, faults: [],
};
const pipeline = (linesPerSecond: number, cpuUsPerLine: number) => ({ runs: [{ lines: 1_000, ms: 1, linesPerSecond, cpuUsPerLine, others: 0, faults: [] }], thrownAway: 0, isDisturbed: false });
const once = <Run>(run: Run) => ({ runs: [run], thrownAway: 0, isDisturbed: false });
const measured: Measured = { month: once(month), bare: pipeline(5_000, 100), naive: pipeline(100, 10_000), manyFunds: pipeline(10_000, 100), guarded: pipeline(1, 150) };
const valueOf = (what: Measured, id: string, parts: readonly Part[] = PARTS) => findingsOf(what, parts).find((finding) => finding.id === id)?.value;

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

  it('take of several raw runs the one in the middle, and of many calls what a hundredth of them exceed', () => {
    expect(medianOf([raw(30), raw(10), raw(20)]).ms).toBe(20);
    expect([middleOf([3, 1, 2]), middleOf([4, 1, 2, 3]), middleOf([])]).toEqual([2, 2, Number.NaN]);
    const hundred = Array.from({ length: 200 }, (_, nth) => nth + 1);
    expect(quantileOf(hundred, 0.99)).toBe(198);
    expect(latenciesOf(hundred)).toEqual({ calls: 200, p50Ms: 100, p99Ms: 198, maxMs: 200 });
  });

  it('count servers, workers and relay as a pipeline\'s work, and not its bank', () => {
    const usage = (atMs: number, us: number) => ({ atMs, machineUs: us * 7, cpuUs: { mongod: us, kafka: us, redis: us, worker: us, relay: us, bank: us, bench: us } });
    expect(pipelineFigures({ before: usage(0, 0), after: usage(2_000, 1_000), lines: 100, cores: 2, faults: [] })).toEqual({ lines: 100, ms: 2_000, linesPerSecond: 50, cpuUsPerLine: 50, others: 0, faults: [] });
  });

  it('compare the last tenth of the lines with the first, where there are chunks enough to tell', () => {
    const chunks = (lastMs: number) => [...Array.from({ length: 18 }, (_, nth) => ({ atMs: 1_100 + nth * 50, lines: 1_000 })), { atMs: 2_000, lines: 1_000 }, { atMs: 2_000 + lastMs, lines: 1_000 }];
    expect(lastByFirstTenth(1_000, chunks(300))).toBeCloseTo(150 / (2_300 - 1_950));
    expect(lastByFirstTenth(1_000, chunks(300).slice(1))).toBeUndefined();
  });

  it('count the share of deciding a chunk, with the rules that it calls, of the time in which a worker did something', () => {
    const frame = (functionName: string, url = 'file:///apps/subsidy/dist/worker.js') => ({ functionName, url });
    const nodes = [
      { id: 1, callFrame: frame('(root)', ''), children: [2, 3, 5] }, { id: 2, callFrame: frame('(idle)', '') },
      { id: 3, callFrame: frame('calculatePerson', 'file:///apps/subsidy/dist/chunk/chunk.calculation.js'), children: [4] },
      { id: 4, callFrame: frame('evaluate', 'file:///libs/policy/dist/engine/evaluate.js') }, { id: 5, callFrame: frame('readPacks', 'file:///libs/policy/dist/packs.store.js') },
    ];
    expect(rulesShareOf({ nodes, samples: [2, 3, 4, 5], timeDeltas: [1_000, 10, 20, 70] })).toEqual({ share: 0.3, us: 30, workedUs: 100 });
  });
});

describe('what is measured', () => {
  it('is measured again where others took the machine, and says so where that did not help', async () => {
    const runs = async (others: readonly number[], again: number) => repeated({ repeat: 2, again }, async (nth) => ({ others: others[nth] ?? 0, nth }));
    expect(await runs([0.01, 0.02], 3)).toEqual({ runs: [{ others: 0.01, nth: 0 }, { others: 0.02, nth: 1 }], thrownAway: 0, isDisturbed: false });
    expect(await runs([0.5, 0.02, 0.01], 3)).toMatchObject({ runs: [{ nth: 2 }, { nth: 1 }], thrownAway: 1, isDisturbed: false });
    expect(await runs([0.5, 0.4, 0.3], 1)).toMatchObject({ runs: [{ nth: 2 }, { nth: 1 }], thrownAway: 1, isDisturbed: true });
  });

  it('is no more than a goal needs', () => {
    expect([...tasksOf(['p14'])]).toEqual(['observed']);
    expect([...tasksOf(['p3', 'p12'])]).toEqual(['bare', 'naive', 'month', 'trial']);
    expect(partsFrom('P14,p1')).toEqual(['p1', 'p14']);
    expect(() => partsFrom('p16')).toThrow(/p16/);
    expect([repetitionsOf({ persons: 20_000 }), repetitionsOf({ persons: 20_001 }), repetitionsOf({ persons: 1, repeat: 7 })]).toEqual([3, 1, 7]);
  });
});

describe('the goals', () => {
  it('are reached from above or from below, at the mark itself too', () => {
    expect([0.29, 0.3, 0.45].map((value) => verdictOf(GOALS['speed-by-raw'], value))).toEqual(['missed', 'floor', 'target']);
    expect([4.1, 4, 2.5].map((value) => verdictOf(GOALS['cpu-by-raw'], value))).toEqual(['missed', 'floor', 'target']);
    expect(verdictOf(GOALS['speed-by-bare'], 1)).toBe('no mark');
    expect(verdictOf(GOALS['replay-payments'], 1)).toBe('missed');
  });

  it('have floors that their targets exceed', () => {
    for (const goal of Object.values(GOALS)) if ('target' in goal) expect(verdictOf(goal, goal.target)).toBe('target');
  });

  it('set the month beside the pipelines of the same run, and the pipelines beside one another', () => {
    const values = Object.fromEntries(findingsOf(measured, PARTS).map(({ id, value }) => [id, value]));
    expect(values).toMatchObject({
      'speed-by-bare': 0.2, 'cpu-by-bare': 2, 'chunked-by-naive': 50, 'month-by-naive': 10, 'naive-by-chunked-cpu': 100, 'one-by-many-funds': 0.5, 'guarded-cpu': 1.5,
      'fund-writes': 2, 'relay-lag': 3, 'relay-capacity': 2, 'replay-payments': 0, 'replay-time': 0.1, 'trial-by-reads': 0.5, 'mongo-commands': 0.05,
    });
    expect(values).not.toHaveProperty('cpu-by-smaller');
    expect(values).not.toHaveProperty('office-p99');
  });

  it('set a month beside a smaller one by the process that grew most, servers\' caches left out', () => {
    const earlier = { cpuUsPerLine: 160, peakRssBytes: { subsidy: 100, relay: 100, worker: 40, talent: 40, mongod: 0.001 } };
    const found = Object.fromEntries(findingsOf(measured, ['p5', 'p6'], earlier).map(({ id, value }) => [id, value]));
    expect(found).toEqual({ 'cpu-by-smaller': 1.25, 'memory-by-smaller': 1.25 });
  });

  it('are told only where they were asked for', () => {
    expect(findingsOf(measured, ['p3']).map(({ id }) => id)).toEqual(['chunked-by-naive', 'naive-by-chunked-cpu', 'month-by-naive']);
    expect(valueOf({ bare: pipeline(1, 1) }, 'chunked-by-naive')).toBeUndefined();
  });
});

describe('the report', () => {
  const options: BenchOptions = { persons: 1_000, seed: 1, workers: 1, bank: 'file', only: PARTS, again: 2, naive: 500 };
  const report: BenchReport = {
    format: 2, date: '2026-11-21T00:00:00.000Z', commit: { id: '0123456789abcdef', isChanged: true }, options,
    machine: { cores: 2, model: 'Processor', memoryBytes: 8 * 1_024 ** 3, system: 'Linux', node: 'v20', servers: { mongo: '6.0.5 (binary)' } },
    measured, findings: findingsOf(measured, PARTS), notThere: { p15: 'no mTLS' }, faults: [],
  };

  it('names the machine, the commit, the command that repeats it, and each goal with its marks', () => {
    expect(benchText(report)).toMatch(/2 × Processor, 8\.0 GiB/);
    expect(benchText(report)).toMatch(/Commit 0123456789ab, and changes/);
    expect(commandOf(options)).toBe('npm run bench -- --persons 1000 --seed 1 --workers 1 --bank file --repeat 3 --again 2 --naive 500');
    expect(benchText(report)).toMatch(/P1 {2}month ÷ raw writes of its documents, lines a second +0\.10 +≥ 0\.30 +≥ 0\.45 +missed/);
    expect(benchText(report)).toMatch(/P2 {2}month ÷ raw writes of its documents, µs a line +4 +≤ 4 +≤ 2\.50 +floor/);
    expect(benchText(report)).toMatch(/P15 not there: no mTLS/);
    expect(benchText(report)).not.toMatch(/DISTURBED|NOT IN ORDER/);
  });

  it('warns when the machine was disturbed, and when the books are not in order', () => {
    const disturbed: Measured = { ...measured, month: { ...once(month), isDisturbed: true } };
    expect(benchText({ ...report, measured: disturbed })).toMatch(/DISTURBED: .* during month/);
    expect(findingsOf(disturbed, PARTS).filter(({ isDisturbed }) => !isDisturbed).map(({ id }) => id)).toEqual(['one-by-many-funds', 'fund-writes', 'replay-payments', 'guarded-cpu']);
    expect(benchText({ ...report, faults: ['1 payment was made twice'] })).toMatch(/NOT IN ORDER.*made twice/);
  });
});
