import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addMonths } from '@gongjiang/kernel';
import { JINHUA, REHEARSED_MONTH, serviceEnvironment } from '@gongjiang/rehearsal';
import { repositoryRoot } from '@gongjiang/servers';
import type { MonthRun } from './month.run.js';
import type { MonthStage } from './month.stage.js';

const TRIER = 'apps/subsidy/dist/try-month.js';
const PROGRAMME = 'post-allowance';

interface TrialSaid { readonly lines: number; readonly heldLines: number; readonly tookMs: number }

/** Tries the month after the one that is closed, in a process of its own, cold: what it decided, held lines included, and how long it took without its start. */
export async function measureTrial({ plan, platform }: MonthStage): Promise<NonNullable<MonthRun['trial']>> {
  const { options, secrets, issuer, bank } = platform;
  const environment = { GONGJIANG_ENVIRONMENT: 'development', ...serviceEnvironment(options, secrets, { issuer: issuer.url, bank: bank.url }), ...options.environment };
  const args = [...plan.nodeOptions, join(repositoryRoot, TRIER), '--city', JINHUA, '--programme', PROGRAMME, '--month', addMonths(REHEARSED_MONTH, 1)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: '', ...environment } });
  const { lines, heldLines, tookMs } = JSON.parse(stdout) as TrialSaid;
  return { lines: lines + heldLines, ms: tookMs, linesPerSecond: (lines + heldLines) / (tookMs / 1_000) };
}
