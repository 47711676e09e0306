import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays } from '@gongjiang/kernel';
import { ChunkMonth } from '../chunk/chunk.fixture.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { JINHUA } from '../city/city.builders.js';
import { BOOKED_ON, debitOf, returnOf } from '../statement/statement.builders.js';
import { readStatements } from '../statement/statement.reader.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { PaymentEventSource } from './payment.event-source.js';

const RETURNED_ON = addDays(BOOKED_ON, 2);

describe('the events of payments', () => {
  let subsidy: TestSubsidy;
  let source: PaymentEventSource;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    source = new PaymentEventSource(subsidy);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    const month = await ChunkMonth.planned(subsidy);
    await month.calculate();
    await month.release();
    subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : null));
    await month.disburse();
  });

  const told = async (): Promise<readonly string[]> => (await source.next(10)).flatMap(({ events }) => events.map(({ type, data }) => `${type.split('.')[3] ?? ''} ${(data as { due?: { subject: string } }).due?.subject ?? 'chunk'}`));
  const publishAll = async (): Promise<void> => source.markPublished((await source.next(10)).map(({ key }) => key));
  const book = async (today = BOOKED_ON): Promise<void> => {
    const [first, second] = await subsidy.items.ofChunk(CHUNK_ID);
    if (!first || !second) throw new Error('no lines');
    subsidy.bank.state(BOOKED_ON, [[debitOf(first), debitOf(second)]]);
    subsidy.bank.state(RETURNED_ON, [[returnOf(second, { bookedOn: RETURNED_ON })]]);
    await readStatements(subsidy, JINHUA, '3307001000000000001', BOOKED_ON, today);
  };

  it('tell of the chunk and of what was rejected as soon as the bank has answered, and of nothing that waits', async () => {
    expect(await told()).toEqual(['answered chunk', 'rejected cert-2']);
  });

  it('are told until they are safe, and then not again', async () => {
    expect(await told()).toEqual(await told());
    await publishAll();
    expect(await told()).toEqual([]);
  });

  it('tell of what was settled and what came back, each with its own day', async () => {
    await publishAll();
    await book(RETURNED_ON);
    expect(await told()).toEqual(['answered chunk', 'settled training-1', 'settled cert-1', 'returned cert-1', 'rejected cert-2']);
    const [{ events } = { events: [] }] = await source.next(10);
    const days = events.filter(({ type }) => /settled|returned/.test(type)).map(({ data }) => (data as { bookedOn: string }).bookedOn);
    expect(days).toEqual([BOOKED_ON, BOOKED_ON, RETURNED_ON]);
  });

  it('are the same to the byte whenever they are derived, so that nobody hears two of one', async () => {
    await book();
    const early = (await source.next(10)).flatMap(({ events }) => events);
    await book(RETURNED_ON);
    const late = new Map((await source.next(10)).flatMap(({ events }) => events).map((event) => [event.id, event]));
    for (const event of early) expect(late.get(event.id)).toEqual(event);
    expect(late.size).toBe(early.length + 1);
  });

  it('are left out while they are on their way, also where the chunk has changed since', async () => {
    const onTheirWay = (await source.next(10)).map(({ key }) => key);
    await book();
    expect(await source.next(10, onTheirWay)).toEqual([]);
    expect(await source.next(10, ['another-chunk#0'])).toHaveLength(1);
  });

  it('stay due where the chunk changed while they were on their way', async () => {
    const onTheirWay = (await source.next(10)).map(({ key }) => key);
    await book();
    await source.markPublished(onTheirWay);
    expect(await told()).toContain('settled cert-1');
  });
});
