import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fen, type Year } from '@gongjiang/kernel';
import { AFTER_NOTICE, OFFICERS, TOTALS } from '../batch/batch.builders.js';
import { codeOf, done, Office, SOURCE, targetOf } from '../batch/batch.fixture.js';
import type { BatchStatus } from '../batch/batch.js';
import { chunkIdOf } from '../batch/batch.range.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { JINHUA } from '../city/city.builders.js';
import { itemNo } from '../item/item.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { GateExplanations } from './gate.service.js';
import { setBudget } from '../fund/fund.fixture.js';

describe('a batch at the gate', () => {
  let subsidy: TestSubsidy;
  let office: Office;
  let kept: KeptBatch;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new Office(subsidy);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    kept = await office.startCalculation(await office.open());
  });

  const by = { city: JINHUA, actor: OFFICERS.handler, on: AFTER_NOTICE, source: SOURCE };
  const inBatch = (n: number, amountFen: number) => itemNo(n, { chunkId: chunkIdOf(kept.batch.id, 1, 1), amountFen: fen(amountFen) });
  /** The gate has seen these lines; the calculation says what it always says. */
  async function calculated(...amounts: readonly number[]): Promise<KeptBatch> {
    await subsidy.items.add(amounts.map((amountFen, n) => inBatch(n + 1, amountFen)));
    await subsidy.gate.examine(kept.batch, TOTALS);
    const complete = { kind: 'complete-calculation', actor: 'system', on: AFTER_NOTICE, calculation: 1, totals: TOTALS } as const;
    return done(await subsidy.batchService.act(targetOf(kept), complete));
  }
  const status = async (): Promise<BatchStatus> => (await office.load(kept.batch.id)).batch.status;

  it('is submitted when all agrees', async () => {
    expect(codeOf(await office.submit(await calculated(60_000, 100_000)))).toBe('fund.unknown');
    expect((await subsidy.gates.load(JINHUA, kept.batch.id))?.report.findings.every(({ colour }) => colour === 'green')).toBe(true);
  });

  it('is not submitted where a line is missing, and stays calculated', async () => {
    const short = await calculated(60_000);
    await fundFor();
    expect(codeOf(await office.submit(short))).toBe('gate.red');
    expect(await status()).toBe('calculated');
  });

  it('is looked at line by line once, however many jobs find that nothing is left', async () => {
    await calculated(60_000, 100_000);
    const counted = jest.spyOn(subsidy.gates, 'linesOf');
    await subsidy.gate.examine(kept.batch, TOTALS);
    await subsidy.connection.db.collection('gate_reports').deleteMany({});
    await Promise.all([subsidy.gate.examine(kept.batch, TOTALS), subsidy.gate.examine(kept.batch, TOTALS)]);
    expect(counted).toHaveBeenCalledTimes(1);
    counted.mockRestore();
  });

  it('is not submitted without a report of this very calculation', async () => {
    await calculated(60_000, 100_000);
    await subsidy.connection.db.collection('gate_reports').updateMany({}, { $set: { 'report.calculation': 0 } });
    await fundFor();
    expect(codeOf(await office.submit(await office.load(kept.batch.id)))).toBe('gate.no-report');
  });

  it('is submitted with a word for what a word can explain', async () => {
    const large = await calculated(100_000, 60_000);
    await subsidy.connection.db.collection('gate_reports').updateMany({}, { $set: { 'report.findings': [{ check: 'large-lines', colour: 'red', figures: {} }] } });
    await fundFor();
    expect(codeOf(await office.submit(large))).toBe('gate.red');
    const explanations = new GateExplanations(subsidy.gates, subsidy.changes);
    expect((await explanations.explain(by, kept.batch.id, 'held-share', 'why')).ok).toBe(false);
    expect((await explanations.explain(by, kept.batch.id, 'large-lines', 'a gold medal')).ok).toBe(true);
    expect(codeOf(await office.submit(large))).toBe('done');
  });

  it('keeps the first report of a calculation, with its words, though the driver makes it again', async () => {
    await calculated(60_000);
    const before = await subsidy.gates.load(JINHUA, kept.batch.id);
    await subsidy.items.add([inBatch(2, 100_000)]);
    await subsidy.gate.examine(kept.batch, TOTALS);
    expect(await subsidy.gates.load(JINHUA, kept.batch.id)).toEqual(before);
  });

  /** A year's money for the programme. */
  async function fundFor(): Promise<void> {
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000_000));
  }
});
