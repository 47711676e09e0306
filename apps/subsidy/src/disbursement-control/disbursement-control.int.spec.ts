import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@gongjiang/contracts';
import { day, fen } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { booksAgree, outcomeOfLines } from '../driver/batch.reconcile.js';
import { BankSilent } from '../bank/bank.js';
import { dyingAt, WorkerDied } from '../chunk/chunk.fixture.js';
import { paymentInformationIdOf } from '../chunk/chunk.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { trainingOf } from '../grant/grant.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { CANCELLATION_STEPS } from './cancellation.js';
import { BRAKERS, OF_CITY } from './control.builders.js';
import { ALLOWANCE_FEN, cancellationDyingAt, PurseBank, RestingMonth } from './month.fixture.js';
import { SendingGate } from './sending.gate.js';

const [CHEN, MA, HU] = BRAKERS;
const CHUNK_FEN = 2 * ALLOWANCE_FEN;
const BANK = { kind: 'bank', bank: 'paying-bank' } as const;

describe('a disbursement', () => {
  let subsidy: TestSubsidy;
  let month: RestingMonth;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => { month = await RestingMonth.released(subsidy); });

  const entries = () => subsidy.connection.db.collection('audit_entries').find({ kind: { $regex: /^disbursement\./ } }).project({ kind: 1, actorId: 1, object: 1, source: 1, _id: 0 }).toArray();
  const bookedTimes = (): number[] => [...new Set(subsidy.bank.bookings)].map((id) => subsidy.bank.bookings.filter((one) => one === id).length);

  describe('that rests', () => {
    it.each([['the batch', undefined], ['the city', OF_CITY], ['the bank', BANK]] as const)('by a pause of %s sends nothing, and goes on where it was when somebody says so', async (_what, scope) => {
      await month.disburse(0);
      await month.pause(scope);
      await month.disburseAll();
      expect([await month.phases(), subsidy.bank.calls]).toEqual([['answered', 'calculated', 'calculated'], 1]);
      await month.resume(scope);
      await month.disburseAll();
      expect([await month.phases(), subsidy.bank.calls]).toEqual([['answered', 'answered', 'answered'], 3]);
    });

    it('rests also for a message that is kept and was never sent', async () => {
      await expect(month.disburse(0, dyingAt({ step: 'mark-instructed', moment: 'after' }))).rejects.toThrow(WorkerDied);
      await month.pause();
      await month.disburse(0);
      expect([subsidy.bank.calls, (await month.chunk(0)).phase]).toEqual([0, 'instructed']);
      await month.resume();
      await month.disburse(0);
      expect(bookedTimes()).toEqual([1, 1]);
    });

    it('is told to rest right before the message leaves, and it does not leave', async () => {
      await month.disburse(0, async (step, run) => {
        if (step === 'send') await month.pause();
        return run();
      });
      expect([subsidy.bank.calls, (await month.chunk(0)).phase]).toEqual([0, 'instructed']);
    });

    it('asks after what the bank may have, and takes its word: nothing is sent again', async () => {
      subsidy.bank.misbehave('silent-after');
      await expect(month.disburse(0)).rejects.toThrow(BankSilent);
      await month.pause();
      subsidy.bank.knowsNoId = true;
      await month.disburse(0);
      expect((await month.chunk(0)).phase).toBe('instructed');
      subsidy.bank.knowsNoId = false;
      await month.disburse(0);
      expect([(await month.chunk(0)).phase, subsidy.bank.calls, bookedTimes()]).toEqual(['answered', 1, [1, 1]]);
      expect(await month.states(0)).toEqual(['accepted']);
    });

    it('takes the bank\'s no as well, where it was lost', async () => {
      subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : null));
      subsidy.bank.misbehave('silent-after');
      await expect(month.disburse(0)).rejects.toThrow(BankSilent);
      await month.pause();
      await month.disburse(0);
      expect((await subsidy.items.ofChunk(month.chunkIds[0] ?? '')).map(({ state, reason }) => [state, reason])).toEqual([['accepted', null], ['rejected', 'AC04']]);
    });

    it('is on record: who, what, from where', async () => {
      await month.pause();
      await month.resume();
      const object = `batch.${month.batch.id}`;
      expect(await entries()).toEqual([{ kind: 'disbursement.paused', actorId: CHEN, object, source: '10.0.0.7' }, { kind: 'disbursement.resumed', actorId: CHEN, object, source: '10.0.0.7' }]);
      const told = await subsidy.connection.db.collection('outbox').find({}).toArray();
      expect(JSON.stringify(told)).toContain('gongjiang.subsidy.disbursement.paused.v1');
      expect(JSON.stringify(told)).not.toContain('a call');
    });

    it('goes on after a stop by two, and a version that was not seen is refused', async () => {
      await month.say({ kind: 'stop', actor: CHEN, reason: 'a wrong file' }, OF_CITY);
      expect(await month.say({ kind: 'ask-resumption', actor: MA, reason: 'it was right' }, OF_CITY, 0)).toMatchObject({ ok: false, refusal: { code: 'precondition.failed' } });
      const asked = await month.say({ kind: 'ask-resumption', actor: MA, reason: 'it was right' }, OF_CITY, 1);
      expect(asked).toMatchObject({ ok: true, value: { version: 2 } });
      expect(await month.say({ kind: 'confirm-resumption', actor: MA }, OF_CITY, 2)).toMatchObject({ ok: false, refusal: { code: 'control.same-person' } });
      await month.disburse(0);
      expect(subsidy.bank.calls).toBe(0);
      expect((await month.say({ kind: 'confirm-resumption', actor: HU }, OF_CITY, 2)).ok).toBe(true);
      await month.disburse(0);
      expect(subsidy.bank.calls).toBe(1);
    });

    it('is one city\'s affair: another city pays on, and knows nothing of the batch', async () => {
      await month.pause(OF_CITY);
      expect((await subsidy.sendingGate.look({ city: WENZHOU, id: '330300.post-allowance.2026-11.1' })).hold).toBeNull();
      expect(await subsidy.brakes.find(WENZHOU, month.scope)).toMatchObject({ ok: false, refusal: { code: 'batch.unknown' } });
      expect(await subsidy.controls.resting(WENZHOU, { after: null, limit: 10 })).toEqual([]);
      expect((await subsidy.controls.resting(JINHUA, { after: null, limit: 10 })).map(({ control }) => control.scope.kind)).toEqual(['city']);
    });

    it.each([['a bank that the city does not pay through', { kind: 'bank', bank: 'another' }, 'control.bank-unknown'], ['a batch that is not there', { kind: 'batch', batchId: 'x' }, 'batch.unknown']] as const)('cannot be one of %s', async (_what, scope, code) => {
      expect(await month.say({ kind: 'pause', actor: CHEN, cause: 'officer', reason: 'x' }, scope)).toMatchObject({ ok: false, refusal: { code } });
    });
  });

  describe('at a bank with opening hours', () => {
    const moments = { now: { day: day('2026-11-10'), time: '16:59' } };
    /** The city's bank is open on working days from half past eight to five. */
    function atTheBank(): RestingMonth {
      const cities = { get: () => ({ bank: { id: 'paying-bank', hours: { opens: '08:30', cutOff: '17:00', days: 'working-days' } } }) } as unknown as TestSubsidy['cities'];
      return month.with({ sendingGate: new SendingGate({ controls: subsidy.controls, cities, calendar: subsidy.calendar, bankClock: { now: async () => moments.now } }) });
    }

    it('sends until the cut-off, waits over the night and says until when, and goes on in the morning', async () => {
      const waiting = atTheBank();
      moments.now = { day: day('2026-11-10'), time: '16:59' };
      await waiting.disburse(0);
      moments.now = { day: day('2026-11-10'), time: '17:00' };
      await waiting.disburse(1);
      expect(subsidy.bank.calls).toBe(1);
      expect((await waiting.subsidy.sendingGate.look(month.batch)).hold).toEqual({ kind: 'bank-closed', since: '2026-11-10 17:00', until: '2026-11-11 08:30' });
      moments.now = { day: day('2026-11-11'), time: '08:30' };
      await waiting.disburse(1);
      expect(subsidy.bank.calls).toBe(2);
    });

    it('sends nothing in a year whose working days nobody has published', async () => {
      const waiting = atTheBank();
      moments.now = { day: day('2027-01-04'), time: '10:00' };
      await waiting.disburse(0);
      expect(subsidy.bank.calls).toBe(0);
      expect((await waiting.subsidy.sendingGate.look(month.batch)).hold).toMatchObject({ kind: 'calendar-unpublished', refusal: { code: 'calendar.year-unpublished' } });
    });
  });

  describe('whose account is short', () => {
    it('is refused whole: the machine pauses it, nothing is rejected, and the same message goes out when there is money', async () => {
      const purse = new PurseBank();
      purse.balanceFen = fen(CHUNK_FEN);
      const short = month.with({ bankOf: () => purse });
      await short.disburseAll();
      expect([await short.phases(), purse.refusals]).toEqual([['answered', 'instructed', 'calculated'], 1]);
      expect(await short.control()).toMatchObject({ status: 'resting', mode: 'paused', cause: 'money-short', by: 'system', reason: 'AM04' });
      expect([await short.states(1), (await short.places())['in-transit']]).toEqual([['due'], 2 * CHUNK_FEN]);
      await short.disburseAll();
      expect(purse.refusals).toBe(1);

      purse.balanceFen = fen(10_000_000);
      await short.resume();
      await short.disburseAll();
      expect(await short.phases()).toEqual(['answered', 'answered', 'answered']);
      expect([purse.bookings.length, new Set(purse.bookings).size]).toEqual([7, 7]);
    });

    it('loses nothing where the worker dies between the refusal and the pause', async () => {
      const purse = new PurseBank();
      const short = month.with({ bankOf: () => purse, brakes: { pauseBySystem: async () => { throw new WorkerDied('right after the refusal'); } } as unknown as TestSubsidy['brakes'] });
      await expect(short.disburse(0)).rejects.toThrow(WorkerDied);
      await month.with({ bankOf: () => purse }).disburse(0);
      expect([purse.refusals, (await month.control()).status, (await month.chunk(0)).phase]).toEqual([2, 'resting', 'instructed']);
    });

    it('is not paused again by a refusal from before it was let go on', async () => {
      const purse = new PurseBank();
      const pay = purse.pay.bind(purse);
      purse.pay = async (message) => {
        const refusal = await pay(message);
        await month.pause();
        await month.resume();
        return refusal;
      };
      await month.with({ bankOf: () => purse }).disburse(0);
      expect((await month.control()).status).toBe('running');
    });

    it('and of which the bank took a part of a message: the rest is answered for good, rests, and rides on by itself', async () => {
      let leftFen = ALLOWANCE_FEN;
      subsidy.bank.reject(({ amountFen }) => {
        leftFen -= amountFen;
        return leftFen < 0 ? 'AM04' : null;
      });
      await month.disburseAll();
      expect((await subsidy.items.ofChunk(month.chunkIds[0] ?? '')).map(({ state, reason }) => [state, reason])).toEqual([['accepted', null], ['rejected', 'AM04']]);
      expect([await month.phases(), await month.control()]).toMatchObject([['answered', 'calculated', 'calculated'], { cause: 'money-short' }]);
      const riding: string[] = [];
      for await (const item of subsidy.items.toCarry(JINHUA, month.batch.entitlements)) riding.push(item.state);
      expect(riding).toEqual(['rejected']);
    });
  });

  describe('of which the rest is cancelled', () => {
    /** The first chunk is paid, the second has its message kept, the third is not begun; then two persons cancel. */
    async function partlySent(): Promise<void> {
      await month.disburse(0);
      await expect(month.disburse(1, dyingAt({ step: 'keep-message', moment: 'after' }))).rejects.toThrow(WorkerDied);
      await month.pause();
      await month.confirmCancellation();
    }
    const THIRD_FEN = CHUNK_FEN + 280_000;

    it('pays what was sent and what may have been, and nothing else: lines are void, their money is free', async () => {
      await partlySent();
      await month.cancel();
      expect([await month.states(2), (await month.chunk(2)).phase, (await month.control()).status]).toEqual([['void'], 'settled', 'resting']);
      expect(await month.places()).toMatchObject({ payable: CHUNK_FEN, 'in-transit': CHUNK_FEN, available: -2 * CHUNK_FEN });
      expect(await month.reservedFen()).toBe(2 * CHUNK_FEN);
      await month.resume();
      await month.disburseAll();
      expect([await month.phases(), subsidy.bank.bookings.length]).toEqual([['answered', 'answered', 'settled'], 4]);
    });

    it('has its grants decided afresh by the next batch, and what is paid once is free again', async () => {
      const training = trainingOf(6).id;
      expect((await subsidy.grants.find([training]))[0]).toMatchObject({ spentIn: month.chunkIds[2] });
      await partlySent();
      await month.cancel();
      expect((await subsidy.grants.find([training]))[0]).toMatchObject({ spentIn: null });
      const chunk = await month.chunk(2);
      const rechecked = await subsidy.grants.find(chunk.grantIds.filter((id) => id !== training));
      expect(rechecked.map((grant) => ('recheck' in grant ? grant.recheck?.from : null))).toEqual(['2026-01', '2026-01']);
      expect(await subsidy.connection.db.collection('same_kind_claims').countDocuments()).toBe(4);
    });

    it('is settled in the books as the lines say', async () => {
      await partlySent();
      await month.cancel();
      await month.resume();
      await month.disburseAll();
      for (const n of [0, 1]) {
        const items = await subsidy.items.ofChunk(month.chunkIds[n] ?? '');
        await subsidy.items.applyBookings(month.chunkIds[n] ?? '', items.map((item) => ({ itemId: item.id, entitlement: item.due.entitlement, amountFen: item.amountFen, bookedOn: day('2026-11-11'), page: '2026-11-11|p1', reason: null })), []);
      }
      const outcome = outcomeOfLines(await subsidy.items.sumsOfBatch(month.batch.id));
      expect(outcome).toMatchObject({ settledFen: 2 * CHUNK_FEN, unpaidLines: 3, unpaidFen: THIRD_FEN });
      // What the statement would post: all else that the batch owed is gone already.
      const turnovers = await subsidy.ledger.turnovers(JINHUA, month.batch.id);
      expect(outcome && booksAgree(turnovers, outcome, month.batch.totals)).toMatchObject({ ok: false, refusal: { details: { payableFen: 0, owedFen: 0, inTransitFen: 2 * CHUNK_FEN } } });
    });

    it('tells how much was cancelled, once', async () => {
      await partlySent();
      await month.cancel();
      await month.cancel();
      expect((await entries()).map(({ kind }) => kind)).toEqual(['disbursement.paused', 'disbursement.cancellation-asked', 'disbursement.cancellation-confirmed', 'disbursement.rest-cancelled']);
      const told = await subsidy.connection.db.collection<{ event: string }>('outbox').find({}).toArray();
      expect(told.map(({ event }) => JSON.parse(event) as CloudEvent).at(-1)).toMatchObject({ type: 'gongjiang.subsidy.disbursement.rest-cancelled.v1', data: { lines: 3, amountFen: THIRD_FEN, actor: 'system' } });
    });

    it('does nothing before two persons have said so, nor while money is on the way', async () => {
      await month.cancel();
      await month.pause();
      await month.say({ kind: 'ask-cancellation', actor: CHEN, reason: 'a wrong list' });
      await month.cancel();
      expect(await month.phases()).toEqual(['calculated', 'calculated', 'calculated']);
      expect(await month.states(2)).toEqual(['due']);
    });

    it.each(CANCELLATION_STEPS.flatMap((step) => (['before', 'after'] as const).map((moment) => [moment, step] as const)))('comes to the same end after its worker died %s %s', async (moment, step) => {
      await partlySent();
      await month.cancel();
      const undisturbed = await month.written();
      month = await RestingMonth.released(subsidy);
      await partlySent();
      await expect(month.cancel(cancellationDyingAt(step, moment))).rejects.toThrow(WorkerDied);
      await month.cancel();
      expect(await month.written()).toEqual(undisturbed);
    });

    it('comes to the same end by two workers at the same time', async () => {
      await partlySent();
      await month.cancel();
      const undisturbed = await month.written();
      month = await RestingMonth.released(subsidy);
      await partlySent();
      await Promise.all([month.cancel(), month.cancel(), month.cancel()]);
      expect(await month.written()).toEqual(undisturbed);
    });

    it('is not sent by a worker that had begun the chunk and wakes up late', async () => {
      let wake: () => void = () => undefined;
      const sleeping = new Promise<void>((resolve) => { wake = resolve; });
      let asleep: () => void = () => undefined;
      const isAsleep = new Promise<void>((resolve) => { asleep = resolve; });
      const late = month.disburse(2, async (step, run) => {
        if (step === 'keep-message') {
          asleep();
          await sleeping;
        }
        return run();
      });
      await isAsleep;
      await month.pause();
      await month.confirmCancellation();
      await month.cancel();
      await month.resume();
      wake();
      await late;
      expect([subsidy.bank.calls, await month.states(2), (await month.chunk(2)).phase]).toEqual([0, ['void'], 'settled']);
      expect(await subsidy.payments.message(paymentInformationIdOf(month.chunkIds[2] ?? '', 1))).toBeUndefined();
    });

    it('leaves a line alone that an objection holds: its money was never owed', async () => {
      const [held] = await subsidy.items.ofChunk(month.chunkIds[2] ?? '');
      await inTransaction(subsidy.connection, (session) => subsidy.items.withhold([held?.id ?? ''], transactionOf(session)));
      await month.pause();
      await month.confirmCancellation();
      await month.cancel();
      expect([...(await month.states(2))].sort()).toEqual(['void', 'withheld']);
      expect(await subsidy.connection.db.collection('ledger_postings').findOne({ chunkId: month.chunkIds[2], kind: 'release-obligation' })).toMatchObject({ lines: [{ amountFen: THIRD_FEN - (held?.amountFen ?? 0) }, {}] });
    });
  });
});
