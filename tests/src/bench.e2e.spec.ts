import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@gongjiang/servers';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'gongjiang-bench-e2e-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the benchmark starts what it needs, pays a month in order, sets it beside its yardsticks, and writes all of it down', async () => {
  const file = join(folder, 'figures.json');
  const bench = await startProcess('apps/cli/dist/main.js', {
    args: ['bench', '--persons', '60', '--only', 'p1,p3,p4,p10,p11,p12', '--repeat', '1', '--again', '0', '--naive', '3', '--json', file], readyLine: /^(Starting servers)$/,
  });
  expect({ ...await bench.ended, logs: bench.logs() }).toEqual({ code: 0, signal: null, logs: expect.stringContaining('All figures: ') });
  const { format, options, machine, commit, measured, findings, notThere, faults } = JSON.parse(await readFile(file, 'utf8')) as Report;
  expect({ format, options, faults }).toMatchObject({ format: 2, options: { persons: 60, seed: 1, bank: 'http' }, faults: [] });
  expect(Object.keys(machine.servers)).toEqual(expect.arrayContaining(['mongo', 'kafka', 'redis']));
  expect(commit === null || /^[0-9a-f]{40}/.test(commit.id)).toBe(true);
  expect(Object.keys(measured).sort()).toEqual(['bare', 'month', 'naive']);
  const steps = measured['month']?.runs[0]?.steps ?? [];
  expect(steps.map(({ step }) => step)).toEqual(['import', 'events-in', 'calculate', 'list', 'disburse', 'settle', 'events-out']);
  expect(steps.every(({ count }) => count > 0)).toBe(true);
  expect(findings.map(({ id }) => id)).toEqual([
    'speed-by-raw', 'speed-by-all-raw', 'speed-by-bare', 'chunked-by-naive', 'naive-by-chunked-cpu', 'month-by-naive', 'mongo-commands', 'redis-commands', 'relay-lag', 'relay-capacity', 'replay-payments', 'replay-time', 'trial-by-reads',
  ]);
  expect(findings.find(({ id }) => id === 'replay-payments')).toMatchObject({ value: 0, verdict: 'target' });
  expect(Object.keys(notThere)).toEqual(['p4']);
});

interface Report {
  readonly format: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly machine: { readonly servers: Readonly<Record<string, string>> };
  readonly commit: { readonly id: string } | null;
  readonly measured: Readonly<Record<string, { readonly runs: readonly { readonly steps?: readonly { readonly step: string; readonly count: number }[] }[] }>>;
  readonly findings: readonly { readonly id: string; readonly value: number; readonly verdict: string }[];
  readonly notThere: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}
