import { day, fen } from '@gongjiang/kernel';
import { accountOf, movement } from '@gongjiang/ledger';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import type { Batch } from '../batch/batch.js';
import { batchIn, OFFICERS } from '../batch/batch.builders.js';
import { newMoneyFen } from '../batch/batch.money.js';
import { fundYearOf } from '../batch/batch.posting.js';
import { chunkIdOf } from '../batch/batch.range.js';
import { WENZHOU } from '../city/city.builders.js';
import type { Grant } from '../grant/grant.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import type { Person } from '../person/person.js';
import { IN_WORK, personNo } from '../person/person.builders.js';
import { planPopulation } from '../population/population.planner.js';
import { sameKindIdOf } from '../same-kind/same-kind.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { calculateChunk } from './chunk.calculate.js';
import { NOVEMBER } from './chunk.builders.js';
import { disburseChunk } from './chunk.disburse.js';
import type { Chunk, ChunkStep } from './chunk.js';
import { plainStep, type StepRunner } from './chunk.step.js';
import { batchTotalsOf } from './chunk.totals.js';

export const PAID_ON = day('2026-11-10');
type Payable = Extract<Batch, { fundYear: unknown }>;

/** Persons 1 to 5 with an allowance each, and a training for 1 and 4. Some are not paid, each for a reason of its own. */
export const RESIDENTS: readonly Person[] = [
  personNo(1), personNo(2), personNo(3, { employment: { ...IN_WORK, until: day('2026-11-15') } }),
  personNo(4, { identity: { ...personNo(4).identity, accountHolder: '某公司' } }), personNo(6),
];
export const DUE: readonly Grant[] = [...[1, 2, 3, 4, 5, 6].map((n) => allowanceOf(n)), trainingOf(1), trainingOf(4)];

/** One chunk of Jinhua's November in a database of its own: from its plan to the bank's answer. */
export class ChunkMonth {
  private constructor(readonly subsidy: TestSubsidy, private current: Batch) {}

  /** Plans the month over these persons and grants; Wenzhou was first to claim the sixth person's. */
  static async planned(subsidy: TestSubsidy, { residents = RESIDENTS, due = DUE, before }: { readonly residents?: readonly Person[]; readonly due?: readonly Grant[]; readonly before?: () => Promise<void> } = {}): Promise<ChunkMonth> {
    await subsidy.empty();
    subsidy.bank.reset();
    const batch = { ...batchIn('calculating'), entitlements: ['jinhua/7/post-allowance', 'jinhua/7/certificate-training'] } as Extract<Batch, { status: 'calculating' }>;
    await Promise.all([
      subsidy.persons.save(residents, 'tests'),
      inTransaction(subsidy.connection, (session) => subsidy.grants.open(due, transactionOf(session))),
      subsidy.sameKind.claim(WENZHOU, [{ id: sameKindIdOf('person-6', 'post-allowance', NOVEMBER), city: WENZHOU, dueKey: 'there', chunkId: 'there', amountFen: fen(50_000) }]),
    ]);
    await before?.();
    const month = new ChunkMonth(subsidy, batch);
    await month.save(batch);
    await planPopulation(subsidy, batch);
    return month;
  }

  get batch(): Batch {
    return this.current;
  }

  /** The nth chunk of the plan. */
  async chunk(number = 1): Promise<Chunk> {
    const chunk = await this.subsidy.chunks.find(chunkIdOf(this.batch.id, 1, number));
    if (!chunk) throw new Error('The chunk was not planned');
    return chunk;
  }

  async calculate(step: StepRunner = plainStep, number = 1): Promise<void> {
    await calculateChunk(this.subsidy, this.batch, await this.chunk(number), step);
  }

  /** The officers have submitted, reviewed, approved and released what was calculated: the money is owed. */
  async release(chunks = 1): Promise<void> {
    const calculated = await Promise.all(Array.from({ length: chunks }, (_, at) => this.chunk(at + 1)));
    const totals = batchTotalsOf(calculated.flatMap((chunk) => ('totals' in chunk ? [chunk.totals] : [])));
    const batch = batchIn('disbursing', { totals }) as Payable;
    const lines = movement(newMoneyFen(totals), accountOf(fundYearOf(batch), 'available'), accountOf(fundYearOf(batch), 'payable'));
    await this.subsidy.ledger.post([{ id: `oblige|${batch.id}|1`, city: batch.city, kind: 'oblige', batchId: batch.id, chunkId: null, businessDate: PAID_ON, lines }]);
    await this.save(batch);
  }

  async disburse(step: StepRunner = plainStep, number = 1): Promise<void> {
    await disburseChunk(this.subsidy, this.batch as Payable, await this.chunk(number), PAID_ON, step);
  }

  private async save(batch: Batch): Promise<void> {
    const kept = await this.subsidy.batches.load(batch.city, batch.id);
    const change = { kind: 'opened', actor: OFFICERS.handler, on: PAID_ON, at: new Date() } as const;
    await inTransaction(this.subsidy.connection, (session) => this.subsidy.batches.save(batch, kept?.version ?? 0, change, transactionOf(session)));
    this.current = batch;
  }

  /** All that the month has written, in the order of its keys, without what a clock put there and how often the bank heard it. */
  async written(): Promise<Record<string, unknown>> {
    const { db } = this.subsidy.connection;
    const names = ['items', 'joint_states', 'held_lines', 'same_kind_claims', 'grants', 'chunk_decisions', 'chunks', 'payment_answers', 'ledger_postings'];
    const documents = await Promise.all(names.map((name) => db.collection(name).find({}, { projection: { answeredAt: 0, lease: 0, repeated: 0, 'recheck.at': 0 } }).sort({ _id: 1 }).toArray()));
    return { ...Object.fromEntries(names.map((name, at) => [name, documents[at]])), bank: [...this.subsidy.bank.bookings].sort() };
  }
}

/** How a worker dies: at which step, and whether the step's own work was still done. */
export interface Death {
  readonly step: ChunkStep;
  readonly moment: 'before' | 'after';
}

export class WorkerDied extends Error {}

/** Runs steps until the worker dies. */
export function dyingAt({ step: last, moment }: Death): StepRunner {
  return async (step, run) => {
    if (step === last && moment === 'before') throw new WorkerDied(`before ${step}`);
    const result = await run();
    if (step === last && moment === 'after') throw new WorkerDied(`after ${step}`);
    return result;
  };
}
