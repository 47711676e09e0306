import { readFile } from 'node:fs/promises';
import { day, fen, sumFen, type CityCode, type Day, type Month } from '@gongjiang/kernel';
import { BankOffice, type BankSummary } from '../office/bank.office.js';
import { CityOffice } from '../office/city.office.js';
import type { Batch, ClaimCount, ImportReport, LedgerCheck } from '../office/office.shapes.js';
import type { Platform } from '../platform/platform.js';
import type { SamplePaths } from '../sample/sample.files.js';
import { JINHUA, WENZHOU } from '../sample/regions.js';
import { publishCertificates } from './certificates.js';
import { publishRecognitions } from './recognitions.js';

/** The days on which a month is worked on. */
export interface MonthDays {
  readonly calculated: Day;
  readonly reviewed: Day;
  readonly cleared: Day;
  readonly released: Day;
  readonly reconciled: Day;
}

/** The days on which the rehearsal's month is worked on: the first working days after its period. */
const DAYS: MonthDays = {
  calculated: day('2026-11-02'),
  reviewed: day('2026-11-03'),
  cleared: day('2026-11-11'),
  released: day('2026-11-12'),
  reconciled: day('2026-11-17'),
};
/** The month that the rehearsal pays. */
export const REHEARSED_MONTH = '2026-10' as Month;
export const OPENING_DAY = '2026-11-02';

/** What a city pays, from which fund and account. */
export interface Programme {
  readonly city: CityCode;
  readonly programme: string;
  readonly fund: string;
  readonly account: string;
}

/** What each city pays in the month. */
export const PROGRAMMES: readonly Programme[] = [
  { city: WENZHOU, programme: 'post-allowance', fund: 'training-special-account', account: '3303001000000000001' },
  { city: JINHUA, programme: 'post-allowance', fund: 'talent-special', account: '3307001000000000001' },
  { city: JINHUA, programme: 'certificate-training', fund: 'hr-employment', account: '3307001000000000001' },
  { city: JINHUA, programme: 'honours', fund: 'talent-special', account: '3307001000000000001' },
  { city: JINHUA, programme: 'medals-and-bases', fund: 'hr-employment', account: '3307001000000000001' },
];
/** A year's budget and the account's money: more than the largest rehearsal needs (fen). */
const BUDGET = fen(1_000_000_000_000);
const WORK_WITHIN_MS = 15 * 60_000;
/** So many times as long as an answer took nothing is asked after it. */
const RESTS_AN_ANSWER = 4;
const WATCH_EVERY_MS = 1_000;

export type StepName = 'prepare' | 'import' | 'events-in' | 'calculate' | 'approve' | 'disburse' | 'settle' | 'changes' | 'claims-back';

/** Hears of each step as it is done; the next one begins when it has heard. */
export type Report = (step: MonthStep) => void | Promise<void>;
/** Looks on while the workers work: how many lines of how many are through the present step. */
export type Watch = (progress: { readonly chunks: Readonly<Record<string, number>>; readonly lines: number }) => void;
export interface MonthStep {
  readonly name: StepName;
  readonly zh: string;
  readonly en: string;
  readonly ms: number;
}

export interface MonthResult {
  readonly imports: readonly (ImportReport & { readonly city: CityCode; readonly kind: 'persons' | 'claims' })[];
  readonly certificates: number;
  /** Titles, medals, listings and counts that were told. */
  readonly recognitions: number;
  readonly claims: readonly ClaimCount[];
  readonly batches: readonly (Batch & { readonly city: CityCode; readonly heldByCode: Readonly<Record<string, number>> })[];
  readonly ledgers: Readonly<Record<string, LedgerCheck>>;
  readonly bank: BankSummary;
}

export interface MonthExtras {
  readonly watch?: Watch | undefined;
  /** What happens while the notices are up. */
  readonly duringNotice?: (ids: readonly BatchId[]) => Promise<void>;
}

/** Runs one month of both cities from their files to its close, as their officers would. */
export async function runMonth(platform: Platform, paths: SamplePaths, report: Report, { watch, duringNotice }: MonthExtras = {}): Promise<MonthResult> {
  const month = new MonthRun(platform, { period: REHEARSED_MONTH, days: DAYS, programmes: PROGRAMMES }, report, watch);
  await month.prepare(paths);
  const imports = await month.takeFiles(paths);
  const told = await month.takeEvents(paths);
  const ids = await month.payAll(duringNotice);
  return { imports, ...told, ...(await month.result(ids)) };
}

export interface BatchId { readonly city: CityCode; readonly id: string }
type FilesTaken = Pick<MonthResult, 'imports'>['imports'];

/** A month of both cities' programmes, step by step. */
export class MonthRun {
  private readonly offices: ReadonlyMap<CityCode, CityOffice>;
  private readonly bank: BankOffice;
  private readonly platform: Platform;

  constructor(platform: Platform, private readonly plan: { readonly period: Month; readonly days: MonthDays; readonly programmes: readonly Programme[] }, private readonly report: Report, private readonly watch?: Watch) {
    this.platform = platform;
    this.offices = new Map([WENZHOU, JINHUA].map((city) => [city, new CityOffice(platform, city)]));
    this.bank = new BankOffice(platform.bank.url, platform.secrets.bankKey);
  }

  /** Budgets, the bank's accounts, and the day on which it all begins. */
  async prepare(paths: SamplePaths): Promise<void> {
    await this.timed('prepare', '预算、银行账户与业务日期就绪', 'Budgets, bank accounts and the business date are set', async () => {
      await this.moveDates(this.plan.days.calculated);
      for (const { city, fund } of new Map(this.plan.programmes.map((programme) => [programme.fund, programme])).values()) await this.office(city).setBudget(fund, '2026', BUDGET);
      for (const account of new Set(this.plan.programmes.map((programme) => programme.account))) await this.bank.fund(account, BUDGET, `appropriation-${account}`);
      await this.bank.setAccountStates(JSON.parse(await readFile(paths.bankAccounts, 'utf8')));
    });
  }

  async takeFiles(paths: SamplePaths): Promise<FilesTaken> {
    return this.timed('import', '人员名册与申请名册导入', 'Rosters of persons and claims are taken in', async () => {
      const persons = await Promise.all([WENZHOU, JINHUA].map(async (city) => ({ city, kind: 'persons' as const, ...(await this.office(city).importPersons(filesOf(paths, city).persons)) })));
      const claims = await Promise.all(([[WENZHOU, 'wenzhou/1/post-allowance'], [JINHUA, 'jinhua/7/post-allowance']] as const).map(async ([city, entitlement]) => (
        { city, kind: 'claims' as const, ...(await this.office(city).importClaims(entitlement, filesOf(paths, city).claimsPostAllowance)) })));
      await this.office(JINHUA).importOrganisations(paths.organisations);
      return [...persons, ...claims];
    });
  }

  /** Certificates, titles, medals, listings and counts arrive on Kafka: they start claims without an application. */
  async takeEvents(paths: SamplePaths): Promise<Pick<MonthResult, 'certificates' | 'recognitions'>> {
    return this.timed('events-in', '发证、称号、获奖、认定与人次事件经 Kafka 到达（免申即享）', 'Certificates, titles, medals, listings and counts arrive on Kafka and start claims by themselves', async () => {
      const published = await publishCertificates(this.platform, paths.certificatesIssued);
      const others = await publishRecognitions(this.platform, paths.recognitions);
      for (const [entitlement, claims] of [['jinhua/7/certificate-training', published.claims] as const, ...others.claims]) await this.untilClaimed(entitlement, claims);
      return { certificates: published.certificates, recognitions: others.told };
    });
  }

  /** From the opening of the batches to their close. */
  async payAll(duringNotice?: MonthExtras['duringNotice'], beforeOpening: () => Promise<void> = async () => undefined): Promise<readonly BatchId[]> {
    await this.moveDates(this.plan.days.calculated);
    await beforeOpening();
    const ids = await this.calculate();
    await this.approve(ids, duringNotice);
    await this.pay(ids);
    await this.close(ids);
    return ids;
  }

  /** What there is to pay goes on; a batch that turns out to have nothing in it is cancelled, as nobody can submit it. */
  private async calculate(): Promise<readonly BatchId[]> {
    return this.timed('calculate', '批次计算完成并提交，资金预占', 'Batches are calculated and submitted; the money is reserved', async () => {
      const submitted = await Promise.all(this.plan.programmes.map(async ({ city, programme }): Promise<readonly BatchId[]> => {
        const office = this.office(city);
        const { id } = await office.open(programme, this.plan.period);
        await office.step(office.handler, id, 'calculation');
        const calculated = await this.watched([{ city, id }], () => office.until(id, 'calculated', WORK_WITHIN_MS));
        if (hasNothingToPay(calculated)) {
          await office.cancel(id, '本月无应付明细');
          return [];
        }
        await office.explainGate(id);
        await office.step(office.handler, id, 'submission');
        return [{ city, id }];
      }));
      return submitted.flat();
    });
  }

  private async approve(ids: readonly BatchId[], duringNotice: MonthExtras['duringNotice'] = async () => undefined): Promise<void> {
    await this.timed('approve', '复核、公示五个工作日、审批、放款授权（四人分工）', 'Reviewed, five working days of notice, approved, released: by four persons', async () => {
      await this.moveDates(this.plan.days.reviewed);
      await this.each(ids, (office, id) => office.step(office.reviewer, id, 'review'));
      await duringNotice(ids);
      await this.moveDates(this.plan.days.cleared);
      await this.each(ids, async (office, id) => { await office.until(id, 'cleared', WORK_WITHIN_MS); await office.approve(id); });
      await this.moveDates(this.plan.days.released);
      await this.each(ids, (office, id) => office.step(office.releaser, id, 'release'));
    });
  }

  private async pay(ids: readonly BatchId[]): Promise<void> {
    await this.timed('disburse', '经银行接口发放，逐行收到答复', 'Paid through the bank; every line answered', () => this.watched(ids, () => this.each(ids, (office, id) => office.until(id, 'settling', WORK_WITHIN_MS))));
  }

  private async close(ids: readonly BatchId[]): Promise<void> {
    await this.timed('settle', '与银行对账单逐行核对，批次关闭', 'Reconciled with the bank\'s statements, and closed', async () => {
      await this.moveDates(this.plan.days.reconciled);
      await this.watched(ids, () => this.each(ids, (office, id) => office.until(id, 'reconciled', WORK_WITHIN_MS)));
      await this.each(ids, (office, id) => office.step(office.finance, id, 'closing'));
    });
  }

  async result(ids: readonly BatchId[]): Promise<Omit<MonthResult, 'imports' | 'certificates' | 'recognitions'>> {
    const batches = await Promise.all(ids.map(async ({ city, id }) => ({ city, ...(await this.office(city).batch(id)), heldByCode: await this.office(city).heldByCode(id) })));
    const ledgers = Object.fromEntries(await Promise.all([...this.offices].map(async ([city, office]) => [city, await office.ledger()] as const)));
    const claims = (await Promise.all([...this.offices.values()].map((office) => office.claimCounts()))).flat();
    return { claims, batches, ledgers, bank: await this.bank.summary() };
  }

  /** The bank's day goes first: a statement is whole when its day is over. */
  async moveDates(to: Day): Promise<void> {
    await this.bank.moveDate(to);
    await Promise.all([...this.offices.values()].map((office) => office.moveDate(to)));
  }

  private async untilClaimed(entitlement: string, expected: number): Promise<void> {
    const office = this.office(JINHUA);
    const deadline = performance.now() + WORK_WITHIN_MS;
    for (;;) {
      const asked = performance.now();
      if ((await office.claimCount(entitlement)) >= expected) return;
      if (performance.now() > deadline) throw new Error(`Not all that was told became claims of ${entitlement}`);
      // The answer counts all claims of the city: whoever asks it again at once keeps the database from the claims that are waited for.
      const restMs = Math.max(200, RESTS_AN_ANSWER * (performance.now() - asked));
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  /** Tells the onlooker every second how far the batches are, while the work goes on. */
  private async watched<Value>(ids: readonly BatchId[], work: () => Promise<Value>): Promise<Value> {
    if (!this.watch) return work();
    const { watch } = this;
    const timer = setInterval(() => void this.progressOf(ids).then(watch, () => undefined), WATCH_EVERY_MS);
    return work().finally(() => clearInterval(timer));
  }

  private async progressOf(ids: readonly BatchId[]): Promise<Parameters<Watch>[0]> {
    const all = await Promise.all(ids.map(({ city, id }) => this.office(city).progress(id)));
    const chunks: Record<string, number> = {};
    for (const progress of all) for (const [phase, count] of Object.entries(progress.chunks)) chunks[phase] = (chunks[phase] ?? 0) + count;
    return { chunks, lines: all.reduce((sum, progress) => sum + progress.lines, 0) };
  }

  private async each(ids: readonly BatchId[], act: (office: CityOffice, id: string) => Promise<unknown>): Promise<void> {
    await Promise.all(ids.map(({ city, id }) => act(this.office(city), id)));
  }

  office(city: CityCode): CityOffice {
    return this.offices.get(city) as CityOffice;
  }

  async timed<Value>(name: StepName, zh: string, en: string, run: () => Promise<Value>): Promise<Value> {
    const start = performance.now();
    const value = await run();
    await this.report({ name, zh, en, ms: performance.now() - start });
    return value;
  }
}

function filesOf(paths: SamplePaths, city: CityCode): SamplePaths['cities'][string] {
  return paths.cities[city] as SamplePaths['cities'][string];
}

/** Whether the month is closed and reconciled to the fen: every reason why not, in words. */
export function faultsOf({ batches, ledgers, bank }: MonthResult): readonly string[] {
  const faults: string[] = [];
  for (const batch of batches) if (batch.status !== 'closed') faults.push(`${batch.id} is ${batch.status}, not closed`);
  for (const [city, ledger] of Object.entries(ledgers)) if (!ledger.balanced) faults.push(`The books of ${city} do not balance`);
  const paidFen = sumFen(Object.values(ledgers).map((ledger) => fen(ledger.places['paid'] ?? 0)));
  const settledFen = sumFen(batches.map((batch) => fen(batch.outcome?.settledFen ?? 0)));
  if (paidFen !== bank.byStatus.settled.sumFen) faults.push(`The books say ${paidFen} fen were paid, the bank ${bank.byStatus.settled.sumFen}`);
  if (settledFen !== paidFen) faults.push(`The batches say ${settledFen} fen were settled, the books ${paidFen}`);
  if (bank.idsPaidMoreThanOnce !== 0) faults.push(`${bank.idsPaidMoreThanOnce} payments were made more than once`);
  return faults;
}

function hasNothingToPay({ lines, carried, offset, overpaid }: Batch): boolean {
  return (lines ?? 0) + [carried, offset, overpaid].reduce((sum, one) => sum + (one?.lines ?? 0), 0) === 0;
}
