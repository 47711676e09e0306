import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LEDGER_CONTRACT, MongoLedgerStore } from '@gongjiang/ledger';
import type { Document, Filter, UpdateFilter } from 'mongodb';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { closedMonth } from './books.fixture.js';
import type { CheckCode, CheckFinding } from './ledger-check.js';
import { LedgerCheck, type Depth } from './ledger.check.js';

type Row = Document & { _id: string };
const POSTING = (kind: string): Filter<Row> => ({ _id: { $regex: `^${kind}\\|` } });
const ITEM = (state: string): Filter<Row> => ({ state });

describe('ledger check', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    await closedMonth(subsidy);
  });
  afterAll(() => subsidy.close());

  async function findings(depth: Depth = 'lines', city = JINHUA): Promise<readonly CheckFinding[]> {
    const found: CheckFinding[] = [];
    await new LedgerCheck(subsidy).of(city, depth, (finding) => found.push(finding));
    return found;
  }
  const codes = async (depth?: Depth): Promise<readonly CheckCode[]> => (await findings(depth)).map(({ code }) => code);

  /** Alters one document, asks, and puts it back as it was. */
  async function altered(collection: string, filter: Filter<Row>, update: UpdateFilter<Row> | 'deleted'): Promise<readonly CheckFinding[]> {
    const rows = subsidy.connection.db.collection<Row>(collection);
    const before = await rows.findOne(filter);
    if (!before) throw new Error(`Nothing to alter in ${collection}: ${JSON.stringify(filter)}`);
    if (update === 'deleted') await rows.deleteOne({ _id: before._id });
    else await rows.updateOne({ _id: before._id }, update);
    try {
      return await findings();
    } finally {
      await rows.replaceOne({ _id: before._id }, before, { upsert: true });
    }
  }

  it('finds nothing amiss in a month that went its way, by sums and by lines', async () => {
    expect(await findings('lines')).toEqual([]);
    expect(await findings('sums')).toEqual([]);
  });

  it('reads every line', async () => {
    expect(await new LedgerCheck(subsidy).of(JINHUA, 'lines', () => undefined)).toMatchObject({ batches: 1, chunks: 1, lines: await subsidy.connection.db.collection('items').countDocuments(), findings: 0 });
  });

  it('sees nothing of another city', async () => {
    expect(await new LedgerCheck(subsidy).of(WENZHOU, 'lines', () => undefined)).toMatchObject({ batches: 0, chunks: 0, lines: 0, turnovers: [] });
  });

  it.each<[string, string, Filter<Row>, UpdateFilter<Row> | 'deleted', readonly CheckCode[]]>([
    ['a side of a posting', 'ledger_postings', POSTING('settle'), { $inc: { 'lines.0.amountFen': 1 } }, ['ledger.unbalanced', 'ledger.posting-unbalanced']],
    ['both sides of the budget\'s posting', 'ledger_postings', POSTING('appropriate'), { $inc: { 'lines.0.amountFen': 1, 'lines.1.amountFen': 1 } }, ['fund.budget', 'fund.available']],
    ['the reservation\'s posting', 'ledger_postings', POSTING('reserve'), { $inc: { 'lines.0.amountFen': 1, 'lines.1.amountFen': 1 } }, ['fund.reservation', 'fund.available']],
    ['what was obliged', 'ledger_postings', POSTING('oblige'), { $inc: { 'lines.0.amountFen': 1, 'lines.1.amountFen': 1 } }, ['batch.obliged', 'batch.owed']],
    ['what was instructed', 'ledger_postings', POSTING('instruct'), { $inc: { 'lines.0.amountFen': 1, 'lines.1.amountFen': 1 } }, ['message.sum', 'batch.in-transit']],
    ['what was rejected', 'ledger_postings', POSTING('reject'), { $inc: { 'lines.0.amountFen': 1, 'lines.1.amountFen': 1 } }, ['answer.rejected', 'batch.owed']],
    ['what was settled', 'ledger_postings', POSTING('settle'), { $inc: { 'lines.0.amountFen': 1, 'lines.1.amountFen': 1 } }, ['statement.settled', 'batch.paid']],
    ['what was returned', 'ledger_postings', POSTING('return'), { $inc: { 'lines.0.amountFen': 1, 'lines.1.amountFen': 1 } }, ['statement.returned', 'batch.paid']],
    ['a posting that is gone', 'ledger_postings', POSTING('return'), 'deleted', ['statement.returned', 'batch.owed']],
    ['a posting that stands under another batch', 'ledger_postings', POSTING('oblige'), { $set: { batchId: 'nobody' } }, ['batch.missing', 'batch.obliged']],
    ['a source\'s budget', 'funds', {}, { $inc: { 'movements.0.amountFen': 1 } }, ['fund.budget', 'fund.available']],
    ['a reservation', 'funds', {}, { $inc: { 'reservations.0.amountFen': 1 } }, ['fund.reservation', 'fund.available']],
    ['a reservation that is gone', 'funds', {}, { $set: { reservations: [] } }, ['fund.reservation', 'fund.available']],
    ['money said to have come back', 'funds', {}, { $push: { recoveries: { id: 'x', amountFen: 1 } } } as unknown as UpdateFilter<Row>, ['fund.recovered', 'fund.available']],
    ['a fund that is gone', 'funds', {}, 'deleted', ['fund.missing']],
    ['a year said to be closed', 'funds', {}, { $set: { closure: { status: 'closed', change: 'x' } } }, ['fund.closed-year-holds']],
    ['a batch\'s total', 'batches', {}, { $inc: { 'batch.totals.amountFen': 1 } }, ['batch.totals', 'batch.obliged']],
    ['a batch\'s total of an entitlement', 'batches', {}, { $inc: { 'batch.totals.byEntitlement.0.amountFen': 1 } }, ['batch.totals']],
    ['a batch\'s number of lines', 'batches', {}, { $inc: { 'batch.totals.lines': 1 } }, ['batch.totals']],
    ['a batch said not to be submitted', 'batches', {}, { $set: { 'batch.status': 'returned' }, $unset: { 'batch.fundYear': 1 } }, ['batch.empty-books']],
    ['a batch that is gone', 'batches', {}, 'deleted', ['batch.missing']],
    ['a chunk\'s total', 'chunks', {}, { $inc: { 'totals.amountFen': 1 } }, ['batch.totals', 'chunk.lines']],
    ['a chunk\'s outcome', 'chunks', {}, { $inc: { 'outcome.settled.amountFen': 1 } }, ['batch.paid', 'chunk.outcome']],
    ['a line\'s amount', 'items', ITEM('due'), { $inc: { amountFen: 1 } }, ['chunk.lines', 'message.sum', 'statement.settled', 'chunk.outcome']],
    ['a line\'s state', 'items', ITEM('rejected'), { $set: { state: 'settled' } }, ['chunk.outcome', 'answer.rejected']],
    ['the page that booked lines', 'joint_states', {}, { $set: { 'booked.0.page': '2026-11-21|p9' } }, ['statement.settled']],
    ['the lines that a page booked', 'joint_states', {}, { $set: { booked: [] } }, ['chunk.outcome', 'statement.settled']],
    ['an answer that is gone', 'joint_states', {}, 'deleted', ['chunk.outcome', 'statement.settled']],
    ['a line that is gone', 'items', ITEM('due'), 'deleted', ['chunk.lines', 'chunk.outcome', 'statement.settled']],
    ['a message that is gone', 'payment_messages', {}, 'deleted', ['message.missing']],
  ])('names %s that was altered', async (_what, collection, filter, update, expected) => {
    const found = await altered(collection, filter, update);
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining([...expected]));
    for (const finding of found) expect(finding.saidFen).not.toBe(finding.bookedFen);
  });

  it('names a message whose seal is broken', async () => {
    const found = await altered('payment_messages', {}, [{ $set: { sealed: { $concat: ['$sealed', 'A'] } } }]);
    expect(found.map(({ code }) => code)).toEqual(['message.sealed-otherwise']);
  });

  it('agrees again when all is as it was', async () => {
    expect(await codes()).toEqual([]);
  });
});

describe.each(LEDGER_CONTRACT)('the journal in the database', ({ claim, holds }) => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  it(claim, () => holds(new MongoLedgerStore(subsidy.connection.db)));
});
