import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChunkMonth } from '../chunk/chunk.fixture.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { batchIn } from '../batch/batch.builders.js';
import { listChunk } from '../notice/notice.make.js';
import { noticeIdOf } from '../notice/notice.js';
import { placeSheets } from '../notice/notice.list.js';
import { personNo } from '../person/person.builders.js';
import { fileOf } from './payee-message.sheet.js';
import { namesOf } from './payee-message.names.js';
import { outcomeOf } from '../chunk/chunk.totals.js';
import { cityOf, JINHUA, WENZHOU } from '../city/city.builders.js';
import { CityStore } from '../city/city.store.js';
import type { City } from '../city/city.js';
import { TestApi } from '../subsidy.http.fixture.js';
import { PayeeMessageSource } from './payee-message.event-source.js';
import { payeeMessageSettingsSchema } from './payee-message.settings.js';

class ToldByEvent extends CityStore {
  find = (): City => cityOf({ payeeMessages: payeeMessageSettingsSchema.parse({ by: ['event'] }) });
  all = (): readonly City[] => [this.find()];
}

describe('messages to payees', () => {
  let api: TestApi;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.close());
  /** A month of three lines and some held, of which the second person's is rejected; the bank has answered. */
  beforeEach(async () => {
    const month = await ChunkMonth.planned(api.subsidy);
    await month.calculate();
    await month.release();
    api.subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : null));
    await month.disburse();
  });

  const source = () => api.subsidy.payeeMessageSource;
  const files = () => api.subsidy.payeeFiles.ofCity(JINHUA, { batchId: null, after: null, limit: 10 });
  const textOf = async (at = 0): Promise<string> => {
    const sheet = await api.subsidy.payeeFiles.sheet(JINHUA, (await files())[at]?.id ?? '');
    return sheet ? fileOf(sheet) : '';
  };
  const rowsOf = (text: string, kind: string): readonly string[] => text.split('\r\n').filter((row) => row.split(',')[2] === kind);
  async function settleAll(): Promise<void> {
    const items = await api.subsidy.items.ofChunk(CHUNK_ID);
    const bookings = items.filter(({ state }) => state === 'accepted').map((item) => ({ itemId: item.id, entitlement: item.due.entitlement, amountFen: item.amountFen, bookedOn: '2026-11-20' as never, page: '2026-11-20|p1' as const, reason: null }));
    await api.subsidy.items.applyBookings(CHUNK_ID, bookings, []);
    await api.subsidy.chunks.toSettled(CHUNK_ID, outcomeOf(await api.subsidy.items.ofChunk(CHUNK_ID)));
  }

  it('tell of what was rejected and held when the bank has answered, and of what is settled when its books say so', async () => {
    const first = await source().next(10);
    await source().markPublished(first.map(({ key }) => key));
    await settleAll();
    const second = await source().next(10);
    await source().markPublished(second.map(({ key }) => key));
    expect((await files()).length).toBe(2);
    const [early, late] = [await textOf(0), await textOf(1)];
    const items = await api.subsidy.items.ofChunk(CHUNK_ID);
    expect(rowsOf(early, 'rejected')).toHaveLength(items.filter(({ state }) => state === 'rejected').length);
    expect([rowsOf(early, 'settled').length, rowsOf(late, 'rejected').length, rowsOf(late, 'held').length]).toEqual([0, 0, 0]);
    expect(rowsOf(early, 'held').length).toBeGreaterThan(0);
    expect(rowsOf(late, 'settled')).toHaveLength(items.filter(({ state }) => state === 'settled').length);
    expect(await source().next(10)).toEqual([]);
  });

  it('lose nothing where two relays tell of a chunk at once: whoever comes second is refused, and looks again', async () => {
    const [seen] = await source().next(10);
    await settleAll();
    // The second read what was told before the first had kept its file.
    const early = jest.spyOn(api.subsidy.payeeFiles, 'toldOf').mockResolvedValueOnce({ parts: 0, ids: new Set() });
    await expect(source().next(10)).rejects.toThrow(/duplicate key/);
    early.mockRestore();
    const again = await source().next(10);
    expect(again.map(({ key }) => key)).not.toEqual([seen?.key]);
    const settled = (await api.subsidy.items.ofChunk(CHUNK_ID)).filter(({ state }) => state === 'settled').length;
    expect([rowsOf(await textOf(0), 'settled').length, rowsOf(await textOf(1), 'settled').length]).toEqual([0, settled]);
  });

  it('leave out the chunks that are on their way, whatever became of these since', async () => {
    const [first] = await source().next(10);
    await settleAll();
    expect(await source().next(10, [first?.key ?? ''])).toEqual([]);
    expect(await source().next(10)).toHaveLength(1);
  });

  it('are the same once more, in the same file and under the same ids, where it is interrupted before it is marked', async () => {
    const [once, again] = [await source().next(10), await source().next(10)];
    expect(again).toEqual(once);
    expect((await files()).length).toBe(1);
  });

  it('bear the names of the public list, and of the registry where somebody is not on it', async () => {
    const subsidy = api.subsidy;
    const unlisted = await source().next(10).then(() => textOf());
    await subsidy.connection.db.collection('payee_message_files').deleteMany({});
    const asked: string[] = [];
    const [first] = await subsidy.items.ofChunk(CHUNK_ID);
    const onList = await namesOf({ persons: { faces: async (_city, tokens) => { asked.push(...tokens); return new Map(); } }, notices: { ofChunk: async () => ({ itemIds: [[first?.id ?? '']], lines: [{ name: '王*' }], sheet: {} }) as never } }, { city: JINHUA, chunkId: CHUNK_ID }, ['p_nobody' as never, first?.due.person as never]);
    expect([onList.get(first?.due.person as never), asked]).toEqual(['王*', ['p_nobody']]);
    await listChunk(subsidy, batchIn('submitted'), CHUNK_ID);
    const id = noticeIdOf(batchIn('submitted'));
    await subsidy.notices.place(placeSheets(id, await subsidy.notices.heads(id), subsidy.noticeOrder));
    await subsidy.persons.save([personNo(1, { identity: { ...personNo(1).identity, name: '李1' } })], 'tests');
    await settleAll();
    await source().next(10);
    // What the person was called when the list was up, and what the registry says, are both masked: the words are the same.
    expect(rowsOf(await textOf(), 'rejected')).toEqual(rowsOf(unlisted, 'rejected'));
    expect(rowsOf(await textOf(), 'settled').join('')).not.toContain('李');
    expect(rowsOf(await textOf(), 'held')).toEqual(rowsOf(unlisted, 'held'));
  });

  it('go by file and by nothing else, where the city says nothing: nobody is told twice', async () => {
    expect((await source().next(10)).flatMap(({ events }) => events)).toEqual([]);
    expect((await files()).length).toBe(1);
  });

  it('go on as events that name nobody, where the city says so', async () => {
    const [piece] = await new PayeeMessageSource({ ...api.subsidy, cities: new ToldByEvent() }, api.subsidy.waysToPayees).next(10);
    expect(await files()).toEqual([]);
    const text = JSON.stringify(piece?.events);
    expect(piece?.events.length).toBeGreaterThan(3);
    expect(text).not.toMatch(/王|\d{15,}/);
    expect(new Set(piece?.events.map(({ id }) => id)).size).toBe(piece?.events.length);
  });

  it('lie sealed, with masked names, and are fetched by the gateway alone, on record', async () => {
    await source().next(10);
    const [file] = await files();
    const stored = JSON.stringify(await api.subsidy.connection.db.collection('payee_message_files').find().toArray());
    expect(stored).not.toMatch(/王|发放/);
    expect(await textOf()).toMatch(/王\*/);
    expect(await textOf()).not.toMatch(/王\d/);
    expect((await api.get(`/payee-message-files/${file?.id}`, { as: ['integrator'] })).file?.toString('utf8')).toBe(await textOf());
    expect((await api.get(`/payee-message-files/${file?.id}`, { as: ['finance'] })).status).toBe(403);
    expect((await api.get(`/payee-message-files/${file?.id}`, { as: ['integrator'], city: WENZHOU })).status).toBe(404);
    expect(await api.subsidy.connection.db.collection('audit_entries').countDocuments({ kind: 'payee-message-file.fetched' })).toBe(1);
  });
});
