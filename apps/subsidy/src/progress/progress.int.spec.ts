import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { BRAKERS } from '../disbursement-control/control.builders.js';
import { RestingMonth } from '../disbursement-control/month.fixture.js';
import { TestApi } from '../subsidy.http.fixture.js';
import { MongoProgressStore } from './progress.store.mongo.js';

const [CHEN] = BRAKERS;

/** What a browser reads of a stream: events by name, comments left out. */
class Reader {
  private text = '';
  private constructor(readonly response: Response, private readonly body: ReadableStreamDefaultReader<Uint8Array> | undefined) {}

  static async open(url: string, token: string, lastEventId?: string): Promise<Reader> {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) } });
    return new Reader(response, response.body?.getReader());
  }

  /** The next event; undefined where the stream has ended. */
  async next(): Promise<{ id: string; event: string; data: Record<string, unknown> } | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        const field = (name: string): string | undefined => block.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const data = field('data');
        if (data !== undefined) return { id: field('id') ?? '', event: field('event') ?? '', data: JSON.parse(data) as Record<string, unknown> };
        continue;
      }
      const read = await this.body?.read();
      if (!read || read.done) return undefined;
      this.text += Buffer.from(read.value).toString('utf8');
    }
  }

  async until(holds: (data: Record<string, unknown>) => boolean): Promise<{ id: string; event: string; data: Record<string, unknown> }> {
    for (;;) {
      const event = await this.next();
      if (!event) throw new Error('The stream ended');
      if (holds(event.data)) return event;
    }
  }

  async close(): Promise<void> {
    await this.body?.cancel();
  }
}

describe('the disbursement as it happens', () => {
  let api: TestApi;
  let month: RestingMonth;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.close());
  beforeEach(async () => { month = await RestingMonth.released(api.subsidy); });

  const address = (): string => `${api.url}/batches/${month.batch.id}/progress/stream`;
  const watch = async (lastEventId?: string): Promise<Reader> => Reader.open(address(), await api.token('zhao', JINHUA, ['handler']), lastEventId);

  it('is told from its first line to its last: running, resting with the reason, going on, ended', async () => {
    const reader = await watch();
    expect(reader.response.headers.get('content-type')).toContain('text/event-stream');
    expect((await reader.next())?.data).toMatchObject({ state: 'running', done: 0, failed: 0, left: 7 });
    await month.disburse(0);
    await month.pause();
    await reader.until((data) => data['state'] === 'paused' && data['done'] === 2 && (data['hold'] as { by: string }).by === CHEN);
    await month.resume();
    api.subsidy.bank.reject(({ creditorName }) => (creditorName === '王3' ? 'AC04' : null));
    await month.disburseAll();
    expect(await reader.until((data) => data['left'] === 0)).toMatchObject({ event: 'ended', data: { state: 'ended', done: 6, failed: 1 } });
    expect(await reader.next()).toBeUndefined();
  });

  it('is not told again to who comes back after the end, and not twice to who comes back before', async () => {
    const first = await watch();
    const seen = await first.next();
    await first.close();
    const again = await watch(seen?.id);
    await month.disburse(0);
    expect((await again.next())?.data).toMatchObject({ done: 2 });
    await month.disburseAll();
    const end = await again.until((data) => data['state'] === 'ended');
    expect((await watch(end.id)).response.status).toBe(204);
    await again.close();
  });

  it('is counted by phase for the batch page', async () => {
    await month.disburse(0);
    expect(await api.get(`/batches/${month.batch.id}/progress`, { as: ['auditor'] })).toMatchObject({ status: 200, body: { chunks: { answered: 1, calculated: 2 }, lines: 7, answeredLines: 2 } });
  });

  it('counts what was cancelled apart', async () => {
    await month.disburse(0);
    await month.pause();
    await month.confirmCancellation();
    await month.cancel();
    expect(await api.get(`/batches/${month.batch.id}/disbursement`, { as: ['finance'] })).toMatchObject({ status: 200, body: { state: 'ended', done: 2, failed: 0, unpaid: 5, left: 0 } });
  });

  it('is one city\'s affair, and the batch page\'s readers\' alone', async () => {
    const status = async (city: typeof JINHUA, role: 'handler' | 'citizen'): Promise<number> => (await Reader.open(address(), await api.token(role, city, [role]))).response.status;
    expect([await status(WENZHOU, 'handler'), await status(JINHUA, 'citizen')]).toEqual([404, 403]);
  });

  it('is counted from an index alone, whatever the chunks hold', async () => {
    const plan = await new MongoProgressStore(api.subsidy.connection.db).explain(month.batch.id, 1);
    const text = JSON.stringify(plan);
    expect(text).toContain('"totalDocsExamined":0');
    expect(text).toContain('"totalKeysExamined":3');
  });
});
