import type { PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { fen, ZERO_FEN } from '@gongjiang/kernel';
import { accountOf, balancesByPlace, movement } from '@gongjiang/ledger';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { BookkeepingBank } from '../bank/bank.fixture.js';
import type { Batch } from '../batch/batch.js';
import { batchIn, OFFICERS } from '../batch/batch.builders.js';
import { newMoneyFen } from '../batch/batch.money.js';
import { fundYearOf } from '../batch/batch.posting.js';
import { chunkIdOf } from '../batch/batch.range.js';
import { calculateChunk } from '../chunk/chunk.calculate.js';
import { disburseChunk } from '../chunk/chunk.disburse.js';
import type { Chunk } from '../chunk/chunk.js';
import { PAID_ON, WorkerDied } from '../chunk/chunk.fixture.js';
import { plainStep, type StepRunner } from '../chunk/chunk.step.js';
import { batchTotalsOf } from '../chunk/chunk.totals.js';
import { JINHUA } from '../city/city.builders.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { personNo } from '../person/person.builders.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { cancelRest, type CancellationStep, type CancellationStepRunner } from './cancellation.js';
import { BRAKERS } from './control.builders.js';
import type { ControlOutcome, UnsignedCommand } from './brakes.js';
import type { ControlScope } from './control.js';
import type { KeptControl } from './control.store.js';
import { setBudget } from '../fund/fund.fixture.js';

type Payable = Extract<Batch, { status: 'disbursing' }>;
const [CHEN, MA] = BRAKERS;
const SOURCE = '10.0.0.7';
export const PERSONS_A_CHUNK = 2;
export const ALLOWANCE_FEN = 60_000;

/** A bank whose city has so much money, and that refuses a message whole which it is too little for. */
export class PurseBank extends BookkeepingBank {
  balanceFen = ZERO_FEN;
  refusals = 0;

  override async pay(message: PaymentMessage): Promise<PaymentMessageAnswer> {
    const neededFen = message.payments.filter(({ endToEndId }) => !this.books.has(endToEndId)).reduce((sum, { amountFen }) => sum + amountFen, 0);
    if (neededFen <= this.balanceFen) {
      this.balanceFen = fen(this.balanceFen - neededFen);
      return super.pay(message);
    }
    this.refusals += 1;
    const none = { numberOfPayments: 0, sumFen: ZERO_FEN };
    return { messageId: message.messageId, paymentInformationId: message.paymentInformationId, status: 'rejected', refusedFor: 'AM04', lines: [], totals: { accepted: none, rejected: none } };
  }
}

/** Runs a cancellation up to one of its steps, where its worker dies. */
export function cancellationDyingAt(last: CancellationStep, moment: 'before' | 'after'): CancellationStepRunner {
  return async (step, run) => {
    if (step === last && moment === 'before') throw new WorkerDied(`before ${step}`);
    const result = await run();
    if (step === last && moment === 'after') throw new WorkerDied(`after ${step}`);
    return result;
  };
}

/** A batch that is being paid, in several chunks of two persons each; the last one also has a training that is paid once. */
export class RestingMonth {
  private constructor(readonly subsidy: TestSubsidy, readonly batch: Payable, readonly chunkIds: readonly string[]) {}

  static async released(subsidy: TestSubsidy, chunks = 3): Promise<RestingMonth> {
    await subsidy.empty();
    subsidy.bank.reset();
    const planned = { ...batchIn('calculating'), entitlements: ['jinhua/7/post-allowance', 'jinhua/7/certificate-training'] } as Extract<Batch, { status: 'calculating' }>;
    const grants = Array.from({ length: chunks * PERSONS_A_CHUNK }, (_, n) => allowanceOf(n + 1));
    const training = trainingOf(chunks * PERSONS_A_CHUNK);
    await subsidy.persons.save(grants.map((_, n) => personNo(n + 1)), 'tests');
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open([...grants, training], transactionOf(session)));
    const run = (await subsidy.populations.begin(planned.id, planned.calculation, subsidy.packs.hash)) ?? 0;
    const ids = Array.from({ length: chunks }, (_, n) => chunkIdOf(planned.id, run, n + 1));
    await subsidy.chunks.plan(ids.map((id, n) => ({
      phase: 'planned', id, city: JINHUA, batchId: planned.id, run, number: n + 1, carriedFrom: null, rechecks: {}, itemIds: [],
      grantIds: [...grants.slice(n * PERSONS_A_CHUNK, (n + 1) * PERSONS_A_CHUNK).map(({ id: grant }) => grant), ...(n === chunks - 1 ? [training.id] : [])],
    })));
    await subsidy.populations.lock(planned.id, run, chunks);
    for (const id of ids) await calculateChunk(subsidy, planned, await chunkOf(subsidy, id), plainStep);
    const summaries = await subsidy.chunks.ofBatch(planned.id, run);
    const totals = batchTotalsOf(summaries.flatMap((chunk) => ('totals' in chunk ? [chunk.totals] : [])));
    const batch = { ...batchIn('disbursing', { totals }), entitlements: planned.entitlements } as Payable;
    await reserveAndOblige(subsidy, batch);
    await save(subsidy, batch);
    return new RestingMonth(subsidy, batch, ids);
  }

  get scope(): ControlScope {
    return { kind: 'batch', batchId: this.batch.id };
  }

  say(command: UnsignedCommand, scope: ControlScope = this.scope, version: number | null = null): Promise<ControlOutcome> {
    return this.subsidy.brakes.act({ city: JINHUA, scope, version, source: SOURCE }, command);
  }

  async pause(scope?: ControlScope): Promise<KeptControl> {
    return done(await this.say({ kind: 'pause', actor: CHEN, cause: 'officer', reason: 'a call' }, scope));
  }

  async resume(scope?: ControlScope): Promise<KeptControl> {
    return done(await this.say({ kind: 'resume', actor: CHEN }, scope));
  }

  /** Two persons say that what is not sent is cancelled; a worker carries it out later. */
  async confirmCancellation(): Promise<void> {
    done(await this.say({ kind: 'ask-cancellation', actor: CHEN, reason: 'a wrong list' }));
    done(await this.say({ kind: 'confirm-cancellation', actor: MA }));
  }

  async cancel(step: CancellationStepRunner = (_step, run) => run()): Promise<void> {
    await cancelRest(this.subsidy, this.batch, PAID_ON, step);
  }

  async disburse(n: number, step: StepRunner = plainStep): Promise<void> {
    await disburseChunk(this.subsidy, this.batch, await this.chunk(n), PAID_ON, step);
  }

  async disburseAll(): Promise<void> {
    for (const n of this.chunkIds.keys()) await this.disburse(n);
  }

  chunk(n: number): Promise<Chunk> {
    return chunkOf(this.subsidy, this.chunkIds[n] ?? '');
  }

  async phases(): Promise<readonly string[]> {
    return Promise.all(this.chunkIds.map(async (_, n) => (await this.chunk(n)).phase));
  }

  /** Which states the lines of a chunk are in. */
  async states(n: number): Promise<readonly string[]> {
    return [...new Set((await this.subsidy.items.ofChunk(this.chunkIds[n] ?? '')).map(({ state }) => state))];
  }

  async control() {
    return (await this.subsidy.sendingGate.look(this.batch)).own.control;
  }

  async places() {
    return balancesByPlace(await this.subsidy.ledger.turnovers(JINHUA, this.batch.id));
  }

  async reservedFen(): Promise<number> {
    const fund = await this.subsidy.funds.find(JINHUA, this.batch.fund, this.batch.fundYear);
    return fund?.reservations.find(({ batchId }) => batchId === this.batch.id)?.amountFen ?? 0;
  }

  /** With another part in the place of one: another bank, another clock. */
  with(parts: Partial<TestSubsidy>): RestingMonth {
    return new RestingMonth({ ...this.subsidy, ...parts }, this.batch, this.chunkIds);
  }

  /** All that the month has written, in the order of its keys, without what a clock put there. */
  async written(): Promise<Record<string, unknown>> {
    const { db } = this.subsidy.connection;
    const hidden = { answeredAt: 0, lease: 0, changes: 0, 'recheck.at': 0, 'control.since': 0, repeated: 0 };
    const names = ['items', 'joint_states', 'same_kind_claims', 'grants', 'chunks', 'payment_answers', 'ledger_postings', 'funds', 'disbursement_controls'];
    const documents = await Promise.all(names.map((name) => db.collection(name).find({}, { projection: hidden }).sort({ _id: 1 }).toArray()));
    return { ...Object.fromEntries(names.map((name, at) => [name, documents[at]])), bank: [...this.subsidy.bank.bookings].sort() };
  }
}

function done(outcome: ControlOutcome): KeptControl {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.value;
}

async function chunkOf(subsidy: TestSubsidy, id: string): Promise<Chunk> {
  const chunk = await subsidy.chunks.find(id);
  if (!chunk) throw new Error(`There is no chunk ${id}`);
  return chunk;
}

/** What submission and approval would have done with the fund and the books. */
async function reserveAndOblige({ funds, ledger }: TestSubsidy, batch: Payable): Promise<void> {
  const amountFen = newMoneyFen(batch.totals);
  await setBudget(funds, JINHUA, batch.fund, batch.fundYear, fen(10_000_000));
  const reserved = await funds.reserve({ city: JINHUA, fund: batch.fund, year: batch.fundYear, batchId: batch.id, calculation: batch.calculation }, amountFen);
  if (!reserved.ok) throw new Error(reserved.refusal.code);
  const lines = movement(amountFen, accountOf(fundYearOf(batch), 'available'), accountOf(fundYearOf(batch), 'payable'));
  await ledger.post([{ id: `oblige|${batch.id}|1`, city: JINHUA, kind: 'oblige', batchId: batch.id, chunkId: null, businessDate: PAID_ON, lines }]);
}

async function save({ batches, connection }: TestSubsidy, batch: Payable): Promise<void> {
  const change = { kind: 'opened', actor: OFFICERS.handler, on: PAID_ON, at: new Date() } as const;
  await inTransaction(connection, (session) => batches.save(batch, 0, change, transactionOf(session)));
}
