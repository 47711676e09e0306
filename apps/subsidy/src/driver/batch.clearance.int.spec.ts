import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fen, type Year } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { done, Office } from '../batch/batch.fixture.js';
import { TOTALS } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import { chunkIdOf } from '../batch/batch.range.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { JINHUA } from '../city/city.builders.js';
import { trainingOf } from '../grant/grant.builders.js';
import { itemNo } from '../item/item.builders.js';
import { planPopulation } from '../population/population.planner.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { clearCancelled } from './batch.clearance.js';
import { setBudget } from '../fund/fund.fixture.js';

const TRACES = ['items', 'held_lines', 'same_kind_claims', 'populations'] as const;

describe('a cancelled batch', () => {
  let subsidy: TestSubsidy;
  let office: Office;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new Office(subsidy);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000));
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open([trainingOf(1)], transactionOf(session)));
  });

  /** A batch that was planned and has written a line of every kind. */
  async function written(): Promise<KeptBatch> {
    const kept = await office.startCalculation(await office.open());
    await planPopulation(subsidy, kept.batch as Extract<Batch, { status: 'calculating' }>);
    const chunkId = chunkIdOf(kept.batch.id, 1, 1);
    await subsidy.items.add([itemNo(1, { chunkId })]);
    await subsidy.heldLines.add(kept.batch.id, [{ due: itemNo(2).due, chunkId, codes: ['duplicate'], receiptId: null }]);
    await subsidy.sameKind.claim(JINHUA, [{ id: 'person-1|post-allowance|2026-11', city: JINHUA, dueKey: 'x', chunkId, amountFen: fen(60_000) }]);
    await subsidy.grants.spend([trainingOf(1).id], chunkId);
    return kept;
  }

  async function traces(): Promise<Record<string, number>> {
    const counts = await Promise.all(TRACES.map(async (name) => [name, await subsidy.connection.db.collection(name).countDocuments()] as const));
    const reservations = (await subsidy.funds.find(JINHUA, 'talent-special', '2026' as Year))?.reservations.length ?? 0;
    const spent = await subsidy.connection.db.collection('grants').countDocuments({ spentIn: { $ne: null } });
    return Object.fromEntries([...counts, ['reservations', reservations], ['spent', spent]]);
  }
  const NOTHING = { items: 0, held_lines: 0, same_kind_claims: 0, populations: 0, reservations: 0, spent: 0 };

  async function cleared(kept: KeptBatch): Promise<void> {
    const { batch } = done(await office.cancel(kept));
    await clearCancelled(subsidy, batch);
    await clearCancelled(subsidy, batch);
  }

  it('leaves no line, no claimed month, no mark and no money behind, also when cleared away twice', async () => {
    const kept = await written();
    expect(await traces()).toEqual({ items: 1, held_lines: 1, same_kind_claims: 1, populations: 1, reservations: 0, spent: 1 });
    await cleared(kept);
    expect(await traces()).toEqual(NOTHING);
  });

  it('that was sent back leaves nothing either', async () => {
    const submitted = done(await office.submit(await office.completeCalculation(await written(), TOTALS)));
    await subsidy.funds.reserve({ city: JINHUA, fund: 'talent-special', year: '2026' as Year, batchId: submitted.batch.id, calculation: 1 }, TOTALS.amountFen);
    await cleared(done(await office.sendBack(submitted)));
    expect(await traces()).toEqual(NOTHING);
  });

  it('that was about to be calculated anew leaves nothing of the calculation before', async () => {
    const calculated = await office.completeCalculation(await written(), TOTALS);
    await cleared(await office.startCalculation(calculated));
    expect(await traces()).toEqual(NOTHING);
  });

  it('leaves another batch its own', async () => {
    const kept = await written();
    const other = chunkIdOf('330700.post-allowance.2026-11.2', 1, 1);
    await subsidy.items.add([itemNo(7, { chunkId: other })]);
    await subsidy.sameKind.claim(JINHUA, [{ id: 'person-7|post-allowance|2026-11', city: JINHUA, dueKey: 'y', chunkId: other, amountFen: fen(60_000) }]);
    await cleared(kept);
    expect(await traces()).toEqual({ ...NOTHING, items: 1, same_kind_claims: 1 });
  });
});
