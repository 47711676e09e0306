import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fen, month, type Year } from '@gongjiang/kernel';
import { accountOf, balancesByPlace, movement } from '@gongjiang/ledger';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { batchIn, OFFICERS, OUTCOME } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import { chunkIdOf } from '../batch/batch.range.js';
import { JINHUA } from '../city/city.builders.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { dueNo, itemNo } from '../item/item.builders.js';
import { endToEndId, itemId } from '../item/item.js';
import { personNo, tokenNo } from '../person/person.builders.js';
import { planPopulation } from '../population/population.planner.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { ChunkMonth, dyingAt, PAID_ON, WorkerDied, type Death } from './chunk.fixture.js';
import { CHUNK_STEPS } from './chunk.js';

const OCTOBER = { ...batchIn('closed'), id: '330700.post-allowance.2026-10.1', period: month('2026-10'), fundYear: '2025' as Year, fund: 'older-fund', outcome: OUTCOME } as Batch;
/** The seventh person's October came back. */
const RETURNED = itemNo(7, { due: dueNo(7, { period: month('2026-10') }), chunkId: chunkIdOf(OCTOBER.id, 1, 1), state: 'returned', reason: 'AC06' });
const AGAIN = `${RETURNED.id}|a2`;
const deathsIn = (steps: readonly Death['step'][]) => steps.flatMap((step) => (['before', 'after'] as const).map((moment) => [`${moment} ${step}`, { step, moment }] as const));
/** The second chunk of November's plan carries what was put right; the first decides what is due. */
const CARRIED = 2;

describe('a line that came back', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => {
    subsidy = await testSubsidy();
  });
  afterAll(() => subsidy.close());

  const inOne = (work: (transaction: ReturnType<typeof transactionOf>) => Promise<unknown>): Promise<unknown> => inTransaction(subsidy.connection, (session) => work(transactionOf(session)));
  async function october(): Promise<void> {
    const fund = { city: JINHUA, fund: 'older-fund', year: '2025' as Year };
    await inOne((transaction) => subsidy.batches.save(OCTOBER, 0, { kind: 'opened', actor: OFFICERS.handler, on: PAID_ON, at: new Date() }, transaction));
    await subsidy.items.add([RETURNED]);
    await subsidy.ledger.post([{ id: 'october', city: JINHUA, kind: 'oblige', batchId: OCTOBER.id, chunkId: null, businessDate: PAID_ON, lines: movement(fen(60_000), accountOf(fund, 'available'), accountOf(fund, 'payable')) }]);
    await inOne((transaction) => subsidy.items.putRight(JINHUA, tokenNo(7), transaction));
  }
  async function planned(before = october): Promise<ChunkMonth> {
    return ChunkMonth.planned(subsidy, { residents: [personNo(1), personNo(7)], due: [allowanceOf(1)], before });
  }
  async function released(): Promise<ChunkMonth> {
    const november = await planned();
    await november.calculate();
    await november.calculate(undefined, CARRIED);
    await november.release(CARRIED);
    return november;
  }

  it('rides on in a chunk of its own, as its next attempt, and is nothing new', async () => {
    const november = await planned();
    await november.calculate(undefined, CARRIED);
    expect(await november.chunk(CARRIED)).toMatchObject({ carriedFrom: { fund: 'older-fund', year: '2025' }, totals: { lines: 0, amountFen: 0, carried: { lines: 1, amountFen: 60_000 } } });
    expect(await subsidy.items.find(JINHUA, AGAIN)).toMatchObject({ state: 'due', attempt: 2, amountFen: 60_000, reason: null });
    expect(await subsidy.items.find(JINHUA, RETURNED.id)).toEqual(RETURNED);
  });

  it('is paid under an id of its own, once, from the fund that owed it', async () => {
    const november = await released();
    await november.disburse(undefined, CARRIED);
    expect(subsidy.bank.bookings).toEqual([endToEndId(itemId(RETURNED.due, 0), 2)]);
    expect(subsidy.bank.bookings).not.toContain(endToEndId(itemId(RETURNED.due, 0), 1));
    const accounts = (await subsidy.ledger.turnovers(JINHUA)).filter(({ account }) => account.includes('older-fund')).map(({ account, debitFen, creditFen }) => [account.split('/').at(-1), debitFen - creditFen]);
    expect(Object.fromEntries(accounts)).toMatchObject({ payable: 0, 'in-transit': 60_000 });
  });

  it.each(deathsIn([...CHUNK_STEPS.planned]))('rides on once, though the worker died %s', async (_when, death) => {
    const november = await planned();
    await expect(november.calculate(dyingAt(death), CARRIED)).rejects.toThrow(WorkerDied);
    await november.calculate(undefined, CARRIED);
    expect((await subsidy.items.ofChunk((await november.chunk(CARRIED)).id)).map((item) => item.id)).toEqual([AGAIN]);
  });

  it.each(deathsIn([...CHUNK_STEPS.calculated, ...CHUNK_STEPS.instructed]))('is paid once, though the worker died %s', async (_when, death) => {
    const november = await released();
    await expect(november.disburse(dyingAt(death), CARRIED)).rejects.toThrow(WorkerDied);
    await november.disburse(undefined, CARRIED);
    expect(subsidy.bank.bookings).toHaveLength(1);
    expect(balancesByPlace(await subsidy.ledger.turnovers(JINHUA))).toMatchObject({ 'in-transit': 60_000 });
  });

  it('waits while it was not put right', async () => {
    const november = await planned(async () => { await subsidy.items.add([RETURNED]); });
    expect(await subsidy.chunks.find(chunkIdOf(november.batch.id, 1, CARRIED))).toBeUndefined();
  });

  it('is free again when its batch is planned anew, and is in no batch twice', async () => {
    const november = await planned();
    await november.calculate(undefined, CARRIED);
    const anew = { ...november.batch, calculation: november.batch.calculation + 1 } as Extract<Batch, { status: 'calculating' }>;
    await planPopulation(subsidy, anew);
    expect(await subsidy.items.find(JINHUA, AGAIN)).toBeUndefined();
    expect((await subsidy.chunks.find(chunkIdOf(anew.id, 2, CARRIED)))?.itemIds).toEqual([RETURNED.id]);
  });

  it('goes with one of two batches that would carry it at once', async () => {
    await planned();
    const chunks = [chunkIdOf('330700.post-allowance.2026-11.1', 1, CARRIED), chunkIdOf('330700.post-allowance.2026-12.1', 1, CARRIED)] as const;
    const carried = await Promise.all(chunks.map((chunkId) => subsidy.items.carry([RETURNED.id], chunkId)));
    expect(carried.map((items) => items.length).sort((one, other) => one - other)).toEqual([0, 1]);
  });

  it('goes out again by itself where the paying account had lacked the money', async () => {
    const november = await released();
    subsidy.bank.reject(() => 'AM04');
    await november.disburse(undefined, CARRIED);
    const again: string[] = [];
    for await (const item of subsidy.items.toCarry(JINHUA, ['jinhua/7/post-allowance'])) again.push(item.id);
    expect(again).toEqual([AGAIN]);
  });
});
