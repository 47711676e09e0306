import type { CloudEvent } from '@gongjiang/contracts';
import type { CityCode, Day } from '@gongjiang/kernel';
import { ensureIndexes } from '@gongjiang/persistence';
import { memoryConnection, MemoryStore, openTurnstile, Random, SimulatedProcess, Simulation, type Blow } from '@gongjiang/simulation';
import { SUBSIDY_INDEXES } from '../subsidy.parts.js';
import { ChaosCities } from './chaos.cities.js';
import type { ChaosGround } from './chaos.ground.js';
import type { ChaosPlan, Fault } from './chaos.plan.js';
import { watchOf } from './oracle.watch.js';
import type { RawBatch, RawChunk } from './oracle.shapes.js';
import type { Safeguards } from './safeguards.js';
import { BankBooks, type AccountFate } from './simulated.books.js';
import { QueueContents } from './simulated.queue.js';

/** In China it is nine in the morning. */
const HOUR_OF_START = 'T01:00:00Z';
/** Longer than any work needs, and far shorter than a run. */
const TRANSACTION_LIFETIME_MS = 7_000;

type AtPlace = Extract<Fault, { readonly place: string }>;

/** All that is outside the service's processes: the servers, the bank, the calendar, and the faults that come over them. */
export class ChaosWorld {
  readonly random: Random;
  readonly simulation: Simulation;
  readonly store: MemoryStore;
  readonly cities: ChaosCities;
  readonly queue: QueueContents;
  readonly bank: BankBooks;
  readonly published: CloudEvent[] = [];
  /** How often anybody came by a named place, and how often somebody died there. */
  readonly passed = new Map<string, number>();
  readonly died = new Map<string, number>();
  /** What must never be and was seen to be. */
  readonly violations: string[] = [];
  /** What no fault explains: a claim that failed, a sum that was not there. */
  readonly unexpected: string[] = [];
  /** Persons of whom other facts became known: some of their months may be due and not due by turns. */
  readonly corrected = new Set<string>();
  private readonly bankDays = new Map<CityCode, Day>();
  private readonly faultsAt = new Map<number, Fault[]>();
  private readonly atPlaces: readonly AtPlace[];

  constructor(readonly plan: ChaosPlan, readonly ground: ChaosGround, readonly safeguards: Safeguards) {
    this.random = new Random(plan.seed);
    this.simulation = new Simulation({ random: this.random.fork('turns'), startMs: Date.parse(`${plan.opening}${HOUR_OF_START}`), blowAt: (step, process) => this.blowAt(step, process), betweenChance: plan.betweenChance });
    this.store = new MemoryStore(() => this.simulation.time.nowMs, TRANSACTION_LIFETIME_MS, watchOf((violation) => { this.violations.push(violation); }));
    this.cities = new ChaosCities(plan);
    this.queue = new QueueContents(() => this.simulation.time.nowMs);
    this.bank = new BankBooks({ moods: plan.moods, today: (account) => this.bankDayOf(account), fateOf: (account) => this.fateOf(account), honoursIds: safeguards.bankHonoursIds });
    for (const fault of plan.faults) if ('at' in fault) this.faultsAt.set(fault.at, [...(this.faultsAt.get(fault.at) ?? []), fault]);
    this.atPlaces = plan.faults.filter((fault): fault is AtPlace => 'place' in fault);
  }

  async prepare(): Promise<void> {
    await ensureIndexes(memoryConnection(this.store, openTurnstile, () => 0).db, SUBSIDY_INDEXES);
  }

  dayOf(city: CityCode): Day {
    return this.bankDays.get(city) ?? this.plan.opening;
  }

  /** The bank's date follows the city's; before its day ends it books what it took. */
  moveBankTo(city: CityCode, to: Day): void {
    if (to <= this.dayOf(city)) return;
    this.bank.bookWaiting();
    this.bankDays.set(city, to);
  }

  /** Somebody comes by a place of a state machine: it may be the last thing that the process does. */
  passBy(process: SimulatedProcess, place: string): Promise<void> | undefined {
    if (process.isDead) return this.simulation.whileAlive(process);
    const count = (this.passed.get(place) ?? 0) + 1;
    this.passed.set(place, count);
    const fault = isMortal(process) ? this.atPlaces.find((one) => one.place === place && one.nth === count) : undefined;
    if (fault?.kind === 'freeze-at') {
      process.frozenUntilMs = this.simulation.time.nowMs + fault.forMs;
      return this.simulation.sleep(process, fault.forMs);
    }
    if (!fault) return undefined;
    this.died.set(place, (this.died.get(place) ?? 0) + 1);
    this.simulation.kill(process);
    return this.simulation.whileAlive(process);
  }

  /** Nothing waits to be told or sealed any more, and every statement was read. */
  isAtRest(): boolean {
    const isTold = this.store.documentsOf('outbox').length === 0 && this.store.documentsOf<RawChunk>('chunks').every(({ eventsDue }) => eventsDue === undefined);
    const isSealed = this.store.documentsOf<{ readonly block: number | null }>('audit_entries').every(({ block }) => block !== null);
    const isRead = this.cities.all().every(({ code }) => (this.firstUnreadDay(code) ?? this.dayOf(code)) >= this.dayOf(code));
    return isTold && isSealed && isRead;
  }

  /** The first day of which the city's statement was not read; undefined before the first was. */
  firstUnreadDay(city: CityCode): Day | undefined {
    const account = this.cities.find(city)?.debtorAccount;
    return this.store.documentsOf<{ readonly _id: string; readonly nextDay: Day }>('statement_progress').find(({ _id }) => _id === account)?.nextDay;
  }

  batchStatuses(): string {
    return this.store.documentsOf<RawBatch>('batches').map(({ _id, batch }) => `${_id} ${batch.status}`).join(', ');
  }

  private blowAt(step: number, process: SimulatedProcess): Blow | undefined {
    let blow: Blow | undefined;
    for (const fault of this.faultsAt.get(step) ?? []) {
      if (fault.kind === 'flush-queue') this.queue.flush();
      else if (fault.kind === 'queue-away') this.queue.awayUntilMs = this.simulation.time.nowMs + fault.forMs;
      else if (fault.kind === 'skew') this.simulation.time.skewMs += fault.byMs;
      else if (!('place' in fault) && isMortal(process)) blow = fault;
    }
    return blow;
  }

  private bankDayOf(account: string): Day {
    const city = this.cities.all().find(({ debtorAccount }) => debtorAccount === account);
    if (!city) throw new Error(`The bank has no account ${account}`);
    return this.dayOf(city.code);
  }

  /** By the account's last digits, so that it is the same whoever asks; not all payees have a good account. */
  private fateOf(account: string): AccountFate {
    const drawn = new Random(this.plan.seed).fork(account).below(12);
    if (drawn === 0) return { refuse: 'AC04' };
    if (drawn === 1) return { refuse: 'AM04' };
    if (drawn === 2) return { returnAfterDays: 0 };
    if (drawn === 3) return { returnAfterDays: 2 };
    return {};
  }
}

/** What is outside the service does not die. */
export function isMortal(process: SimulatedProcess): boolean {
  return process.name !== 'outside';
}
