import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { middleOf } from './bench.repeat.js';

/** What a smaller run said, that a larger one is set beside. */
export interface EarlierRun {
  readonly cpuUsPerLine: number;
  readonly peakRssBytes: Readonly<Record<string, number>>;
}

const schema = z.object({
  measured: z.object({ month: z.object({ runs: z.array(z.object({ ratios: z.object({ cpuUsPerLine: z.number() }), peakRssBytes: z.record(z.string(), z.number()) })).min(1) }) }),
});

/** Reads the file that an earlier run wrote. Throws where it has no month. */
export async function earlierRun(file: string): Promise<EarlierRun> {
  const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is no report of a benchmark with a month: ${z.prettifyError(parsed.error)}`);
  const { runs } = parsed.data.measured.month;
  const names = Object.keys(runs[0]?.peakRssBytes ?? {});
  return {
    cpuUsPerLine: middleOf(runs.map(({ ratios }) => ratios.cpuUsPerLine)),
    peakRssBytes: Object.fromEntries(names.map((name) => [name, middleOf(runs.map(({ peakRssBytes }) => peakRssBytes[name] ?? Number.NaN))])),
  };
}
