import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fen } from '@gongjiang/kernel';
import { eventually } from '@gongjiang/testing';
import { cardOf, paymentOf, PAYER } from '../books/books.builders.js';
import { startedBank } from '../http/bank.fixture.js';
import { Misbehaviour } from './misbehaviour.js';
import { planSchema, ruleSchema } from './misbehaviour.plan.js';

let bank: Awaited<ReturnType<typeof startedBank>>;
beforeEach(async () => { bank = await startedBank(); });
afterEach(() => bank.stop());

const three = () => [paymentOf('e1'), paymentOf('e2'), paymentOf('e3')];
const idsOf = (lines: readonly { endToEndId: string }[]) => lines.map(({ endToEndId }) => endToEndId);
const settledCount = async () => (await bank.client.summary()).byStatus.settled.count;

describe('told to, the bank', () => {
  test('refuses everything with 503 and books nothing', async () => {
    await bank.client.misbehave({ kind: 'refuses' });
    expect(await bank.client.pay(three())).toMatchObject({ status: 503, body: { code: 'bank.unavailable' } });
    expect(await bank.client.inquire({ endToEndIds: ['e1'] })).toMatchObject({ status: 503 });
    expect(await bank.client.statement({ account: PAYER, day: '2026-11-02' })).toMatchObject({ status: 503 });
    expect(await settledCount()).toBe(0);
  });

  test('cuts the connection before it books: sent again, all is paid once', async () => {
    await bank.client.misbehave({ kind: 'cuts-before-booking', times: 1 });
    await expect(bank.client.pay(three())).rejects.toThrow('fetch failed');
    expect(await settledCount()).toBe(0);
    expect((await bank.client.pay(three())).body.lines.every(({ duplicate }) => !duplicate)).toBe(true);
    expect(await settledCount()).toBe(3);
  });

  test('pays and never answers: sent again, nothing is paid again', async () => {
    await bank.client.misbehave({ kind: 'cuts-after-booking', times: 1 });
    await expect(bank.client.pay(three())).rejects.toThrow('fetch failed');
    expect(await settledCount()).toBe(3);
    expect((await bank.client.pay(three())).body.lines.every(({ duplicate }) => duplicate)).toBe(true);
    expect(await settledCount()).toBe(3);
  });

  test('answers late what it booked at once', async () => {
    await bank.client.misbehave({ kind: 'answers-late', afterMs: 120 });
    const begun = performance.now();
    const answer = bank.client.pay(three());
    await eventually(async () => (await settledCount()) === 3, { everyMs: 1 });
    expect((await answer).body.status).toBe('accepted');
    expect(performance.now() - begun).toBeGreaterThanOrEqual(110);
  });

  test('books late: asked in between, it knows nothing of the payment', async () => {
    await bank.client.misbehave({ kind: 'books-late', afterMs: 150 });
    const answer = bank.client.pay(three());
    expect((await bank.client.inquire({ endToEndIds: ['e1'] })).body.statuses[0]?.status).toBe('unknown-id');
    await answer;
    expect((await bank.client.inquire({ endToEndIds: ['e1'] })).body.statuses[0]?.status).toBe('settled');
  });

  test('answers twice, and in another order, on payment, inquiry and statement', async () => {
    const at = ['payments', 'inquiry', 'statement'];
    await bank.client.misbehave({ kind: 'answers-twice', at }, { kind: 'answers-out-of-order', at });
    const { lines } = (await bank.client.pay(three())).body;
    expect(idsOf(lines).sort()).toEqual(['e1', 'e1', 'e2', 'e2', 'e3', 'e3']);
    expect(idsOf(lines)).not.toEqual(['e1', 'e2', 'e3', 'e1', 'e2', 'e3']);
    expect((await bank.client.inquire({ endToEndIds: ['e1', 'e2'] })).body.statuses).toHaveLength(4);
    expect((await bank.client.statement({ account: PAYER, day: '2026-11-02' })).body.entries).toHaveLength(8);
    expect(await settledCount()).toBe(3);
  });

  test('leaves lines out of its answer that it has paid', async () => {
    await bank.client.misbehave({ kind: 'omits-lines' });
    expect(idsOf((await bank.client.pay(three())).body.lines)).toEqual(['e1', 'e3']);
    expect(await settledCount()).toBe(3);
  });

  test('answers and states totals that are a fen off', async () => {
    await bank.client.misbehave({ kind: 'answers-wrong-totals' });
    expect((await bank.client.pay(three())).body.totals.accepted).toEqual({ numberOfPayments: 3, sumFen: 180_001 });
    expect((await bank.client.statement({ account: PAYER, day: '2026-11-02' })).body.debitSumFen).toBe(180_001);
  });

  test('states an amount that is a fen off', async () => {
    await bank.client.pay(three());
    await bank.client.misbehave({ kind: 'states-wrong-amounts' });
    expect((await bank.client.statement({ account: PAYER, day: '2026-11-02' })).body.entries[0]?.amountFen).toBe(1_000_000_001);
  });

  test.each(['omits', 'twice', 'partial', 'wrong-amount'] as const)('books a payment wrongly (%s) and puts it right on a later day: every statement adds up, and in the end all is as it was', async (how) => {
    await bank.client.pay(three());
    await bank.client.call('POST', '/business-date', { to: '2026-11-06' });
    const days = ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05'];
    const stated = async () => Promise.all(days.map(async (day) => (await bank.client.statement({ account: PAYER, day })).body));
    const as = await stated();
    await bank.client.misbehave({ kind: 'misbooks', endToEndId: 'e2', how, rightOn: '2026-11-04' });
    const wrong = await stated();
    for (const [at, one] of wrong.entries()) {
      const sumOf = (kind: string): number => one.entries.filter((entry) => (entry.kind === 'debit') === (kind === 'debit')).reduce((sum, { amountFen }) => sum + amountFen, 0);
      expect([one.numberOfEntries, one.debitSumFen, one.creditSumFen]).toEqual([one.entries.length, sumOf('debit'), sumOf('credit')]);
      expect(one.openingBalanceFen + one.creditSumFen - one.debitSumFen).toBe(one.closingBalanceFen);
      expect(one.openingBalanceFen).toBe(at === 0 ? as[0]?.openingBalanceFen : wrong[at - 1]?.closingBalanceFen);
    }
    expect(wrong[0]?.entries).not.toEqual(as[0]?.entries);
    expect(wrong[3]).toEqual(as[3]);
    expect(await settledCount()).toBe(3);
  });

  test('says on inquiry that it does not know what it paid, and later that it does', async () => {
    await bank.client.pay(three());
    await bank.client.misbehave({ kind: 'forgets-on-inquiry', times: 1 });
    expect((await bank.client.inquire({ endToEndIds: ['e1'] })).body.statuses[0]).toMatchObject({ status: 'unknown-id', bankReference: null });
    expect((await bank.client.inquire({ endToEndIds: ['e1'] })).body.statuses[0]?.status).toBe('settled');
  });

  test('rejects some lines', async () => {
    await bank.client.misbehave({ kind: 'rejects-lines', times: 1, reasonCode: 'AC06' });
    expect((await bank.client.pay(three())).body.lines.map(({ reasonCode }) => reasonCode)).toEqual(['AC06', null, null]);
    expect(await settledCount()).toBe(2);
  });

  test('refuses a message whole that there is too little money for, and takes the same one when there is', async () => {
    await bank.client.misbehave({ kind: 'refuses-whole-when-short' });
    const tooMuch = [paymentOf('e1'), paymentOf('e2', { amountFen: fen(1_000_000_000) })];
    expect((await bank.client.pay(tooMuch)).body).toMatchObject({ status: 'rejected', refusedFor: 'AM04', lines: [] });
    expect((await bank.client.summary()).byStatus).toMatchObject({ settled: { count: 0 }, rejected: { count: 0 } });
    await bank.client.call('POST', '/accounts/fund', { account: PAYER, amountFen: 60_000, reference: 'F2' });
    expect((await bank.client.pay(tooMuch)).body.lines.map(({ status, duplicate }) => [status, duplicate])).toEqual([['accepted', false], ['accepted', false]]);
    expect((await bank.client.pay(tooMuch)).body.lines.every(({ duplicate }) => duplicate)).toBe(true);
  });

  test('gives some lines back days later', async () => {
    await bank.client.misbehave({ kind: 'returns-lines', times: 2, afterDays: 4 });
    expect((await bank.client.pay(three())).body.status).toBe('accepted');
    await bank.client.call('POST', '/business-date', { to: '2026-11-06' });
    expect((await bank.client.statement({ account: PAYER, day: '2026-11-06' })).body.entries).toMatchObject([{ kind: 'return', endToEndId: 'e1' }, { kind: 'return', endToEndId: 'e2' }]);
  });

  test('pays an id again, which its books do not hide', async () => {
    await bank.client.misbehave({ kind: 'ignores-idempotency' });
    await bank.client.pay(three());
    await bank.client.pay([paymentOf('e1', { creditorAccount: cardOf(2) })]);
    expect(await bank.client.summary()).toMatchObject({ idsPaidMoreThanOnce: 1, byStatus: { settled: { count: 4 } } });
    expect((await bank.client.call<{ payments: unknown[] }>('GET', '/books/payments/e1')).body.payments).toHaveLength(2);
  });

  test('behaves again when the plan is taken back, and says how often each rule struck', async () => {
    await bank.client.misbehave({ kind: 'refuses', times: 2 });
    await bank.client.pay(three());
    expect((await bank.client.call('GET', '/misbehaviour')).body).toMatchObject({ seed: 7, struck: [1], rules: [{ kind: 'refuses' }] });
    await bank.client.misbehave();
    expect((await bank.client.pay(three())).status).toBe(200);
  });

  test('refuses a plan that it does not understand', async () => {
    expect(await bank.client.misbehave({ kind: 'sleeps' })).toMatchObject({ status: 400, body: { code: 'bank.malformed' } });
    expect(await bank.client.misbehave({ kind: 'refuses', share: 2 })).toMatchObject({ status: 400 });
  });
});

describe('a plan', () => {
  const struck = (seed: number, share: number, calls: number) => {
    const misbehaviour = new Misbehaviour(planSchema.parse({ seed, rules: [{ kind: 'refuses', share }] }));
    return Array.from({ length: calls }, (_, call) => misbehaviour.onCall('payments', `M${call}`).has('refuses'));
  };
  test('with the same seed strikes the same calls', () => {
    expect(struck(1, 0.3, 200)).toEqual(struck(1, 0.3, 200));
    expect(struck(1, 0.3, 200)).not.toEqual(struck(2, 0.3, 200));
  });
  test('strikes about its share', () => {
    const share = struck(1, 0.3, 5_000).filter(Boolean).length / 5_000;
    expect(Math.abs(share - 0.3)).toBeLessThan(0.03);
  });
  test('strikes whatever the order of the calls is', () => {
    const plan = planSchema.parse({ seed: 3, rules: [{ kind: 'cuts-after-booking', share: 0.5 }] });
    const names = Array.from({ length: 50 }, (_, call) => `M${call}`);
    const struckBy = (order: string[]) => {
      const misbehaviour = new Misbehaviour(plan);
      return new Set(order.filter((name) => misbehaviour.onCall('payments', name).has('cuts-after-booking')));
    };
    expect(struckBy(names)).toEqual(struckBy([...names].reverse()));
  });
  test('does not strike a call for ever: sent again, it is drawn anew', () => {
    const misbehaviour = new Misbehaviour(planSchema.parse({ seed: 1, rules: [{ kind: 'refuses', share: 0.5 }] }));
    const tries = Array.from({ length: 40 }, () => misbehaviour.onCall('payments', 'M1').has('refuses'));
    expect(new Set(tries).size).toBe(2);
  });
});

test('the documentation names every rule', async () => {
  const text = await readFile(new URL('../../../../docs/sandbox-bank.md', import.meta.url), 'utf8');
  expect(ruleSchema.options.map(({ shape }) => shape.kind.value).filter((kind) => !text.includes(`\`${kind}\``))).toEqual([]);
});
