import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@gongjiang/servers';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'gongjiang-bench-e2e-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the benchmark starts what it needs, pays a month in order, and tells the time of each step', async () => {
  const file = join(folder, 'figures.json');
  const bench = await startProcess('apps/cli/dist/main.js', { args: ['bench', '--persons', '60', '--json', file], readyLine: /^(Starting servers and platform)$/ });
  expect(await bench.ended).toEqual({ code: 0, signal: null });
  const { faults, steps, ratios } = JSON.parse(await readFile(file, 'utf8')) as { faults: unknown; steps: { step: string; count: number }[]; ratios: Record<string, number> };
  expect(faults).toEqual([]);
  expect(steps.map(({ step }) => step)).toEqual(['import', 'events-in', 'calculate', 'list', 'disburse', 'settle', 'events-out']);
  expect(steps.every(({ count }) => count > 0)).toBe(true);
  expect(ratios['p1']).toBeGreaterThan(0);
}, 120_000);
