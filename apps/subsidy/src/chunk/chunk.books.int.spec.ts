import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fen, type PersonToken } from '@gongjiang/kernel';
import { balancesByPlace } from '@gongjiang/ledger';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { chunkIdOf } from '../batch/batch.range.js';
import { JINHUA } from '../city/city.builders.js';
import { Clawbacks, type OverpaidLine, type SettledOffset } from '../clawback/clawbacks.js';
import { NoOffsets, type OffsetPlan, type PlannedOffset } from '../clawback/offset-plans.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { itemNo } from '../item/item.builders.js';
import { personNo, tokenNo } from '../person/person.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { CHUNK_ID } from './chunk.builders.js';
import { ChunkMonth, dyingAt, WorkerDied, type Death } from './chunk.fixture.js';
import { CHUNK_STEPS } from './chunk.js';

const deathsIn = (steps: readonly Death['step'][]) => steps.flatMap((step) => (['before', 'after'] as const).map((moment) => [`${moment} ${step}`, { step, moment }] as const));
/** The first person was paid 1,000 yuan for a month that is worth 600. */
const TOO_MUCH = itemNo(1, { chunkId: chunkIdOf('330700.post-allowance.2026-10.1', 1, 1), amountFen: fen(100_000), state: 'settled' });

/** Keeps 250 yuan of the second person's money, and remembers what it was told. */
class OneCase extends NoOffsets {
  reserved: readonly PlannedOffset[] = [];

  override async of(): Promise<ReadonlyMap<PersonToken, OffsetPlan>> {
    return new Map([[tokenNo(2), { heldDues: [], cases: [{ caseId: 'case-2', dueKey: 'another', remainingFen: fen(25_000), keepBasisPoints: 5_000, keepAtLeastFen: fen(0), letGoFen: fen(0) }] }]]);
  }

  override async reserve(_chunkId: string, offsets: readonly PlannedOffset[]): Promise<void> {
    this.reserved = offsets;
  }
}

class Remembered extends Clawbacks {
  readonly opened = new Map<string, OverpaidLine>();
  readonly applied = new Map<string, SettledOffset>();

  async openFromOverpaid(_batch: unknown, lines: readonly OverpaidLine[]): Promise<void> {
    for (const line of lines) this.opened.set(line.itemId, line);
  }

  async applyOffsets(offsets: readonly SettledOffset[]): Promise<void> {
    for (const offset of offsets) this.applied.set(offset.itemId, offset);
  }
}

describe('what the bank has no part in', () => {
  let subsidy: TestSubsidy;
  let plans: OneCase;
  let cases: Remembered;
  beforeAll(async () => {
    subsidy = await testSubsidy();
  });
  afterAll(() => subsidy.close());
  beforeEach(() => {
    plans = new OneCase();
    cases = new Remembered();
  });

  async function released(): Promise<ChunkMonth> {
    const ports = { ...subsidy, offsetPlans: plans, clawbacks: cases };
    const month = await ChunkMonth.planned(ports, { residents: [personNo(1), personNo(2)], due: [allowanceOf(1), allowanceOf(2), trainingOf(1)], before: () => subsidy.items.add([TOO_MUCH]) });
    await month.calculate();
    await month.release();
    return month;
  }
  const items = async () => new Map((await subsidy.items.ofChunk(CHUNK_ID)).map((item) => [`${item.due.subject} ${item.way}`, [item.state, item.amountFen]]));

  it('is told apart in the totals: to pay, to keep, and to claim back', async () => {
    const month = await released();
    expect(await month.chunk()).toMatchObject({ totals: { lines: 2, amountFen: 315_000, offset: { lines: 1, amountFen: 25_000 }, overpaid: { lines: 1, amountFen: 40_000 } } });
    expect(plans.reserved).toMatchObject([{ caseId: 'case-2', amountFen: 25_000 }]);
  });

  it('is settled in the books: what is kept counts as paid, what was too much becomes a claim, and neither goes to the bank', async () => {
    const month = await released();
    await month.disburse();
    expect(await items()).toEqual(new Map([['training-1 pay', ['accepted', 280_000]], ['cert-1 claim-back', ['overpaid', -40_000]], ['cert-2 pay', ['accepted', 35_000]], ['cert-2 offset', ['offset', 25_000]]]));
    expect(balancesByPlace(await subsidy.ledger.turnovers(JINHUA))).toMatchObject({ paid: 25_000, 'in-transit': 315_000, payable: 0 });
    expect([...subsidy.bank.books.values()].map(({ payment }) => payment.amountFen).sort((one, other) => one - other)).toEqual([35_000, 280_000]);
    expect([...cases.opened.values()]).toMatchObject([{ due: { subject: 'cert-1' }, amountFen: -40_000 }]);
    expect([...cases.applied.values()]).toMatchObject([{ caseId: 'case-2', amountFen: 25_000, batchId: month.batch.id }]);
  });

  it.each(deathsIn(CHUNK_STEPS.calculated))('comes to the same end though the worker died %s', async (_when, death) => {
    const month = await released();
    await expect(month.disburse(dyingAt(death))).rejects.toThrow(WorkerDied);
    await month.disburse();
    expect(balancesByPlace(await subsidy.ledger.turnovers(JINHUA))).toMatchObject({ paid: 25_000, 'in-transit': 315_000, payable: 0 });
    expect([cases.opened.size, cases.applied.size]).toEqual([1, 1]);
    expect(await items()).toMatchObject({ size: 4 });
  });

  it('is not to be sent either where an objection holds it, and the rest goes on', async () => {
    const month = await released();
    const held = (await subsidy.items.ofChunk(CHUNK_ID)).find((item) => item.due.subject === 'training-1');
    await inTransaction(subsidy.connection, (session) => subsidy.items.withhold([held?.id ?? ''], transactionOf(session)));
    await month.disburse();
    expect((await items()).get('training-1 pay')).toEqual(['withheld', 280_000]);
    expect([...subsidy.bank.books.values()].map(({ payment }) => payment.amountFen)).toEqual([35_000]);
    expect(await month.chunk()).toMatchObject({ phase: 'answered', outcome: { accepted: { lines: 1 }, unpaid: { lines: 1, amountFen: 280_000 } } });
  });
});
