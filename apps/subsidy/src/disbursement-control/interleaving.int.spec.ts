import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import { findingsOf } from '@gongjiang/ledger';
import fc from 'fast-check';
import { BankSilent } from '../bank/bank.js';
import { dyingAt, WorkerDied } from '../chunk/chunk.fixture.js';
import { CHUNK_STEPS, paymentInformationIdOf, type ChunkStep } from '../chunk/chunk.js';
import { booksAgree, outcomeOfLines } from '../driver/batch.reconcile.js';
import { JINHUA } from '../city/city.builders.js';
import { settleEntries } from '../statement/statement.settle.js';
import { debitOf } from '../statement/statement.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { CANCELLATION_STEPS, type CancellationStepRunner } from './cancellation.js';
import { BRAKERS } from './control.builders.js';
import { PurseBank, RestingMonth } from './month.fixture.js';

const CHUNKS = 3;
const RUNS = 20;
const [CHEN, MA] = BRAKERS;
const ON = day('2026-11-11');

/** One thing that happens while a batch is paid, in whatever order. */
type Step =
  | { readonly kind: 'pause' | 'resume' | 'top-up' }
  | { readonly kind: 'work'; readonly chunk: number; readonly dies: ChunkStep | null }
  | { readonly kind: 'late-worker'; readonly chunk: number; readonly at: ChunkStep }
  | { readonly kind: 'cancel'; readonly diesAt: number }
  | { readonly kind: 'silence'; readonly how: 'silent-before' | 'silent-after' };

const chunk = fc.integer({ min: 0, max: CHUNKS - 1 });
const dies = fc.option(fc.constantFrom(...CHUNK_STEPS.calculated, ...CHUNK_STEPS.instructed), { freq: 2 });
/** Around the one write that decides whether a chunk is sent or cancelled. */
const sleepsAt = fc.constantFrom<ChunkStep>('keep-message', 'post-instruction', 'mark-instructed', 'send', 'keep-answer');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const, 'top-up' as const).map((kind): Step => ({ kind })) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('work' as const), chunk, dies }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('late-worker' as const), chunk, at: sleepsAt }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: CANCELLATION_STEPS.length * 2 }).map((diesAt): Step => ({ kind: 'cancel', diesAt })) },
  { weight: 1, arbitrary: fc.constantFrom('silent-before' as const, 'silent-after' as const).map((how): Step => ({ kind: 'silence', how })) },
);

let subsidy: TestSubsidy;
beforeAll(async () => { subsidy = await testSubsidy(); });
afterAll(() => subsidy.close());

/** Faults that were brought about on purpose. */
async function tolerating(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => { if (!(error instanceof WorkerDied) && !(error instanceof BankSilent)) throw error; });
}

/** Workers that saw a chunk and fell asleep right before their last write or call; they wake up at the end. */
class Sleepers {
  private readonly wakes: (() => void)[] = [];
  private readonly asleep: Promise<unknown>[] = [];

  async fallAsleep(month: RestingMonth, n: number, at: ChunkStep): Promise<void> {
    let isAsleep: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => { isAsleep = resolve; });
    const woken = new Promise<void>((resolve) => { this.wakes.push(resolve); });
    const working = tolerating(month.disburse(n, async (one, run) => {
      if (one === at) {
        isAsleep();
        await woken;
      }
      return run();
    }));
    this.asleep.push(working);
    await Promise.race([reached, working]);
  }

  async wake(): Promise<void> {
    for (const wake of this.wakes) wake();
    await Promise.all(this.asleep);
  }
}

function dyingAfter(steps: number): CancellationStepRunner {
  let done = 0;
  return async (_step, run) => {
    done += 1;
    if (done > steps) throw new WorkerDied('in the middle of a cancellation');
    return run();
  };
}

async function happen(month: RestingMonth, bank: PurseBank, sleepers: Sleepers, one: Step): Promise<void> {
  switch (one.kind) {
    case 'pause': return void (await month.say({ kind: 'pause', actor: CHEN, cause: 'officer', reason: 'x' }));
    case 'resume': return void (await month.say({ kind: 'resume', actor: CHEN }));
    case 'top-up': bank.balanceFen = fen(bank.balanceFen + 120_000); return;
    case 'silence': return bank.misbehave(one.how);
    case 'work': return tolerating(one.dies ? month.disburse(one.chunk, dyingAt({ step: one.dies, moment: 'after' })) : month.disburse(one.chunk));
    case 'late-worker': return sleepers.fallAsleep(month, one.chunk, one.at);
    case 'cancel':
      await month.say({ kind: 'pause', actor: CHEN, cause: 'officer', reason: 'x' });
      await month.say({ kind: 'ask-cancellation', actor: CHEN, reason: 'x' });
      await month.say({ kind: 'confirm-cancellation', actor: MA });
      return tolerating(month.cancel(dyingAfter(one.diesAt)));
  }
}

/** Somebody lets all of it come to its end: requests are taken back, a cancellation on its way is done, the account is full. */
async function comeToAnEnd(month: RestingMonth, bank: PurseBank, sleepers: Sleepers): Promise<void> {
  bank.balanceFen = fen(10_000_000);
  for (let tries = 0; tries < 3; tries += 1) {
    await month.cancel();
    await month.say({ kind: 'withdraw-request', actor: CHEN });
    await month.say({ kind: 'resume', actor: CHEN });
    for (const n of month.chunkIds.keys()) for (const _try of [1, 2, 3, 4, 5, 6]) await tolerating(month.disburse(n));
    await sleepers.wake();
  }
}

/** The bank's statement, as its own books have it. */
async function settle(month: RestingMonth, bank: PurseBank): Promise<void> {
  for (const chunkId of month.chunkIds) {
    const items = (await subsidy.items.ofChunk(chunkId)).filter(({ state }) => state === 'accepted');
    const id = paymentInformationIdOf(chunkId, 1);
    const entries = items.map((item) => debitOf(item, { bookedOn: ON }));
    await settleEntries(subsidy, { city: JINHUA, day: ON, sent: (await subsidy.chunks.byPaymentInformation([id])).get(id), pages: [{ page: 1, entries }] });
  }
  expect(bank.bookings.length).toBe((await Promise.all(month.chunkIds.map((id) => subsidy.items.ofChunk(id)))).flat().filter(({ state }) => state === 'settled').length);
}

it('whatever is paused, let go on, cancelled, interrupted and woken in whatever order: each line is paid once or void, and the books say the same as the bank', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
    const released = await RestingMonth.released(subsidy, CHUNKS);
    const bank = new PurseBank();
    bank.balanceFen = fen(240_000);
    const month = released.with({ bankOf: () => bank });
    const sleepers = new Sleepers();
    for (const one of steps) await happen(month, bank, sleepers, one);
    await comeToAnEnd(month, bank, sleepers);

    expect(new Set(bank.bookings).size).toBe(bank.bookings.length);
    expect((await month.phases()).every((phase) => phase === 'answered' || phase === 'settled')).toBe(true);
    await settle(month, bank);
    const outcome = outcomeOfLines(await subsidy.items.sumsOfBatch(month.batch.id));
    expect(outcome && outcome.settledLines + outcome.unpaidLines).toBe(month.batch.totals.lines);
    const turnovers = await subsidy.ledger.turnovers(JINHUA, month.batch.id);
    expect(outcome && booksAgree(turnovers, outcome, month.batch.totals)).toEqual({ ok: true, value: true });
    expect(findingsOf(turnovers).every(({ account }) => account?.endsWith('/available'))).toBe(true);
    expect(await month.reservedFen()).toBe(outcome?.settledFen);
  }), { numRuns: RUNS });
});
