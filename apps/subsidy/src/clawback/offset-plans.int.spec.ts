import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fen, month, type Fen } from '@gongjiang/kernel';
import { balancesByPlace, findingsOf } from '@gongjiang/ledger';
import fc from 'fast-check';
import { chunkIdOf } from '../batch/batch.range.js';
import { ChunkMonth, dyingAt, WorkerDied } from '../chunk/chunk.fixture.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { JINHUA } from '../city/city.builders.js';
import { allowanceOf } from '../grant/grant.builders.js';
import type { Due } from '../item/item.js';
import { personNo } from '../person/person.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { ClawbackOffice, LATER } from './clawback.fixture.js';
import type { ClawbackIn } from './clawback.js';
import { openFen, reservedFen, spareFen, type ClaimedMoney } from './clawback.money.js';
import { divideLines } from './offset.js';
import type { PlannedOffset } from './offset-plans.js';

const FUND = 'talent-special';
const chunkOf = (batch: number, run = 1): string => chunkIdOf(`330700.programme-${batch}.2026-12.1`, run, 1);

describe('what is kept from later payments', () => {
  let subsidy: TestSubsidy;
  let office: ClawbackOffice;
  let due: Due;
  let id: string;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new ClawbackOffice(subsidy);
  });
  afterAll(() => subsidy.close());

  /** A case in force for this much; of other payments the person keeps four fifths. */
  async function inForce(amountFen = 20_000, { mayOffset = true } = {}): Promise<void> {
    [due] = (await office.paid(60_000)) as [Due];
    id = (await office.openByBooks(due, amountFen)).clawback.id;
    await office.inForce(id, amountFen, { mayOffset });
  }
  const money = async (): Promise<ClaimedMoney> => ((await office.find(id)).clawback as ClawbackIn<'in-force'>).money;
  const plan = async (chunkId: string) => (await subsidy.offsetPlans.of(JINHUA, [due.person], { chunkId, fund: FUND })).get(due.person) ?? { cases: [], heldDues: [] };
  const books = async () => balancesByPlace(await subsidy.ledger.turnovers(JINHUA));

  /** What calculation does of a line of the person in a batch: takes, divides, and reserves what its kept decision keeps. */
  async function calculate(batch: number, lineFen: number, run = 1): Promise<readonly PlannedOffset[]> {
    const chunkId = chunkOf(batch, run);
    const [divided] = divideLines([{ dueKey: `line-${batch}`, amountFen: fen(lineFen) }], await plan(chunkId));
    const offsets = (divided?.offsets ?? []).map((offset) => ({ ...offset, itemId: `${JINHUA}${due.person}|item-${batch}` }));
    await subsidy.offsetPlans.reserve(chunkId, offsets);
    return offsets;
  }
  const settle = (offsets: readonly PlannedOffset[]): Promise<void> =>
    subsidy.clawbacks.applyOffsets(offsets.map((offset) => ({ ...offset, batchId: 'b', fund: { city: JINHUA, fund: FUND, year: '2026' as never }, on: LATER })));

  it('is reserved when it is calculated, and got back when it is settled', async () => {
    await inForce();
    const offsets = await calculate(1, 60_000);
    expect([offsets.map(({ amountFen }) => amountFen), reservedFen(await money()), openFen(await money())]).toEqual([[12_000], 12_000, 20_000]);
    await settle(offsets);
    expect([reservedFen(await money()), openFen(await money()), await office.recoveredFen()]).toEqual([0, 8_000, 12_000]);
    expect(await books()).toMatchObject({ 'claimed-back': 8_000 });
  });

  it('is got back once, however often it is told', async () => {
    await inForce();
    const offsets = await calculate(1, 60_000);
    await Promise.all([settle(offsets), settle(offsets)]).catch(() => undefined);
    await settle(offsets);
    expect([openFen(await money()), await office.recoveredFen(), (await money()).recoveries.length]).toEqual([8_000, 12_000, 1]);
  });

  it('is nothing of another fund\'s money, and nothing where the decision does not allow it', async () => {
    await inForce();
    expect((await subsidy.offsetPlans.of(JINHUA, [due.person], { chunkId: chunkOf(1), fund: 'hr-employment' })).get(due.person)?.cases).toEqual([]);
    await inForce(20_000, { mayOffset: false });
    expect(await calculate(1, 60_000)).toEqual([]);
  });

  it('leaves no room for a repayment or a waiver of the same money', async () => {
    await inForce();
    await calculate(1, 60_000);
    expect([await office.repay(id, 'B1', 8_001), (await office.repay(id, 'B1', 8_000)).ok]).toMatchObject([{ ok: false, refusal: { code: 'clawback.more-than-open' } }, true]);
  });

  it('of many batches at once is never more than what is open, whatever is free in between', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ lineFen: fc.integer({ min: 100, max: 120_000 }), isCancelled: fc.boolean() }), { minLength: 2, maxLength: 6 }), async (batches) => {
      await inForce();
      await Promise.all(batches.map(async ({ lineFen, isCancelled }, at) => {
        const offsets = await calculate(at, lineFen);
        if (isCancelled) await subsidy.offsetPlans.freeBatch(`330700.programme-${at}.2026-12.1`);
        else await settle(offsets);
        expect(openFen(await money())).toBeGreaterThanOrEqual(0);
      }));
      const after = await money();
      expect(after.offsetFen).toBe(20_000 - openFen(after));
      expect(after.offsetFen).toBeLessThanOrEqual(batches.reduce((sum, { lineFen, isCancelled }) => sum + (isCancelled ? 0 : Math.floor(lineFen / 5)), 0));
      expect([reservedFen(after), await office.recoveredFen(), (await books())['claimed-back']]).toEqual([0, after.offsetFen, openFen(after)]);
    }), { numRuns: 12 });
  });

  describe('when a worker dies', () => {
    it('after it took the case, is calculated by the next worker of the same chunk', async () => {
      await inForce();
      await plan(chunkOf(1));
      expect((await plan(chunkOf(2))).cases).toEqual([]);
      expect(await calculate(1, 60_000)).toMatchObject([{ amountFen: 12_000 }]);
    });

    it('is as it was when a worker of the same chunk wakes too late', async () => {
      await inForce();
      const offsets = await calculate(1, 60_000);
      await plan(chunkOf(1));
      await settle(offsets);
      expect(openFen(await money())).toBe(8_000);
    });

    it('is taken over by the batch\'s next calculation', async () => {
      await inForce();
      await calculate(1, 60_000);
      expect(await calculate(1, 30_000, 2)).toMatchObject([{ amountFen: 6_000 }]);
      await subsidy.offsetPlans.freeBefore('330700.programme-1.2026-12.1', 2);
      expect((await money()).reservations).toMatchObject([{ chunkId: chunkOf(1, 2), amountFen: 6_000 }]);
    });

    it('and its batch is gone, is set free by the next look', async () => {
      await inForce();
      await plan(chunkOf(1));
      expect(spareFen(await money())).toBe(0);
      await subsidy.clawbackSweep.look();
      expect(spareFen(await money())).toBe(20_000);
    });

    it('between the books and the fund, reaches the fund all the same', async () => {
      await inForce();
      const offsets = await calculate(1, 60_000);
      const told = subsidy.clawbackCases.told.bind(subsidy.clawbackCases);
      subsidy.clawbackCases.told = () => Promise.reject(new Error('the worker died'));
      await settle(offsets);
      subsidy.clawbackCases.told = told;
      await settle(offsets);
      expect([await office.recoveredFen(), await subsidy.clawbackCases.untold(10)]).toEqual([12_000, []]);
    });
  });

  it('sets free what a line had reserved that is void now', async () => {
    await inForce();
    await calculate(1, 60_000);
    await subsidy.offsetPlans.freeItems(JINHUA, [`${JINHUA}${due.person}|item-1`]);
    expect(reservedFen(await money())).toBe(0);
  });

  describe('in a chunk of a batch', () => {
    /** November of the first two persons; the first one's October was overpaid, and the decision stands. */
    async function november(): Promise<ChunkMonth> {
      return ChunkMonth.planned(subsidy, {
        residents: [personNo(1), personNo(2)], due: [],
        before: async () => {
          await inForce();
          await subsidy.connection.db.collection('grants').deleteMany({});
          await subsidy.persons.save([personNo(1), personNo(2)], 'tests');
          const { inTransaction, transactionOf } = await import('@gongjiang/persistence');
          await inTransaction(subsidy.connection, (session) => subsidy.grants.open([1, 2].map((n) => allowanceOf(n, { firstMonth: month('2026-11') })), transactionOf(session)));
        },
      });
    }
    const lines = async (): Promise<readonly (readonly [string, string, Fen])[]> => (await subsidy.items.ofChunk(CHUNK_ID)).map(({ way, state, amountFen }) => [way, state, amountFen] as const);

    it('is a line of its own, which the bank has no part in; the books agree', async () => {
      const chunk = await november();
      await chunk.calculate();
      await chunk.release();
      await chunk.disburse();
      expect(await lines()).toEqual([['pay', 'accepted', 48_000], ['offset', 'offset', 12_000], ['pay', 'accepted', 60_000]]);
      expect([openFen(await money()), await office.recoveredFen()]).toEqual([8_000, 12_000]);
      expect(await books()).toMatchObject({ paid: 60_000 - 20_000 + 12_000, 'claimed-back': 8_000, payable: 0, 'in-transit': 108_000 });
      expect(findingsOf(await subsidy.ledger.turnovers(JINHUA))).toEqual([]);
    });

    it.each((['decide', 'keep-decisions', 'write-items', 'finish-calculation'] as const).flatMap((step) => (['before', 'after'] as const).map((moment) => [`${moment} ${step}`, { step, moment }] as const)))('is reserved once though the worker that calculates dies %s', async (_when, death) => {
      const chunk = await november();
      await expect(chunk.calculate(dyingAt(death))).rejects.toThrow(WorkerDied);
      await chunk.calculate();
      expect((await money()).reservations).toMatchObject([{ chunkId: CHUNK_ID, amountFen: 12_000 }]);
    });

    it.each((['settle-in-books', 'post-in-books', 'tell-claims-back', 'keep-message'] as const).flatMap((step) => (['before', 'after'] as const).map((moment) => [`${moment} ${step}`, { step, moment }] as const)))('is got back once though the worker that pays dies %s', async (_when, death) => {
      const chunk = await november();
      await chunk.calculate();
      await chunk.release();
      await expect(chunk.disburse(dyingAt(death))).rejects.toThrow(WorkerDied);
      await chunk.disburse();
      expect([openFen(await money()), reservedFen(await money()), await office.recoveredFen()]).toEqual([8_000, 0, 12_000]);
      expect(await books()).toMatchObject({ paid: 52_000, 'claimed-back': 8_000, payable: 0 });
    });
  });
});
