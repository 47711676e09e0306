import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CityOffice, faultsOf, generateSample, JINHUA, monthSummary, nextMonthFaults, nextMonthSummary, Objected, OPENING_DAY, REHEARSED_MONTH, runMonth, runNextMonth, startPlatform, WENZHOU, type Platform } from '@gongjiang/rehearsal';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { Command } from 'commander';
import { wholeNumber } from '../whole-number.js';

const MAX_PERSONS = 5_000_000;
/** Ends well within two minutes on two cores. */
const DEFAULT_PERSONS = 20_000;

interface MonthOptions {
  readonly persons: number;
  readonly seed: number;
  readonly workers: number;
  readonly exit: boolean;
}

/** `month`: what `npm start` runs. A sample city, two real months on real servers, and what to look at afterwards. */
export function monthCommands(): Command {
  return new Command('month')
    .description('run two months of a sample city, from their files to their close')
    .option('--persons <n>', 'persons over both cities', wholeNumber(1, MAX_PERSONS), DEFAULT_PERSONS)
    .option('--seed <s>', 'makes the sample: the same seed gives the same city', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--workers <n>', 'processes that calculate and pay', wholeNumber(1, 8), 1)
    .option('--exit', 'end when both months are closed; exit code 0 only if they are reconciled to the fen', false)
    .action(runOnce);
}

async function runOnce(options: MonthOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-sample-'));
  const open: { stop(): Promise<unknown> }[] = [];
  const stopAll = async (): Promise<void> => {
    for (const one of open.splice(0).reverse()) await one.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const interrupted = new Promise<void>((resolve) => { for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve()); });
  try {
    await Promise.race([rehearse(options, folder, open), interrupted.then(() => { throw new Interrupted(); })]);
    if (!options.exit) await interrupted;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.exitCode = 130;
  } finally {
    await stopAll();
  }
}

async function rehearse(options: MonthOptions, folder: string, open: { stop(): Promise<unknown> }[]): Promise<void> {
  const servers = await timed('MongoDB、Kafka、Redis 就绪 / servers are up', async () => startServers({ data: { kind: 'ephemeral' }, report: say }));
  open.push(servers);
  const platform = await timed('各服务、工作进程与沙箱银行就绪 / services, worker and sandbox bank are up', () => startPlatform({ servers, namespace: `rehearsal_${randomUUID().slice(0, 8)}`, openingDay: OPENING_DAY, workers: options.workers }));
  open.push(platform);
  const { paths } = await timed(`样本城市文件已生成（${options.persons} 人） / the sample city's files are written (${options.persons} persons)`, () => generateSample({ persons: options.persons, seed: options.seed, folder, period: REHEARSED_MONTH }));
  const watch = process.stdout.isTTY ? showProgress : undefined;
  const report: Parameters<typeof runMonth>[2] = ({ zh, en, ms }) => done(`${zh} / ${en}`, ms);
  const objected = new Objected();
  const offices = new Map([WENZHOU, JINHUA].map((city) => [city, new CityOffice(platform, city)]));
  const first = await runMonth(platform, paths, report, { watch, duringNotice: (ids) => objected.object(offices, ids) });
  process.stdout.write(`\n${monthSummary(first)}\n\n`);
  const sample = { persons: options.persons, seed: options.seed, period: REHEARSED_MONTH };
  const next = await runNextMonth({ platform, sample, folder: join(folder, 'next'), first, objected }, report, watch);
  process.stdout.write(`\n${nextMonthSummary(first, next)}\n`);
  if (faultsOf(first).length + nextMonthFaults(first, next).length > 0) process.exitCode = 1;
  if (!options.exit) process.stdout.write(`\n${whereToLook(platform, servers)}\n`);
}

function whereToLook(platform: Platform, servers: RunningServers): string {
  return [
    '在这里查看（Ctrl-C 结束） Where to look (Ctrl-C ends it)',
    `  补贴服务 subsidy API    ${platform.subsidy.url}/openapi.json`,
    `  人才库 talent API       ${platform.talent.url}/openapi.json`,
    `  开发令牌 tokens         curl -s ${platform.issuer.url}/token -H 'content-type: application/json' -d '{"subject":"me","city":"330300","roles":["handler"]}'`,
    `  银行账册 bank's books   ${platform.bank.url}/books/summary`,
    `  事件 events             GONGJIANG_KAFKA_BROKERS=${servers.kafkaBrokers} GONGJIANG_KAFKA_TOPIC_PREFIX=${platform.topicPrefix} npm run gongjiang -- events tail --from-beginning`,
    `  MongoDB ${servers.mongoUrl}   Redis ${servers.redisUrl}`,
  ].join('\n');
}

async function timed<Value>(text: string, run: () => Promise<Value>): Promise<Value> {
  const start = performance.now();
  const value = await run();
  done(text, performance.now() - start);
  return value;
}

function done(text: string, ms: number): void {
  process.stdout.write(`${process.stdout.isTTY ? '\r\u001b[K' : ''}✓ ${text}  ${(ms / 1000).toFixed(1)} s\n`);
}

/** One line on the terminal, written over and over: the batches' chunks by phase. */
function showProgress({ chunks, lines }: { readonly chunks: Readonly<Record<string, number>>; readonly lines: number }): void {
  const phases = Object.entries(chunks).map(([phase, count]) => `${phase} ${count}`).join(' · ');
  process.stdout.write(`\r\u001b[K  … ${lines} 人次 lines; 分块 chunks: ${phases}`);
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

class Interrupted extends Error {}
