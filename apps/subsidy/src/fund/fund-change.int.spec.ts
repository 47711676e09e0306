import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { day, fen, type Year } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf } from '@gongjiang/ledger';
import { batchIn, draftBatch } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { ALLOWANCE, TRAINING, YEAR } from './fund.builders.js';
import type { FundChangeStep } from './fund-change.effect.js';
import { FinanceOffice, OfficerGone } from './fund-change.fixture.js';
import type { Asked, FundChangeOutcome } from './fund-change.service.js';

const FUND = 'talent-special';
const OTHER = 'hr-employment';
const NEXT = '2027' as Year;
const AFTER_THE_YEAR = day('2027-01-15');
const budget = (budgetFen: number, parts: Partial<Extract<Asked, { kind: 'budget' }>> = {}): Asked => ({ kind: 'budget', source: 'municipal', earmark: [], budgetFen: fen(budgetFen), ...parts });
const more = (changeFen: number): Asked => ({ kind: 'budget-change', source: 'municipal', earmark: [], changeFen: fen(changeFen) });
const transfer = (amountFen: number, toFund = OTHER): Asked => ({ kind: 'transfer', source: 'municipal', toFund, amountFen: fen(amountFen) });
const CLOSE: Asked = { kind: 'year-close' };
const codeOf = (outcome: FundChangeOutcome): string => (outcome.ok ? outcome.value.change.status : outcome.refusal.code);

describe('a change of a fund', () => {
  let subsidy: TestSubsidy;
  let office: FinanceOffice;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new FinanceOffice(subsidy);
  });
  beforeEach(() => subsidy.empty());
  afterAll(() => subsidy.close());

  const audited = (kind: string): Promise<number> => subsidy.connection.db.collection('audit_entries').countDocuments({ kind });
  const told = (type: string): Promise<number> => subsidy.connection.db.collection('outbox').countDocuments({ event: { $regex: type.replaceAll('.', '\\.') } });

  describe('of its budget', () => {
    it('is there when the second person confirms it, in the fund, the books, the record and the events', async () => {
      const proposed = await office.propose(FUND, YEAR, budget(500));
      expect([codeOf(proposed), await office.left(FUND, YEAR)]).toEqual(['proposed', 0]);
      expect(codeOf(await office.confirm(proposed))).toBe('effective');
      expect(await office.left(FUND, YEAR)).toBe(500);
      expect([await audited('fund-change.proposed'), await audited('fund-change.confirmed'), await audited('fund-change.effective')]).toEqual([1, 1, 1]);
    });

    it('is not confirmed by who proposed it', async () => {
      expect(codeOf(await office.confirm(await office.propose(FUND, YEAR, budget(500)), { actor: 'ma' }))).toBe('fund-change.own-proposal');
      expect(await office.left(FUND, YEAR)).toBe(0);
    });

    it('is confirmed once, however many confirm it at once', async () => {
      const proposed = await office.propose(FUND, YEAR, more(500));
      const outcomes = await Promise.all(['sun', 'wu', 'zhou', 'sun'].map((actor) => office.confirm(proposed, { actor })));
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
      expect(await office.left(FUND, YEAR)).toBe(500);
    });

    it('says by which sum it was meant: where the budget changed since, it is proposed again', async () => {
      const [first, second] = [await office.propose(FUND, YEAR, budget(500)), await office.propose(FUND, YEAR, budget(700))];
      await office.confirm(first);
      expect(codeOf(await office.confirm(second))).toBe('fund.budget-moved');
      expect(codeOf(await office.change(FUND, YEAR, budget(700)))).toBe('effective');
      expect(await office.left(FUND, YEAR)).toBe(700);
    });

    it('below what batches hold is refused when it is confirmed, and may be tried again later', async () => {
      await office.change(FUND, YEAR, budget(500));
      await subsidy.funds.reserve({ city: JINHUA, fund: FUND, year: YEAR, batchId: 'a', calculation: 1 }, fen(300));
      expect(codeOf(await office.change(FUND, YEAR, budget(299)))).toBe('fund.below-reserved');
      await subsidy.funds.free(JINHUA, FUND, 'a');
      expect(codeOf(await office.change(FUND, YEAR, budget(299)))).toBe('effective');
      expect(await office.left(FUND, YEAR)).toBe(299);
    });

    it('is kept apart by source and earmark', async () => {
      await office.change(FUND, YEAR, budget(500));
      await office.change(FUND, YEAR, budget(200, { source: 'provincial', earmark: [TRAINING] }));
      await office.change(FUND, YEAR, budget(250, { source: 'provincial', earmark: [TRAINING] }));
      expect(await office.left(FUND, YEAR)).toBe(750);
      expect([await office.placeOf({ city: JINHUA, fund: FUND, year: YEAR }, 'appropriated/municipal'), await office.placeOf({ city: JINHUA, fund: FUND, year: YEAR }, 'appropriated/provincial')]).toEqual([-500, -250]);
    });

    it('to what it is already is no change', async () => {
      await office.change(FUND, YEAR, budget(500));
      expect(codeOf(await office.propose(FUND, YEAR, budget(500)))).toBe('fund.nothing-changed');
    });

    it('of a fund that the city has not is refused', async () => {
      expect(codeOf(await office.propose('nobodys-fund', YEAR, budget(500)))).toBe('fund.unknown-fund');
    });

    it('is turned down by another, or taken back, with a reason, and cannot be confirmed after', async () => {
      const proposed = await office.propose(FUND, YEAR, budget(500));
      if (!proposed.ok) throw new Error('not proposed');
      const { change, version } = proposed.value;
      const by = { city: JINHUA, actor: 'ma', on: day('2026-11-03'), source: 'x' };
      expect(codeOf(await subsidy.fundChangeService.reject(by, { id: change.id, version }, 'a zero too many'))).toBe('rejected');
      expect(codeOf(await office.confirm({ ok: true, value: { change, version: 2 } }))).toBe('fund-change.decided');
      expect(await office.left(FUND, YEAR)).toBe(0);
    });
  });

  describe('by transfer', () => {
    beforeEach(async () => { await office.change(FUND, YEAR, budget(500)); });

    it('takes from one fund what it gives to the other, and keeps the source', async () => {
      expect(codeOf(await office.change(FUND, YEAR, transfer(200)))).toBe('effective');
      expect([await office.left(FUND, YEAR), await office.left(OTHER, YEAR)]).toEqual([300, 200]);
      expect(await told('gongjiang.subsidy.fund.transferred.v1')).toBe(1);
    });

    it('of more than is left is refused', async () => {
      expect(codeOf(await office.change(FUND, YEAR, transfer(501)))).toBe('fund.below-reserved');
      expect([await office.left(FUND, YEAR), await office.left(OTHER, YEAR)]).toEqual([500, 0]);
    });

    it('to itself, or a fund that is none, is refused', async () => {
      expect([codeOf(await office.propose(FUND, YEAR, transfer(1, FUND))), codeOf(await office.propose(FUND, YEAR, transfer(1, 'nobodys-fund')))]).toEqual(['fund.same-fund', 'fund.unknown-fund']);
    });
  });

  describe('by the end of its year', () => {
    const key = { city: JINHUA, fund: FUND, year: YEAR };
    const next = { ...key, year: NEXT };
    beforeEach(async () => { await office.change(FUND, YEAR, budget(500)); });

    it('is refused while the year runs', async () => {
      expect(codeOf(await office.propose(FUND, YEAR, CLOSE))).toBe('fund.year-running');
    });

    it('is refused while a batch is not closed, and the year stays in use', async () => {
      await keep(batchIn('approved'));
      await office.payFrom(key, draftBatch().id, 300, 300);
      expect(codeOf(await office.change(FUND, YEAR, CLOSE, AFTER_THE_YEAR))).toBe('fund.year-unfinished');
      expect((await subsidy.funds.find(JINHUA, FUND, YEAR))?.closure).toEqual({ status: 'open' });
    });

    it('is refused while money is in transit', async () => {
      await keep(batchIn('closed'));
      await office.payFrom(key, draftBatch().id, 300, 0);
      await subsidy.ledger.post([{ id: 'instruct', city: JINHUA, kind: 'instruct', batchId: draftBatch().id, chunkId: null, businessDate: day('2026-12-31'), lines: movement(fen(300), accountOf(key, 'payable'), accountOf(key, 'in-transit')) }]);
      expect(await office.change(FUND, YEAR, CLOSE, AFTER_THE_YEAR)).toMatchObject({ ok: false, refusal: { code: 'fund.year-holds-money', details: { place: 'in-transit', amountFen: 300 } } });
    });

    it('gives back what is left where the city lets it lapse, and carries on what is owed', async () => {
      await keep(batchIn('closed'));
      await office.payFrom(key, draftBatch().id, 300, 240);
      expect(codeOf(await office.change(FUND, YEAR, CLOSE, AFTER_THE_YEAR))).toBe('effective');
      expect([await office.left(FUND, YEAR), await office.left(FUND, NEXT)]).toEqual([0, 0]);
      expect([await office.placeOf(key, 'payable'), await office.placeOf(next, 'payable'), await office.placeOf(key, `paid/${ALLOWANCE}`)]).toEqual([0, 60, 240]);
      expect(await told('gongjiang.subsidy.fund.year-closed.v1')).toBe(1);
    });

    it('takes nothing more for the year: no budget, no transfer, no second end', async () => {
      await office.change(FUND, YEAR, CLOSE, AFTER_THE_YEAR);
      for (const asked of [budget(900), transfer(1), CLOSE]) expect(codeOf(await office.propose(FUND, YEAR, asked, AFTER_THE_YEAR))).toBe('fund.year-closed');
      expect(codeOf(await office.propose(OTHER, YEAR, transfer(1, FUND), AFTER_THE_YEAR))).toBe('fund.unknown');
    });

    it('books in the open year what comes of the closed one: what was carried on is paid there, what comes back comes from prior years', async () => {
      await keep(batchIn('closed'));
      const batchId = draftBatch().id;
      await office.payFrom(key, batchId, 300, 240);
      await office.change(FUND, YEAR, CLOSE, AFTER_THE_YEAR);
      const late = { city: JINHUA, batchId, businessDate: day('2027-02-10') } as const;
      await subsidy.ledger.post([{ ...late, id: 'settle-carried', kind: 'settle', chunkId: 'carried', lines: movement(fen(60), accountOf(key, 'payable'), paidAccountOf(key, ALLOWANCE)) }]);
      expect([await office.placeOf(next, 'payable'), await office.placeOf(next, `paid/${ALLOWANCE}`)]).toEqual([0, 60]);
      await subsidy.ledger.post([{ ...late, id: 'return-of-carried', kind: 'return', chunkId: 'carried', lines: movement(fen(60), paidAccountOf(key, ALLOWANCE), accountOf(key, 'payable')) }]);
      await subsidy.ledger.post([{ ...late, id: 'return-of-old', kind: 'return', chunkId: 'chunk', lines: movement(fen(40), paidAccountOf(key, ALLOWANCE), accountOf(key, 'payable')) }]);
      expect([await office.placeOf(next, 'payable'), await office.placeOf(next, `paid/${ALLOWANCE}`), await office.placeOf(next, 'prior-years'), await office.placeOf(key, `paid/${ALLOWANCE}`)]).toEqual([100, 0, -40, 240]);
      expect([await office.left(FUND, YEAR), await office.left(FUND, NEXT)]).toEqual([0, 0]);
    });

    async function keep(batch: Batch): Promise<void> {
      await inTransaction(subsidy.connection, (session) => subsidy.batches.save(batch, 0, { kind: 'opened', actor: 'x', on: day('2026-11-02'), at: new Date() }, transactionOf(session)));
    }
  });

  describe('of a special account', () => {
    const SPECIAL = 'training-special-account';
    const wenzhou = () => new FinanceOffice(subsidy, WENZHOU);
    beforeEach(async () => {
      await wenzhou().change(SPECIAL, YEAR, budget(500));
      await wenzhou().change(FUND, YEAR, budget(500));
    });

    it('never goes to another fund, nor comes from one', async () => {
      expect([codeOf(await wenzhou().propose(SPECIAL, YEAR, transfer(1, FUND))), codeOf(await wenzhou().propose(FUND, YEAR, transfer(1, SPECIAL)))]).toEqual(['fund.special-apart', 'fund.special-apart']);
    });

    it('goes on to the next year where the city says so, by source and earmark', async () => {
      await wenzhou().change(SPECIAL, YEAR, budget(70, { source: 'unemployment-insurance', earmark: ['wenzhou/1/post-allowance'] }));
      expect(codeOf(await wenzhou().change(SPECIAL, YEAR, CLOSE, AFTER_THE_YEAR))).toBe('effective');
      expect([await wenzhou().left(SPECIAL, YEAR), await wenzhou().left(SPECIAL, NEXT)]).toEqual([0, 570]);
      expect((await subsidy.funds.find(WENZHOU, SPECIAL, NEXT))?.movements.map(({ source, earmark, amountFen }) => [source, earmark, amountFen])).toEqual([
        ['unemployment-insurance', ['wenzhou/1/post-allowance'], 70], ['municipal', [], 500],
      ]);
    });

    it.each(['begin-closing', 'close', 'carry-over', 'record'] as const)('goes on once, though it is interrupted after "%s"', async (step) => {
      await expect(wenzhou().confirm(await wenzhou().propose(SPECIAL, YEAR, CLOSE, AFTER_THE_YEAR), { on: AFTER_THE_YEAR, service: office.interrupted(step, 'after') })).rejects.toThrow(OfficerGone);
      await Promise.all([subsidy.fundChangeService.takeUp(), subsidy.fundChangeService.takeUp()]);
      expect([await wenzhou().left(SPECIAL, YEAR), await wenzhou().left(SPECIAL, NEXT)]).toEqual([0, 500]);
    });
  });

  describe('that is interrupted', () => {
    const interruptions: readonly [string, Asked, readonly FundChangeStep[]][] = [
      ['a budget', more(70), ['move', 'record']],
      ['a transfer', transfer(70), ['take', 'give', 'record']],
      ['the end of a year', CLOSE, ['begin-closing', 'close', 'record']],
    ];
    it.each(interruptions.flatMap(([what, asked, steps]) => steps.flatMap((step) => (['before', 'after'] as const).map((moment) => [what, moment, step, asked] as const))))('%s %s "%s", comes about once it is taken up, and once', async (_what, moment, step, asked) => {
      await office.change(FUND, YEAR, budget(500));
      const on = asked.kind === 'year-close' ? AFTER_THE_YEAR : day('2026-11-03');
      await expect(office.confirm(await office.propose(FUND, YEAR, asked, on), { on, service: office.interrupted(step, moment) })).rejects.toThrow(OfficerGone);
      await Promise.all([subsidy.fundChangeService.takeUp(), subsidy.fundChangeService.takeUp()]);
      await subsidy.fundChangeService.takeUp();
      const left = [await office.left(FUND, YEAR), await office.left(OTHER, YEAR)];
      expect(left).toEqual({ 'budget-change': [570, 0], transfer: [430, 70], 'year-close': [0, 0], budget: [] }[asked.kind]);
      const [, last] = await subsidy.fundChanges.ofCity(JINHUA, { status: null, after: null, limit: 10 });
      expect(last?.change.status).toBe('effective');
    });

    it.each(['take', 'give', 'give-back', 'record'] as const)('a transfer to a fund that closed meanwhile, after "%s": the money is where it was', async (step) => {
      await office.change(FUND, YEAR, budget(500));
      await office.change(OTHER, YEAR, budget(10));
      const proposed = await office.propose(FUND, YEAR, transfer(70));
      const service = office.interrupted(step, 'after');
      const confirming = office.confirm(proposed, { service: closingOtherFirst(service) });
      await expect(confirming).rejects.toThrow(OfficerGone);
      await subsidy.fundChangeService.takeUp();
      expect([await office.left(FUND, YEAR), (await subsidy.fundChanges.ofCity(JINHUA, { status: 'refused', after: null, limit: 10 })).length]).toEqual([500, 1]);
    });

    /** Another closes the target's year between the look and the transfer. */
    function closingOtherFirst(service: typeof subsidy.fundChangeService): typeof subsidy.fundChangeService {
      const inner = service as unknown as { finish: (...args: readonly unknown[]) => Promise<FundChangeOutcome> };
      const finish = inner.finish.bind(service);
      inner.finish = async (...args) => {
        await subsidy.funds.change({ city: JINHUA, fund: OTHER, year: YEAR }, (fund) => (fund ? { ok: true, value: { ...fund, closure: { status: 'closing', change: 'x' } } } : { ok: false, refusal: { code: 'fund.unknown' } }));
        return finish(...args);
      };
      return service;
    }
  });
});
