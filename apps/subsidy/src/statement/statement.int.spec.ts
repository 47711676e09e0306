import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, fen, type Day } from '@gongjiang/kernel';
import { balancesByPlace } from '@gongjiang/ledger';
import { BankSilent } from '../bank/bank.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { ChunkMonth } from '../chunk/chunk.fixture.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import type { Item, ItemState } from '../item/item.js';
import { itemNo } from '../item/item.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { BOOKED_ON, debitOf, returnOf, type BookedEntry } from './statement.builders.js';
import { readStatements, type StatementPorts } from './statement.reader.js';

const ACCOUNT = '3307001000000000001';
const NEXT_DAY = addDays(BOOKED_ON, 1);

describe('the bank\'s statements', () => {
  let subsidy: TestSubsidy;
  let month: ChunkMonth;
  let items: readonly Item[];
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());

  /** Jinhua's month with three lines sent, of which the second person's was rejected. */
  async function sentMonth(): Promise<void> {
    month = await ChunkMonth.planned(subsidy);
    await month.calculate();
    await month.release();
    subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : null));
  }
  beforeEach(async () => {
    await sentMonth();
    await month.disburse();
    items = await subsidy.items.ofChunk(CHUNK_ID);
  });

  const read = (today: Day = BOOKED_ON, ports: Partial<StatementPorts> = {}, city = JINHUA): Promise<void> => readStatements({ ...subsidy, ...ports }, city, ACCOUNT, BOOKED_ON, today);
  const readAgain = async (today: Day = BOOKED_ON): Promise<void> => {
    await subsidy.connection.db.collection('statement_progress').deleteMany({});
    await read(today);
  };
  const first = (): Item => items[0] as Item;
  const second = (): Item => items[1] as Item;
  const states = async (): Promise<readonly ItemState[]> => (await subsidy.items.ofChunk(CHUNK_ID)).map((item) => item.state);
  const books = async () => balancesByPlace(await subsidy.ledger.turnovers(JINHUA));
  const cases = async (city = JINHUA): Promise<readonly string[]> => (await subsidy.cases.page(city, { status: null, after: null, limit: 50 })).map(({ mismatch }) => mismatch.kind);
  const postings = (kind: string): Promise<number> => subsidy.connection.db.collection('ledger_postings').countDocuments({ kind });
  const everything = async (): Promise<unknown> => ({ ...(await month.written()), cases: await cases() });

  it('settle what was accepted, and the books say that it is paid', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first()), debitOf(second())]]);
    await read();
    expect(await states()).toEqual(['settled', 'settled', 'rejected']);
    expect(await books()).toMatchObject({ paid: 340_000, 'in-transit': 0, payable: 60_000 });
    expect(await month.chunk()).toMatchObject({ phase: 'settled', outcome: { settled: { lines: 2, amountFen: 340_000 }, rejected: { lines: 1 } } });
    expect(await cases()).toEqual([]);
  });

  it('read twice change nothing: no posting, no state, no event more', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second()), returnOf(first())]]);
    await read();
    const once = await everything();
    await readAgain();
    await readAgain();
    expect(await everything()).toEqual(once);
    expect([await postings('settle'), await postings('return')]).toEqual([2, 1]);
  });

  it('that take a wrong booking back on a later day put the case right, touch no line, and say the same when read again', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first()), debitOf(first(), { entryReference: 'D2' }), debitOf(second(), { amountFen: fen(1) })]]);
    subsidy.bank.state(NEXT_DAY, [[returnOf(first(), { entryReference: 'T1', bookedOn: NEXT_DAY }), returnOf(second(), { entryReference: 'T2', amountFen: fen(1), bookedOn: NEXT_DAY }), debitOf(second(), { entryReference: 'D3', bookedOn: NEXT_DAY })]]);
    const corrections = async (): Promise<readonly unknown[]> => (await subsidy.cases.page(JINHUA, { status: null, after: null, limit: 50 })).map(({ mismatch: { kind, correctedBy } }) => [kind, correctedBy?.day]);
    await read();
    expect(await corrections()).toEqual([['double-booking', undefined], ['partial', undefined]]);
    await read(NEXT_DAY);
    const once = [await states(), await corrections(), await books()];
    expect(once).toMatchObject([['settled', 'settled', 'rejected'], [['double-booking', NEXT_DAY], ['partial', NEXT_DAY]], { paid: 340_000, 'in-transit': 0 }]);
    await readAgain(NEXT_DAY);
    expect([await states(), await corrections(), await books()]).toEqual(once);
  });

  it('split over two pages settle a chunk in two parts, with a posting a page', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second())]]);
    await read();
    expect(await states()).toEqual(['settled', 'settled', 'rejected']);
    expect([await postings('settle'), (await books()).paid]).toEqual([2, 340_000]);
  });

  it('of more pages than are read together say the same as of one', async () => {
    const empty: readonly BookedEntry[] = [];
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], empty, empty, empty, [debitOf(first(), { entryReference: 'D2' })], [debitOf(second()), returnOf(second())]]);
    await read();
    await readAgain();
    expect([await states(), await cases()]).toEqual([['settled', 'returned', 'rejected'], ['double-booking']]);
    expect([await postings('settle'), await postings('return')]).toEqual([2, 1]);
  });

  it('of a bank that falls silent behind a page are in the books up to there, and the rest follows', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second())]]);
    const bank = Object.create(subsidy.bank) as TestSubsidy['bank'];
    bank.statement = (account, on, cursor) => (cursor === null ? subsidy.bank.statement(account, on, cursor) : Promise.reject(new BankSilent('the second page')));
    await expect(read(BOOKED_ON, { bankOf: () => bank })).rejects.toThrow(BankSilent);
    expect([await states(), await subsidy.statements.progress(ACCOUNT)]).toEqual([['settled', 'accepted', 'rejected'], { account: ACCOUNT, nextDay: BOOKED_ON, cursor: '1' }]);
    await read();
    expect(await states()).toEqual(['settled', 'settled', 'rejected']);
  });

  it('bring back what was settled on an earlier day', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first()), debitOf(second())]]);
    subsidy.bank.state(NEXT_DAY, [[returnOf(second(), { bookedOn: NEXT_DAY })]]);
    await read(NEXT_DAY);
    expect(await subsidy.items.find(JINHUA, second().id)).toMatchObject({ state: 'returned', bookedOn: BOOKED_ON, returnedOn: NEXT_DAY, reason: 'AC06' });
    expect(await books()).toMatchObject({ paid: 280_000, payable: 120_000, 'in-transit': 0 });
  });

  it.each<[string, (made: () => Item) => readonly (readonly BookedEntry[])[], string]>([
    ['an id that nobody sent', (of) => [[debitOf(of()), debitOf(itemNo(9))]], 'unknown-id'],
    ['a smaller amount', (of) => [[debitOf(of(), { amountFen: fen(1) })]], 'partial'],
    ['a larger amount', (of) => [[debitOf(of(), { amountFen: fen(90_000_000) })]], 'wrong-amount'],
    ['a line twice on one page', (of) => [[debitOf(of()), debitOf(of(), { entryReference: 'D2' })]], 'double-booking'],
    ['a line again on the next page', (of) => [[debitOf(of())], [debitOf(of(), { entryReference: 'D2' })]], 'double-booking'],
    ['a return of what was not settled', (of) => [[returnOf(of())]], 'not-settled'],
  ])('with %s open a case, once, and put nothing of it into the books', async (_what, pagesOf, kind) => {
    const pages = pagesOf(first);
    subsidy.bank.state(BOOKED_ON, pages);
    await read();
    await readAgain();
    expect(await cases()).toEqual([kind]);
    const isSettled = pages[0]?.length === 2 || pages.length === 2;
    expect((await books()).paid).toBe(isSettled ? first().amountFen : 0);
    expect((await states())[0]).toBe(isSettled ? 'settled' : 'accepted');
  });

  it('that book on the next day what was settled already open a case', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())]]);
    subsidy.bank.state(NEXT_DAY, [[debitOf(first(), { entryReference: 'D2', bookedOn: NEXT_DAY })]]);
    await read(NEXT_DAY);
    await readAgain(NEXT_DAY);
    expect([await cases(), (await books()).paid]).toEqual([['double-booking'], first().amountFen]);
  });

  it('that book a line which the bank had rejected open a case', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(items[2] as Item)]]);
    await read();
    expect([await cases(), await states()]).toEqual([['not-accepted'], ['accepted', 'accepted', 'rejected']]);
  });

  it('whose page the bank hands over twice in a row say it once, and what comes back later is a return', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second())]]);
    subsidy.bank.state(NEXT_DAY, [[returnOf(first(), { bookedOn: NEXT_DAY })]]);
    const stutters = Object.assign(Object.create(subsidy.bank) as typeof subsidy.bank, {
      statement: async (...of: Parameters<typeof subsidy.bank.statement>) => {
        const page = await subsidy.bank.statement(...of);
        return of[2] === null && page.nextCursor !== null ? { ...page, nextCursor: '0' } : page;
      },
    });
    await read(NEXT_DAY, { bankOf: () => stutters });
    expect([await cases(), await states()]).toEqual([[], ['returned', 'settled', 'rejected']]);
  });

  it('of another city\'s account do not touch this city\'s chunks: there the id is unknown', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())]]);
    await readStatements(subsidy, WENZHOU, '3303001000000000001', BOOKED_ON, BOOKED_ON);
    expect([await cases(WENZHOU), await cases(JINHUA), await states()]).toEqual([['unknown-id'], [], ['accepted', 'accepted', 'rejected']]);
  });

  it('of a day that still runs wait, and what they said so far is read when the day is closed', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())]], 'interim');
    await read();
    expect([await states(), await subsidy.statements.progress(ACCOUNT)]).toEqual([['accepted', 'accepted', 'rejected'], undefined]);
    subsidy.bank.state(BOOKED_ON, [[debitOf(first()), debitOf(second())]]);
    await read();
    expect(await states()).toEqual(['settled', 'settled', 'rejected']);
  });

  it('are read on from where they were left, and not beyond today', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second())]]);
    await read();
    expect(await subsidy.statements.progress(ACCOUNT)).toEqual({ account: ACCOUNT, nextDay: NEXT_DAY, cursor: null });
    subsidy.bank.state(BOOKED_ON, [[debitOf(itemNo(9))]]);
    await read();
    expect(await cases()).toEqual([]);
  });

  it('that book what was sent, while the answer to it is still in doubt, wait for the answer', async () => {
    await sentMonth();
    subsidy.bank.misbehave('silent-after');
    await expect(month.disburse()).rejects.toThrow(BankSilent);
    items = await subsidy.items.ofChunk(CHUNK_ID);
    subsidy.bank.state(BOOKED_ON, [[debitOf(first()), debitOf(second())]]);
    await read();
    expect([await cases(), await subsidy.statements.progress(ACCOUNT)]).toEqual([[], undefined]);
    await month.disburse();
    await read();
    expect([await cases(), await states()]).toEqual([[], ['settled', 'settled', 'rejected']]);
  });

  it('with money put in by the treasury are nobody\'s payment', async () => {
    const funding = { kind: 'funding', entryReference: 'F1', amountFen: fen(1_000_000), bookedOn: BOOKED_ON, endToEndId: null, paymentInformationId: null, messageId: null, bankReference: 'F1', reasonCode: null } as const;
    subsidy.bank.state(BOOKED_ON, [[funding, debitOf(first())]]);
    await read();
    expect([await cases(), (await states())[0]]).toEqual([[], 'settled']);
  });

  it.each(['items', 'ledger', 'chunks', 'statements'] as const)('come to the same end where the reader dies when it writes to: %s', async (port) => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second()), returnOf(first())]]);
    const writes = { items: 'applyBookings', ledger: 'post', chunks: 'toSettled', statements: 'saveProgress' } as const;
    const dying = Object.create(subsidy[port]) as TestSubsidy[typeof port];
    Object.assign(dying, { [writes[port]]: () => Promise.reject(new Error('the reader died')) });
    await expect(read(BOOKED_ON, { [port]: dying })).rejects.toThrow('the reader died');
    await read();
    expect(await states()).toEqual(['returned', 'settled', 'rejected']);
    expect(await books()).toMatchObject({ paid: 60_000, payable: 340_000, 'in-transit': 0 });
    expect([await cases(), await postings('settle'), await postings('return')]).toEqual([[], 2, 1]);
  });

  it('that another reader brought in meanwhile count: what the chunk comes to is read back', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second())]]);
    const slow = Object.create(subsidy.items) as TestSubsidy['items'];
    slow.applyBookings = async (...bookings) => {
      await subsidy.connection.db.collection('chunks').updateOne({}, { $inc: { changes: 1 } });
      await subsidy.items.applyBookings(...bookings);
    };
    await read(BOOKED_ON, { items: slow });
    expect(await month.chunk()).toMatchObject({ phase: 'settled', outcome: { settled: { lines: 2, amountFen: 340_000 } } });
  });

  it('are read by two workers at once to the same end', async () => {
    subsidy.bank.state(BOOKED_ON, [[debitOf(first())], [debitOf(second()), returnOf(first())]]);
    await Promise.all([read(), read(), read()]);
    expect(await states()).toEqual(['returned', 'settled', 'rejected']);
    expect([await cases(), await postings('settle'), await postings('return')]).toEqual([[], 2, 1]);
  });
});
