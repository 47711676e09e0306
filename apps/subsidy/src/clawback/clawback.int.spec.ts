import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, fen, type Fen, type Year } from '@gongjiang/kernel';
import { balancesByPlace, findingsOf } from '@gongjiang/ledger';
import { LedgerCheck } from '../books/ledger.check.js';
import { cityOf, JINHUA, WENZHOU } from '../city/city.builders.js';
import { grantIdOf } from '../grant/grant.js';
import { dueKey, type Due } from '../item/item.js';
import { BOOKED_ON } from '../statement/statement.builders.js';
import { readStatements } from '../statement/statement.reader.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { CLAWBACK_OFFICERS } from './clawback.builders.js';
import { ClawbackOffice, LATER, TODAY } from './clawback.fixture.js';
import type { ClawbackOutcome } from './clawback.service.js';

describe('a claim back', () => {
  let subsidy: TestSubsidy;
  let office: ClawbackOffice;
  let due: Due;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new ClawbackOffice(subsidy);
  });
  afterAll(() => subsidy.close());

  const paid = async (amountFen = 60_000): Promise<void> => { [due] = (await office.paid(amountFen)) as [Due]; };
  const idOf = (outcome: ClawbackOutcome): string => (outcome.ok ? outcome.value.clawback.id : '');
  const codeOf = (outcome: ClawbackOutcome): string => (outcome.ok ? 'done' : outcome.refusal.code);
  const books = async () => balancesByPlace(await subsidy.ledger.turnovers(JINHUA));
  const findings = async () => findingsOf(await subsidy.ledger.turnovers(JINHUA));
  const historyFen = async (): Promise<Fen | undefined> => (await subsidy.items.past(JINHUA, due.person, due.person, 'another')).get(due.person)?.find((past) => dueKey(past.due) === dueKey(due))?.amountFen;
  const recheckOf = async (): Promise<unknown> => ((await subsidy.grants.find([grantIdOf(due)]))[0] as { recheck?: { from: string } } | undefined)?.recheck?.from;
  const audited = async (): Promise<readonly string[]> => (await subsidy.connection.db.collection('audit_entries').find({ kind: /^clawback/ }).sort({ _id: 1 }).toArray()).map((entry) => String(entry['kind']));
  const sent = async () => (await subsidy.connection.db.collection('outbox').find({}).toArray()).map((document) => JSON.stringify(document));

  describe('by an officer', () => {
    it('goes from its opening to its end: the books, the fund and the due follow when the decision is in force, and not before', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.decided(id, 20_000);
      expect([await books(), await historyFen()]).toMatchObject([{ paid: 60_000, 'claimed-back': 0 }, 60_000]);
      await office.done(office.act(id, { kind: 'come-into-force', actor: 'clawback', on: LATER }));
      expect([await books(), await historyFen()]).toMatchObject([{ paid: 40_000, 'claimed-back': 20_000 }, 40_000]);
      await office.done(office.repay(id, 'B1', 20_000));
      expect(await books()).toMatchObject({ paid: 40_000, 'claimed-back': 0, available: 10_000_000 - 40_000 });
      expect([(await office.find(id)).clawback.status, await office.recoveredFen(), await findings()]).toEqual(['settled', 20_000, []]);
    });

    it('is recorded step by step, and told without a word of what was said in it', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      expect([...(await audited())].sort()).toEqual(['clawback.came-into-force', 'clawback.decided', 'clawback.notified', 'clawback.opened', 'clawback.statement-recorded']);
      const events = await sent();
      expect(events.some((event) => event.includes('gongjiang.subsidy.clawback.enforced.v1'))).toBe(true);
      expect(events.filter((event) => /王1|the training never took place|it was not due/.test(event))).toEqual([]);
    });

    it('keeps what was said in it sealed', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.decided(id, 20_000);
      const stored = JSON.stringify(await subsidy.connection.db.collection('clawbacks').findOne({ _id: id as never }));
      expect(stored).not.toMatch(/王1|the training never took place/);
      expect((await office.find(id)).clawback.words.map(({ as, text }) => [as, text])).toEqual([['opening', 'the training never took place'], ['statement', '王1 took part'], ['decision', 'it was not due']]);
    });

    it('is opened once while it is not decided, and for no more than was paid', async () => {
      await paid();
      expect(codeOf(await office.open(due, 60_001))).toBe('clawback.more-than-paid');
      const id = idOf(await office.open(due, 20_000));
      expect(codeOf(await office.open(due, 20_000))).toBe('clawback.already-open');
      await office.inForce(id, 20_000);
      expect([codeOf(await office.open(due, 40_001)), codeOf(await office.open(due, 40_000))]).toEqual(['clawback.more-than-paid', 'done']);
    });

    it('lets the due be decided again once it is lifted', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      const plans = async () => (await subsidy.offsetPlans.of(JINHUA, [due.person], { chunkId: '330700.p.2026-12.1-0001-000001', fund: 'talent-special' })).get(due.person);
      expect((await plans())?.heldDues).toEqual([dueKey(due)]);
      await office.done(office.act(id, { kind: 'lift', actor: CLAWBACK_OFFICERS['second-decider'], on: LATER, reason: 'the court said so' }));
      expect([(await plans())?.heldDues, await recheckOf()]).toEqual([[], '2026-10']);
    });

    it('of another city is not there', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      const target = { city: WENZHOU, id, version: null, source: 'tests' };
      expect(codeOf(await subsidy.clawbackService.act(target, { kind: 'withdraw', actor: 'zhang', on: TODAY, reason: 'x' }))).toBe('clawback.unknown');
      expect(await subsidy.clawbackCases.page(WENZHOU, { waiting: null, person: null, overdueOn: null, after: null, limit: 10 })).toEqual([]);
    });
  });

  describe('by the books', () => {
    it('is opened once, however often the batch tells it', async () => {
      await paid();
      const kept = await office.openByBooks(due, 20_000);
      await office.openByBooks(due, 20_000);
      expect(await subsidy.clawbackCases.ofDue(JINHUA, dueKey(due))).toHaveLength(1);
      expect(kept.clawback).toMatchObject({ status: 'opened', amountFen: 20_000, chain: [] });
    });

    it('that is dropped undoes the line below zero, and the due is decided again', async () => {
      await paid();
      const { clawback: { id } } = await office.openByBooks(due, 20_000);
      expect(await historyFen()).toBe(40_000);
      await office.done(subsidy.clawbackService.notify({ city: JINHUA, id, version: null, source: 'tests' }, { actor: CLAWBACK_OFFICERS.handler, on: TODAY }));
      await office.done(office.act(id, { kind: 'record-statement', actor: CLAWBACK_OFFICERS.hearer, on: TODAY, statement: 'it was due' }));
      await office.done(office.act(id, { kind: 'drop', actor: CLAWBACK_OFFICERS.decider, on: TODAY, reason: 'the roster was wrong' }));
      expect([await historyFen(), await recheckOf(), (await books())['claimed-back']]).toEqual([60_000, '2026-10', 0]);
    });

    it('that demands a part lets go the rest, in the books as in the case', async () => {
      await paid();
      const { clawback: { id } } = await office.openByBooks(due, 20_000);
      await office.inForce(id, 15_000);
      expect(await books()).toMatchObject({ paid: 40_000, 'claimed-back': 15_000, waived: 5_000 });
      expect(await historyFen()).toBe(40_000);
    });
  });

  describe('repayments', () => {
    it('are taken once each, by the bank\'s reference', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      await Promise.all([office.repay(id, 'B1', 5_000), office.repay(id, 'B1', 5_000), office.repay(id, 'B1', 5_000)]);
      expect(codeOf(await office.repay(id, 'B1', 5_000))).toBe('done');
      expect([codeOf(await office.repay(id, 'B1', 6_000)), (await books())['claimed-back'], await office.recoveredFen()]).toEqual(['clawback.reference-used', 15_000, 5_000]);
    });

    it('of more than is open are refused, and the reference stays free for what they are really for', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      expect([codeOf(await office.repay(id, 'B1', 20_001)), codeOf(await office.repay(id, 'B1', 20_000))]).toEqual(['clawback.more-than-open', 'done']);
    });

    it('reach the fund though it could not be told at first', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      const recover = subsidy.funds.recover.bind(subsidy.funds);
      subsidy.funds.recover = () => Promise.reject(new Error('the fund cannot be reached'));
      expect(codeOf(await office.repay(id, 'B1', 5_000))).toBe('done');
      subsidy.funds.recover = recover;
      expect([await office.recoveredFen(), (await books())['claimed-back']]).toEqual([0, 15_000]);
      await subsidy.clawbackSweep.look();
      await subsidy.clawbackSweep.look();
      expect(await office.recoveredFen()).toBe(5_000);
    });

    it('of a year that is closed meanwhile are money of the year that is open', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      const key = { city: JINHUA, fund: 'talent-special', year: '2026' as Year };
      await subsidy.funds.change(key, (fund) => ({ ok: true, value: { ...fund, closure: { status: 'closed', change: 'c' } } as never }));
      await office.done(office.repay(id, 'B1', 5_000));
      const funds = await subsidy.funds.ofCity(JINHUA);
      expect(funds.map(({ year, recoveries }) => [year, recoveries.map(({ amountFen }) => amountFen)])).toEqual([['2026', []], ['2027', [5_000]]]);
      expect((await subsidy.ledger.turnovers(JINHUA)).find(({ account }) => account === '330700/talent-special/2027/available')).toMatchObject({ debitFen: 5_000 });
    });
  });

  describe('repayments on a statement of the bank', () => {
    const ACCOUNT = cityOf().debtorAccount;
    const credit = (n: number, amountFen: number, bankReference: string) => ({ kind: 'funding', entryReference: `E${n}`, amountFen: fen(amountFen), bookedOn: BOOKED_ON, bankReference, endToEndId: null, paymentInformationId: null, messageId: null, reasonCode: null }) as const;
    const read = (): Promise<void> => readStatements(subsidy, JINHUA, ACCOUNT, BOOKED_ON, BOOKED_ON);
    const again = async (): Promise<void> => {
      await subsidy.connection.db.collection('statement_progress').deleteMany({});
      await read();
    };
    const mismatches = async () => (await subsidy.cases.page(JINHUA, { status: null, after: null, limit: 10 })).map(({ mismatch }) => [mismatch.kind, mismatch.bookedFen, mismatch.expectedFen]);

    it('are matched by the case that they name, once however often they are read; what is too much is a case of its own', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      subsidy.bank.state(BOOKED_ON, [[credit(1, 5_000, `${id}.1`), credit(2, 1_000_000, 'treasury'), credit(3, 16_000, `${id}.2`), credit(4, 7, 'cb-aaaaaaaaaaaaaaaaaaaaaaaaaa')]]);
      await read();
      await again();
      expect([(await books())['claimed-back'], await office.recoveredFen()]).toEqual([15_000, 5_000]);
      expect(await mismatches()).toEqual([['repayment-refused', 16_000, 15_000], ['repayment-refused', 7, null]]);
    });

    it('are the same as those that finance wrote down by hand', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      await office.done(office.repay(id, `${id}.1`, 5_000));
      subsidy.bank.state(BOOKED_ON, [[credit(1, 5_000, `${id}.1`)]]);
      await read();
      expect([(await books())['claimed-back'], await mismatches()]).toEqual([15_000, []]);
    });

    it('wait while a batch that is being calculated has the case: the page is read again', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.inForce(id, 20_000);
      await subsidy.offsetPlans.of(JINHUA, [due.person], { chunkId: '330700.p.2026-12.1-0001-000001', fund: 'talent-special' });
      subsidy.bank.state(BOOKED_ON, [[credit(1, 5_000, `${id}.1`)]]);
      await read();
      expect([(await books())['claimed-back'], await mismatches()]).toEqual([20_000, []]);
      await subsidy.offsetPlans.reserve('330700.p.2026-12.1-0001-000001', []);
      await read();
      expect((await books())['claimed-back']).toBe(15_000);
    });
  });

  it('is in the books what it is in its cases: ledger check finds a case that was altered', async () => {
    await paid();
    const id = idOf(await office.open(due, 20_000));
    await office.inForce(id, 20_000);
    const differing = async (): Promise<readonly string[]> => {
      const codes: string[] = [];
      await new LedgerCheck(subsidy).of(JINHUA, 'sums', ({ code }) => codes.push(code));
      return codes.filter((code) => code.startsWith('clawback') || code === 'fund.recovered');
    };
    expect(await differing()).toEqual([]);
    await office.done(office.repay(id, 'B1', 5_000));
    expect(await differing()).toEqual([]);
    await subsidy.connection.db.collection('clawbacks').updateOne({}, { $inc: { 'clawback.money.waivedFen': 1 } });
    expect(await differing()).toEqual(['clawback.open']);
  });

  it('counts on money that no other case counts on: of two decisions at the same moment one is refused', async () => {
    await paid();
    const ids = [(await office.openByBooks(due, 40_000, 1)).clawback.id, (await office.openByBooks(due, 40_000, 2)).clawback.id];
    for (const id of ids) {
      await office.done(subsidy.clawbackService.notify({ city: JINHUA, id, version: null, source: 'tests' }, { actor: CLAWBACK_OFFICERS.handler, on: TODAY }));
      await office.done(office.act(id, { kind: 'record-statement', actor: CLAWBACK_OFFICERS.hearer, on: TODAY, statement: 'x' }));
    }
    const codes = (await Promise.all(ids.map((id) => office.decide(id, 40_000)))).map(codeOf);
    expect(codes.sort()).toEqual(['clawback.more-than-paid', 'done']);
  });

  describe('time alone', () => {
    it('closes the hearing, and brings the decision into force: on the day after, and not before', async () => {
      await paid();
      const id = idOf(await office.open(due, 20_000));
      await office.done(subsidy.clawbackService.notify({ city: JINHUA, id, version: null, source: 'tests' }, { actor: CLAWBACK_OFFICERS.handler, on: TODAY }));
      const lookOn = async (on: typeof TODAY): Promise<string> => {
        (subsidy.dates as unknown as { today: () => Promise<string> }).today = () => Promise.resolve(on);
        expect(await subsidy.clawbackSweep.look()).toEqual([]);
        return (await office.find(id)).clawback.status;
      };
      const { hearUntil } = (await office.find(id)).clawback as { hearUntil: typeof TODAY };
      expect([await lookOn(hearUntil), await lookOn(addDays(hearUntil, 1))]).toEqual(['notified', 'heard']);
      await office.done(office.decide(id, 20_000));
      const { appealUntil } = (await office.find(id)).clawback as { appealUntil: typeof TODAY };
      expect([await lookOn(appealUntil), await lookOn(addDays(appealUntil, 1))]).toEqual(['decided', 'in-force']);
      expect((await books())['claimed-back']).toBe(fen(20_000));
    });
  });
});
