import { parseArgs } from 'node:util';
import { cityCode, month } from '@gongjiang/kernel';
import { readConfig } from './config.js';
import { subsidyParts } from './subsidy.parts.js';
import { tryMonth } from './trial/trial.service.js';

/** The sixth entry point of the service: what a programme's month would come to, as JSON, and nothing written. `trial` runs it. */
const OPTIONS = { city: { type: 'string' }, programme: { type: 'string' }, month: { type: 'string' } } as const;

const { values: flags } = parseArgs({ options: OPTIONS });
process.exitCode = await tryOne().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

async function tryOne(): Promise<number> {
  const parts = await subsidyParts(readConfig(process.env));
  try {
    const of = { city: cityCode(flags.city ?? ''), programme: flags.programme ?? '', month: month(flags.month ?? '') };
    const startedMs = performance.now();
    const { totals, heldByCode } = await tryMonth(parts, of);
    process.stdout.write(`${JSON.stringify({ ...of, ...totals, heldByCode, tookMs: Math.round(performance.now() - startedMs) }, undefined, 2)}\n`);
    return 0;
  } finally {
    await parts.connection.close();
  }
}
