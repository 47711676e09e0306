import type { CloudEvent } from '@gongjiang/contracts';
import type { DerivedEventSource } from '@gongjiang/messaging';
import { PackSet } from '@gongjiang/policy';
import { memoryConnection, type SimulatedProcess, type Turnstile } from '@gongjiang/simulation';
import { PreparedBank } from '../bank/prepared.bank.js';
import { CalendarDates } from '../business-date/business-date.calendar.js';
import { MongoBusinessDates } from '../business-date/business-date.store.mongo.js';
import { BatchDriver } from '../driver/batch.driver.js';
import { choresOf } from '../driver/driver.chores.js';
import { jobHandlers } from '../jobs/job.handlers.js';
import { PaymentEventSource } from '../payment/payment.event-source.js';
import { partsOn, type SubsidyParts } from '../subsidy.parts.js';
import type { ChaosWorld } from './chaos.world.js';
import { isExplained } from './explained.js';
import { stepsBy, watched } from './places.js';
import { weakened } from './safeguards.js';
import { SimulatedCarrier } from './simulated.bank.js';
import { SimulatedQueue } from './simulated.queue.js';

/** How often the loops of a process look (technical time). */
const DRIVER_MS = 2_000;
const CHORES_MS = 4_000;
const CARRY_MS = 3_000;
const SEAL_MS = 8_000;
const IDLE_MS = 700;
const EVENTS_AT_ONCE = 50;

/** One process of the service: its own code on connections of the simulation. It lives until it is killed. */
export class SimulatedService {
  private constructor(readonly world: ChaosWorld, readonly process: SimulatedProcess, readonly parts: SubsidyParts, private readonly queue: SimulatedQueue) {}

  /** `release` counts from 1: a later one comes with other rules, as far as their hash goes. */
  static async open(world: ChaosWorld, process: SimulatedProcess, release = 1): Promise<SimulatedService> {
    const { simulation, ground, cities } = world;
    const packs = release === 1 ? ground.settings.packs : Object.assign(new PackSet(ground.settings.packs.packs), { hash: `release ${release}` });
    const turnstile: Turnstile = simulation.turnstileOf(process);
    const connection = memoryConnection(world.store, turnstile, () => simulation.time.nowMs);
    const clock = { now: () => new Date() };
    const dates = new MongoBusinessDates(connection.db, new CalendarDates(clock));
    const carrier = new SimulatedCarrier(world.bank, turnstile, (forMs) => simulation.sleep(process, forMs));
    const parts = await partsOn({ GONGJIANG_REGISTRY_TIMEOUT_MS: 1_000 }, { ...ground.settings, packs, connection, clock, dates, cities }, ({ outgoing }) => {
      const banks = new Map(cities.all().map(({ code }) => {
        const sending = async () => ({ payer: { name: '-', bankNumber: '000000000000' }, madeAt: '2026-01-01T00:00:00+08:00', executeOn: await dates.today(code) });
        return [code, new PreparedBank({ profile: ground.profile, codec: ground.codec, outgoing, sending }, carrier)];
      }));
      return (city) => banks.get(city) as PreparedBank;
    });
    return new SimulatedService(world, process, watched((place) => world.passBy(process, place), weakened(world.safeguards, { ...parts, linesAChunk: world.plan.linesAChunk })), new SimulatedQueue(world.queue, process, turnstile));
  }

  /** Looks for work, does it, carries events and seals the record, until it dies. */
  work(): void {
    const { parts, world, process } = this;
    const steps = stepsBy((place) => world.passBy(process, place));
    const driver = new BatchDriver(parts, parts.batchService, this.queue, steps.noticeStep);
    const handlers = jobHandlers(parts, driver, { owner: process.name, ...steps });
    const chores = choresOf(parts, this.queue);
    this.loop(DRIVER_MS, async () => {
      const refusals = await driver.driveAll();
      for (const refusal of refusals) if (refusal.code !== 'calendar.unpublished') world.unexpected.push(`the driver was refused: ${JSON.stringify(refusal)}`);
    });
    this.loop(CHORES_MS, async () => {
      for (const chore of chores) await chore();
    });
    for (let slot = 0; slot < 2; slot += 1) this.loop(IDLE_MS, () => this.queue.work((job) => handlers[job.kind](job)));
  }

  /** What the API's process does beside answering officers. */
  carry(): void {
    const { parts, world } = this;
    for (const source of [new PaymentEventSource(parts), parts.payeeMessageSource]) this.loop(CARRY_MS, () => this.carryOf(source));
    this.loop(CARRY_MS, async () => {
      const waiting = await parts.outbox.next(EVENTS_AT_ONCE);
      world.published.push(...waiting.map(({ value }) => JSON.parse(value) as CloudEvent));
      await parts.outbox.remove(waiting.map(({ id }) => id));
    });
    this.loop(SEAL_MS, async () => {
      for (const city of await parts.auditChain.sealer.cities()) await parts.auditChain.sealer.sealNext(city);
    });
  }

  /** Runs it again and again; what a fault explains is tried again, anything else is told. */
  loop(everyMs: number, run: () => Promise<unknown>): void {
    const { simulation, unexpected } = this.world;
    const { process } = this;
    const forever = async (): Promise<never> => {
      for (;;) {
        const goesOn = await run().catch((error: unknown) => {
          if (!isExplained(error)) unexpected.push(`${process.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        });
        if (goesOn !== true) await simulation.sleep(process, everyMs);
      }
    };
    void forever();
  }

  private async carryOf(source: DerivedEventSource): Promise<void> {
    const pieces = await source.next(EVENTS_AT_ONCE);
    this.world.published.push(...pieces.flatMap(({ events }) => events));
    await source.markPublished(pieces.map(({ key }) => key));
  }
}
