import { addDays } from '@gongjiang/kernel';
import { SimulatedProcess } from '@gongjiang/simulation';
import type { ChaosGround } from './chaos.ground.js';
import type { ChaosPlan } from './chaos.plan.js';
import { ChaosWorld } from './chaos.world.js';
import { ClaimsOfficers } from './claims-back.js';
import { Desk } from './desk.js';
import { Officers } from './officers.js';
import { judged } from './oracle.js';
import { settleIn } from './people.js';
import { ALL_SAFEGUARDS, type Safeguards } from './safeguards.js';
import { SimulatedService } from './simulated.service.js';

/** What a run came to. */
export interface ChaosResult {
  readonly plan: ChaosPlan;
  /** What must never be and was; empty for a good run. */
  readonly violations: readonly string[];
  readonly steps: number;
  /** Equal for runs that went alike, turn by turn. */
  readonly trace: number;
  readonly passed: ReadonlyMap<string, number>;
  readonly died: ReadonlyMap<string, number>;
  readonly paidFen: number;
  readonly lastCalls: readonly string[];
}

/** A run of three months takes some ten thousand turns: whatever takes more is stuck (I9). */
const MOST_STEPS = 120_000;
const LOOK_MS = 1_500;
const CLAIMS_MS = 4_000;
/** A process that died is started again, as every deployment has it. */
const RESTART_MS = 2_000;
/** Days after the last batch in which money may still come back. */
const DAYS_AFTER = 4;

/** Runs a plan to its end and has it judged. */
export async function run(plan: ChaosPlan, ground: ChaosGround, safeguards: Safeguards = ALL_SAFEGUARDS): Promise<ChaosResult> {
  const world = new ChaosWorld(plan, ground, safeguards);
  const stop = world.simulation.time.install();
  try {
    return await new ChaosRun(world).toTheEnd();
  } finally {
    stop();
  }
}

class ChaosRun {
  private readonly desks: readonly Desk[];
  private isOver = false;
  private readonly outside = new SimulatedProcess('outside', 1);

  constructor(private readonly world: ChaosWorld) {
    this.desks = world.cities.all().flatMap(({ code, programmes }) => programmes.map(({ id }) => [code, id] as const)).map(([code, id], at) => new Desk(code, id, world.plan.months, at));
  }

  async toTheEnd(): Promise<ChaosResult> {
    const { world, outside } = this;
    const { simulation, plan } = world;
    await world.prepare();
    const behindAll = await SimulatedService.open(world, outside);
    const story = this.story(behindAll).catch((error: unknown) => { world.unexpected.push(error instanceof Error ? (error.stack ?? error.message) : String(error)); });
    const end = await simulation.run(() => this.isOver || world.violations.length > 0 || world.unexpected.length > 0, MOST_STEPS);
    void story;
    const stuck = end === 'done' ? [] : [`I9: ${end} after ${simulation.step} turns: ${this.desks.map(({ city, programme, month, looks, lastRefusal, isDone }) => `${city} ${programme} ${month} ${isDone ? 'done' : `look ${looks} ${lastRefusal}`}`).join('; ')}; ${world.batchStatuses()}`];
    const judgement = end === 'done' && world.violations.length === 0 && world.unexpected.length === 0 ? await judged(world) : [];
    return {
      plan, violations: [...world.violations, ...world.unexpected.map((one) => `unexpected: ${one}`), ...stuck, ...judgement], steps: simulation.step, trace: simulation.trace,
      passed: world.passed, died: world.died, paidFen: world.bank.lines.reduce((sum, { payment, reason }) => sum + (reason === null ? payment.amountFen : 0), 0), lastCalls: simulation.lastCalls.slice(-60),
    };
  }

  /** The cities begin, the service is started, officers work; when all months are closed, some days pass and everything comes to rest. */
  private async story(behindAll: SimulatedService): Promise<void> {
    const { world, outside } = this;
    await settleIn(behindAll.parts, world.plan);
    for (let worker = 1; worker <= world.plan.workers; worker += 1) void this.keepUp(`worker-${worker}`, (service) => service.work());
    for (let office = 1; office <= world.plan.offices; office += 1) void this.keepUp(`office-${office}`, (service) => this.office(service));
    while (!this.desks.every(({ isDone }) => isDone)) await world.simulation.sleep(outside, LOOK_MS);
    for (let days = 0; days < DAYS_AFTER; days += 1) await this.nextDay(behindAll);
    while (!world.isAtRest()) await world.simulation.sleep(outside, LOOK_MS);
    this.isOver = true;
  }

  private async nextDay({ parts }: SimulatedService): Promise<void> {
    for (const { code } of this.world.cities.all()) {
      const next = addDays(this.world.dayOf(code), 1);
      this.world.moveBankTo(code, next);
      await (parts.dates as unknown as { move(city: string, to: string): Promise<boolean> }).move(code, next);
    }
    await this.world.simulation.sleep(this.outside, 10_000);
  }

  private office(service: SimulatedService): void {
    service.carry();
    for (const desk of this.desks) {
      const officers = new Officers(service, desk);
      service.loop(LOOK_MS, () => officers.look());
    }
    for (const { code } of this.world.cities.all()) {
      const officers = new ClaimsOfficers(service, code);
      service.loop(CLAIMS_MS, () => officers.look());
    }
  }

  /** Starts a process, and another in its place whenever it died. */
  private async keepUp(name: string, begin: (service: SimulatedService) => void): Promise<void> {
    const { world, outside } = this;
    for (let life = 1; ; life += 1) {
      const process = new SimulatedProcess(`${name}.${life}`, world.random.pick([0.3, 1, 1, 3]));
      begin(await SimulatedService.open(world, process, world.plan.isUpgraded ? Math.min(life, 2) : 1));
      do await world.simulation.sleep(outside, RESTART_MS); while (!process.isDead);
    }
  }
}
