import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { Office } from '../batch/batch.fixture.js';
import type { Batch } from '../batch/batch.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { itemNo } from '../item/item.builders.js';
import { chunkIdOf } from '../batch/batch.range.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { planPopulation, type PlanningPorts } from './population.planner.js';

type Calculating = Extract<Batch, { status: 'calculating' }>;

describe('the population of a batch', () => {
  let subsidy: TestSubsidy;
  let office: Office;
  let kept: KeptBatch;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new Office(subsidy);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    const grants = [...Array.from({ length: 7 }, (_, n) => allowanceOf(n)), trainingOf(1)];
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open(grants, transactionOf(session)));
    kept = await office.startCalculation(await office.open());
  });

  const batch = (): Calculating => kept.batch as Calculating;
  const plan = () => subsidy.populations.find(batch().id, batch().calculation);
  const chunksOf = (run: number) => subsidy.chunks.ofBatch(batch().id, run);

  it('is all that is due, locked, and planned once', async () => {
    await planPopulation(subsidy, batch());
    expect(await plan()).toMatchObject({ run: 1, isLocked: true, chunks: 1 });
    expect((await subsidy.chunks.find(chunkIdOf(batch().id, 1, 1)))?.grantIds).toEqual(Array.from({ length: 7 }, (_, n) => allowanceOf(n).id));
    await planPopulation(subsidy, batch());
    expect(await plan()).toMatchObject({ run: 1, isLocked: true, chunks: 1 });
  });

  it('is empty and locked where nobody is due anything', async () => {
    await subsidy.connection.db.collection('grants').deleteMany({});
    await planPopulation(subsidy, batch());
    expect(await plan()).toMatchObject({ run: 1, isLocked: true, chunks: 0 });
  });

  it('is locked by one of several planners at once', async () => {
    await Promise.all([planPopulation(subsidy, batch()), planPopulation(subsidy, batch()), planPopulation(subsidy, batch())]);
    const locked = await plan();
    expect(locked).toMatchObject({ isLocked: true, chunks: 1 });
    expect(await chunksOf(locked?.run ?? 0)).toHaveLength(1);
  });

  it('is planned anew under the next run after a planner died, and that run holds', async () => {
    const dying = new DyingPorts(subsidy, 'plan');
    await expect(planPopulation(dying.ports, batch())).rejects.toThrow('the planner died');
    expect(await plan()).toMatchObject({ run: 1, isLocked: false });
    await planPopulation(subsidy, batch());
    expect(await plan()).toMatchObject({ run: 2, isLocked: true, chunks: 1 });
  });

  it('keeps what the run that holds has written, when a planner of an earlier run wakes', async () => {
    const late = new PausedPorts(subsidy);
    const planning = planPopulation(late.ports, batch());
    await late.hasBegun;
    await planPopulation(subsidy, batch());
    const chunkId = chunkIdOf(batch().id, 2, 1);
    await subsidy.items.add([itemNo(1, { chunkId })]);
    await subsidy.heldLines.add(batch().id, [{ due: itemNo(2).due, chunkId, codes: ['duplicate'], receiptId: null }]);
    await subsidy.grants.spend([trainingOf(1).id], chunkId);
    const spent = (await subsidy.grants.find([trainingOf(1).id]))[0];
    late.wake();
    await planning;
    expect(await plan()).toMatchObject({ run: 2, isLocked: true, chunks: 1 });
    expect(await subsidy.items.ofChunk(chunkId)).toHaveLength(1);
    expect(await subsidy.heldLines.page(batch().city, batch().id, { after: null, limit: 9 })).toHaveLength(1);
    expect((await subsidy.grants.find([trainingOf(1).id]))[0]).toEqual(spent);
  });

  it('takes back what an earlier calculation wrote before it plans the next', async () => {
    await planPopulation(subsidy, batch());
    const chunkId = chunkIdOf(batch().id, 1, 1);
    await subsidy.items.add([itemNo(1, { chunkId })]);
    await subsidy.sameKind.claim(batch().city, [{ id: 'person-1|post-allowance|2026-11', city: batch().city, dueKey: 'x', chunkId, amountFen: itemNo(1).amountFen }]);
    kept = await office.startCalculation(await office.completeCalculation(kept));
    await planPopulation(subsidy, batch());
    expect(await plan()).toMatchObject({ run: 2, isLocked: true, chunks: 1 });
    expect(await subsidy.items.sumsOfBatch(batch().id)).toEqual([]);
    expect(await subsidy.connection.db.collection('same_kind_claims').countDocuments()).toBe(0);
  });
});

/** Ports that end the planner when it writes its chunks. */
class DyingPorts {
  readonly ports: PlanningPorts;
  constructor(subsidy: TestSubsidy, at: 'plan') {
    const chunks = Object.create(subsidy.chunks) as TestSubsidy['chunks'];
    chunks[at] = () => Promise.reject(new Error('the planner died'));
    this.ports = { ...subsidy, chunks };
  }
}

/** Ports that freeze the planner once it has begun its run, until it is woken. */
class PausedPorts {
  readonly ports: PlanningPorts;
  readonly hasBegun: Promise<void>;
  wake: () => void = () => undefined;
  constructor(subsidy: TestSubsidy) {
    const populations = Object.create(subsidy.populations) as TestSubsidy['populations'];
    const woken = new Promise<void>((resolve) => { this.wake = resolve; });
    this.hasBegun = new Promise((resolve) => {
      populations.begin = async (...plan) => {
        const run = await subsidy.populations.begin(...plan);
        resolve();
        await woken;
        return run;
      };
    });
    this.ports = { ...subsidy, populations };
  }
}
