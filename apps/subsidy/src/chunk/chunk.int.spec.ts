import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { balancesByPlace } from '@gongjiang/ledger';
import { BankSilent } from '../bank/bank.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { endToEndId } from '../item/item.js';
import { itemNo } from '../item/item.builders.js';
import { personNo } from '../person/person.builders.js';
import { sameKindIdOf } from '../same-kind/same-kind.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { CHUNK_ID, NOVEMBER } from './chunk.builders.js';
import { ChunkMonth, dyingAt, WorkerDied, type Death } from './chunk.fixture.js';
import { CHUNK_STEPS } from './chunk.js';

const MOMENTS = ['before', 'after'] as const;
const deathsIn = (steps: readonly Death['step'][]): readonly Death[] => steps.flatMap((step) => MOMENTS.map((moment) => ({ step, moment })));
const CALCULATION = deathsIn(CHUNK_STEPS.planned);
const DISBURSEMENT = deathsIn([...CHUNK_STEPS.calculated, ...CHUNK_STEPS.instructed]);
const named = (deaths: readonly Death[]): (readonly [string, Death])[] => deaths.map((death) => [`${death.moment} ${death.step}`, death]);

describe('a chunk of the month', () => {
  let subsidy: TestSubsidy;
  let undisturbed: { calculated: Record<string, unknown>; paid: Record<string, unknown> };
  /** The bank refuses the second person's account. */
  const refuseSecond = (): void => subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : null));

  async function calculatedMonth(): Promise<ChunkMonth> {
    const month = await ChunkMonth.planned(subsidy);
    await month.calculate();
    return month;
  }
  async function releasedMonth(): Promise<ChunkMonth> {
    const month = await calculatedMonth();
    await month.release();
    refuseSecond();
    return month;
  }

  beforeAll(async () => {
    subsidy = await testSubsidy();
    const calculated = await (await calculatedMonth()).written();
    const month = await releasedMonth();
    await month.disburse();
    undisturbed = { calculated, paid: await month.written() };
  });
  afterAll(() => subsidy.close());

  const books = async () => balancesByPlace(await subsidy.ledger.turnovers(JINHUA));
  const paidTimes = (): number[] => [...new Set(subsidy.bank.bookings)].map((id) => subsidy.bank.bookings.filter((booked) => booked === id).length);

  describe('is calculated', () => {
    it('into lines for those who are due, and held lines for the others with their reasons', async () => {
      const month = await calculatedMonth();
      expect((await subsidy.items.ofChunk(CHUNK_ID)).map(({ due, amountFen }) => [due.subject, amountFen])).toEqual([['training-1', 280_000], ['cert-1', 60_000], ['cert-2', 60_000]]);
      const held = await subsidy.heldLines.page(JINHUA, month.batch.id, { after: null, limit: 20 });
      expect(held.map(({ due, codes }) => [due.subject, ...codes])).toEqual([
        ['cert-3', 'condition-failed'], ['training-4', 'account-not-own'], ['cert-4', 'account-not-own'], ['cert-5', 'person-unknown'], ['cert-6', 'duplicate', 'paid-elsewhere'],
      ]);
      expect(await month.chunk()).toMatchObject({ phase: 'calculated', totals: { lines: 3, amountFen: 400_000, heldLines: 5, heldByCode: { 'account-not-own': 2, 'condition-failed': 1, duplicate: 1, 'person-unknown': 1 } } });
    });

    it('and only the one-off grants that became a line are spent: what was held is asked for again', async () => {
      await calculatedMonth();
      expect(await subsidy.grants.find([trainingOf(1).id, trainingOf(4).id])).toMatchObject([{ spentIn: CHUNK_ID }, { spentIn: null }]);
    });

    it('and claims among the cities the months that it pays, and no others', async () => {
      await calculatedMonth();
      const claims = await subsidy.connection.db.collection<{ _id: string; city: string }>('same_kind_claims').find().sort({ _id: 1 }).toArray();
      expect(claims.filter(({ _id }) => _id.startsWith('person-')).map(({ _id, city }) => [_id, city])).toEqual([[1, JINHUA], [2, JINHUA], [6, WENZHOU]].map(([n, city]) => [sameKindIdOf(`person-${n}`, 'post-allowance', NOVEMBER), city]));
    });

    it.each(named(CALCULATION))('to the same end after its worker died %s', async (_when, death) => {
      const month = await ChunkMonth.planned(subsidy);
      await expect(month.calculate(dyingAt(death))).rejects.toThrow(WorkerDied);
      await month.calculate();
      expect(await month.written()).toEqual(undisturbed.calculated);
    });

    it('to the same end by two workers at the same time', async () => {
      const month = await ChunkMonth.planned(subsidy);
      await Promise.all([month.calculate(), month.calculate(), month.calculate()]);
      expect(await month.written()).toEqual(undisturbed.calculated);
    });

    it('by what was decided first, though a person\'s facts have changed since the worker died', async () => {
      const month = await ChunkMonth.planned(subsidy);
      await expect(month.calculate(dyingAt({ step: 'keep-decisions', moment: 'after' }))).rejects.toThrow(WorkerDied);
      await subsidy.persons.save([personNo(1, { identity: { ...personNo(1).identity, accountHolder: '某公司' } })], 'tests');
      await month.calculate();
      expect(await month.written()).toEqual(undisturbed.calculated);
    });

    it('without what a frozen worker of an earlier planning run has just written', async () => {
      const month = await ChunkMonth.planned(subsidy);
      await subsidy.items.add([itemNo(1, { chunkId: CHUNK_ID.replace('-0001-', '-0000-') })]);
      await month.calculate();
      expect(await month.written()).toEqual(undisturbed.calculated);
    });
  });

  describe('is paid', () => {
    it('line by line, and the books say what the bank says', async () => {
      const month = await releasedMonth();
      await month.disburse();
      expect(subsidy.bank.bookings).toHaveLength(2);
      expect((await subsidy.items.ofChunk(CHUNK_ID)).map(({ due, state, reason }) => [due.subject, state, reason])).toEqual([['training-1', 'accepted', null], ['cert-1', 'accepted', null], ['cert-2', 'rejected', 'AC04']]);
      expect(await month.chunk()).toMatchObject({ phase: 'answered', outcome: { accepted: { lines: 2, amountFen: 340_000 }, rejected: { lines: 1, amountFen: 60_000 } } });
      expect(await books()).toMatchObject({ 'in-transit': 340_000, payable: 60_000, reserved: 0 });
    });

    it.each(named(DISBURSEMENT))('to the same end after its worker died %s, and each line once', async (_when, death) => {
      const month = await releasedMonth();
      await expect(month.disburse(dyingAt(death))).rejects.toThrow(WorkerDied);
      await month.disburse();
      expect(await month.written()).toEqual(undisturbed.paid);
      expect(paidTimes()).toEqual([1, 1]);
    });

    it.each(['silent-before', 'silent-after', 'half-answer'] as const)('once, though the bank gave no whole answer: %s', async (trouble) => {
      const month = await releasedMonth();
      subsidy.bank.misbehave(trouble, trouble);
      for (const _try of [1, 2]) await expect(month.disburse()).rejects.toThrow(BankSilent);
      expect((await month.chunk()).phase).toBe('instructed');
      expect(await books()).toMatchObject({ 'in-transit': 400_000 });
      await month.disburse();
      expect(paidTimes()).toEqual([1, 1]);
      expect(await month.written()).toEqual(undisturbed.paid);
    });

    it('to the same end by two workers at the same time, and each line once', async () => {
      const month = await releasedMonth();
      await Promise.all([month.disburse(), month.disburse(), month.disburse()]);
      expect(paidTimes()).toEqual([1, 1]);
      expect(await month.written()).toEqual(undisturbed.paid);
    });

    it('under the same message, though a person\'s account has changed since the worker died', async () => {
      const month = await releasedMonth();
      await expect(month.disburse(dyingAt({ step: 'send', moment: 'before' }))).rejects.toThrow(WorkerDied);
      await subsidy.persons.save([personNo(1, { identity: { ...personNo(1).identity, bankAccount: personNo(9).identity.bankAccount } })], 'tests');
      await month.disburse();
      expect(subsidy.bank.books.get(firstId)?.payment.creditorAccount).toBe(personNo(1).identity.bankAccount);
    });

    const firstId = endToEndId(itemNo(1).id, 1);

    it('and asks after a line that the bank knows with other particulars: what was paid is not rejected', async () => {
      const month = await releasedMonth();
      await bankKnowsFirstOtherwise('accepted');
      await month.disburse();
      expect(subsidy.bank.inquiries).toEqual([firstId]);
      expect((await subsidy.items.find(JINHUA, itemNo(1).id))?.state).toBe('accepted');
    });

    it('and rejects a line that the bank had rejected before under the same id', async () => {
      const month = await releasedMonth();
      await bankKnowsFirstOtherwise('rejected');
      await month.disburse();
      expect(await subsidy.items.find(JINHUA, itemNo(1).id)).toMatchObject({ state: 'rejected', reason: 'AC01' });
    });

    it('and waits where the bank knows nothing of a line that it would not take: nothing final was said', async () => {
      const month = await releasedMonth();
      await bankKnowsFirstOtherwise('accepted');
      subsidy.bank.knowsNoId = true;
      await expect(month.disburse()).rejects.toThrow(BankSilent);
      expect((await month.chunk()).phase).toBe('instructed');
      subsidy.bank.knowsNoId = false;
      await month.disburse();
      expect((await month.chunk()).phase).toBe('answered');
    });

    /** The bank has booked the first line's id before, with another amount. */
    async function bankKnowsFirstOtherwise(status: 'accepted' | 'rejected'): Promise<void> {
      const payment = { endToEndId: firstId, amountFen: itemNo(1).amountFen, creditorName: '别人', creditorAccount: personNo(9).identity.bankAccount, purpose: 'x' };
      subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : creditorName === '别人' && status === 'rejected' ? 'AC01' : null));
      await subsidy.bank.pay({ messageId: 'M0', paymentInformationId: 'P0', debtorAccount: '1', currency: 'CNY', numberOfPayments: 1, controlSumFen: payment.amountFen, payments: [payment] });
    }

    it('with nothing to send where every line was held', async () => {
      const month = await ChunkMonth.planned(subsidy, { residents: [], due: [allowanceOf(1)] });
      await month.calculate();
      expect(await month.chunk()).toMatchObject({ phase: 'calculated', totals: { lines: 0, heldLines: 1 } });
      await month.disburse();
      await month.disburse();
      expect(await month.chunk()).toMatchObject({ phase: 'settled', outcome: { accepted: { lines: 0 } } });
      expect(subsidy.bank.calls).toBe(0);
    });

    it('not before it was calculated, and not again once it was answered', async () => {
      const planned = await ChunkMonth.planned(subsidy);
      await planned.disburse();
      expect((await planned.chunk()).phase).toBe('planned');
      const month = await releasedMonth();
      await month.disburse();
      await month.disburse();
      expect(subsidy.bank.calls).toBe(1);
      expect(await month.written()).toEqual(undisturbed.paid);
    });
  });
});
