import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@gongjiang/security';
import { JINHUA } from '../city/city.builders.js';
import { DISBURSEMENT_WORDING } from '../disbursement-control/control.wording.js';
import { ProgressHttp } from './progress.http.js';
import { progressOf, type Progress, type ProgressFacts } from './progress.js';
import { eventIdOf, eventText, HEARTBEAT, RETRY } from './progress.sse.js';
import { MAX_STREAM_MS, progressText, type StreamReader } from './progress.stream.js';

const progress = (overrides: Partial<ProgressFacts> = {}): Progress => progressOf({ status: 'disbursing', hold: null, done: 600, failed: 10, unpaid: 0, left: 390, ...overrides }, []);

/** A feed that has these to tell, `undefined` where nothing new came in time, and a clock that goes on by `stepMs` at each look. */
function streamOf(news: readonly (Progress | undefined)[], { stepMs = 0, ...reader }: Partial<StreamReader> & { readonly stepMs?: number } = {}) {
  let looks = 0;
  const feed = { get isStopped() { return looks > news.length; }, next: async () => news[looks++] };
  return progressText(feed, { lastEventId: undefined, gone: new AbortController().signal, now: () => looks * stepMs, ...reader });
}

async function textsOf(stream: AsyncGenerator<string>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const text of stream) texts.push(text);
  return texts;
}

describe('what a reader of the progress is sent', () => {
  it('is each news, a sign of life where there is none, and the end', async () => {
    const [first, second, end] = [progress(), progress({ done: 700, left: 290 }), progress({ done: 990, left: 0 })];
    expect(await textsOf(streamOf([first, undefined, second, end]))).toEqual([RETRY, eventText(first), HEARTBEAT, eventText(second), eventText(end)]);
  });

  it('is not what it had before it was cut off', async () => {
    const first = progress();
    expect(await textsOf(streamOf([first], { lastEventId: eventIdOf(first) }))).toEqual([RETRY]);
  });

  it('ends after a quarter of an hour, so that the reader comes again with a token that still holds', async () => {
    const quiet = Array.from({ length: 100 }, () => undefined);
    const sent = await textsOf(streamOf(quiet, { stepMs: MAX_STREAM_MS / 3 }));
    expect(sent).toEqual([RETRY, HEARTBEAT, HEARTBEAT, HEARTBEAT]);
  });

  it('is nothing but when to come again, where as many watch as may', async () => {
    const full = new ProgressHttp({ of: async () => progress() } as never, { open: () => undefined } as never);
    const refused = full.stream({ city: JINHUA } as Actor, 'b', undefined, {} as never);
    await expect(refused).rejects.toMatchObject({ refusal: { code: 'progress.too-many-streams' }, extras: { headers: { 'retry-after': '30' } } });
    expect(DISBURSEMENT_WORDING['progress.too-many-streams'].status).toBe(429);
  });

  it('ends when the reader is gone', async () => {
    const gone = new AbortController();
    const stream = streamOf(Array.from({ length: 100 }, () => undefined), { gone: gone.signal });
    expect([(await stream.next()).value, (await stream.next()).value]).toEqual([RETRY, HEARTBEAT]);
    gone.abort();
    expect((await stream.next()).done).toBe(true);
  });
});
