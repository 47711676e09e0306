import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FixedClock } from '@gongjiang/testing';
import { JINHUA } from '../city/city.builders.js';
import { ProgressFeeds } from './progress.feed.loop.js';
import { isEnded, progressOf, WINDOW_MS, withSample, type ProgressFacts, type Sample } from './progress.js';
import { eventIdOf, eventText } from './progress.sse.js';

const facts = (overrides: Partial<ProgressFacts> = {}): ProgressFacts => ({ status: 'disbursing', hold: null, done: 600, failed: 10, unpaid: 0, left: 390, ...overrides });
const PAUSED = { kind: 'paused', control: 'city', cause: 'officer', reason: 'a call', by: 'chen', since: '2026-11-10T02:00:00.000Z', until: null } as const;

describe('how far a disbursement is', () => {
  it('is said with its rate over the last half minute, and when it will be done at that', () => {
    const samples: Sample[] = [{ atMs: 0, through: 0 }, { atMs: 10_000, through: 610 }];
    expect(progressOf(facts(), samples)).toMatchObject({ state: 'running', linesPerSecond: 61, secondsLeft: 7 });
  });

  it('does not guess when it will be done while nothing moves, or nothing may', () => {
    const still: Sample[] = [{ atMs: 0, through: 610 }, { atMs: 10_000, through: 610 }];
    expect(progressOf(facts(), still)).toMatchObject({ linesPerSecond: 0, secondsLeft: null });
    expect(progressOf(facts(), [])).toMatchObject({ linesPerSecond: 0, secondsLeft: null });
    expect(progressOf(facts({ hold: PAUSED }), [{ atMs: 0, through: 0 }, { atMs: 10_000, through: 610 }])).toMatchObject({ state: 'paused', secondsLeft: null });
  });

  it.each<[string, Partial<ProgressFacts>]>([
    ['not-begun', { status: 'released' }], ['running', {}], ['paused', { hold: PAUSED }], ['bank-closed', { hold: { ...PAUSED, kind: 'bank-closed' } }],
    ['ended', { left: 0 }], ['ended', { status: 'settling' }], ['ended', { left: 0, hold: PAUSED }],
  ])('is %s, case %#', (state, overrides) => {
    expect(progressOf(facts(overrides), []).state).toBe(state);
  });

  it('forgets what is older than the window, and never runs backwards', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 500 })), { maxLength: 60 }), (ticks) => {
      let samples: readonly Sample[] = [];
      let last: Sample = { atMs: 0, through: 0 };
      for (const [ms, lines] of ticks) {
        last = { atMs: last.atMs + ms, through: last.through + lines };
        samples = withSample(samples, last);
        expect(samples.every(({ atMs }) => last.atMs - atMs <= WINDOW_MS)).toBe(true);
        expect(progressOf(facts(), samples).linesPerSecond).toBeGreaterThanOrEqual(0);
      }
    }));
  });
});

describe('an event of the stream', () => {
  it('is one event as browsers read it, and its end has a name of its own', () => {
    const text = eventText(progressOf(facts(), []));
    expect(text).toMatch(/^id: \S+\nevent: progress\ndata: \{[^\n]+\}\n\n$/);
    expect(eventText(progressOf(facts({ left: 0 }), []))).toContain('event: ended\n');
  });

  it('has the same id for the same facts in every process, whatever the rate', () => {
    const id = (overrides: Partial<ProgressFacts>, samples: readonly Sample[] = []): string => eventIdOf(progressOf(facts(overrides), samples));
    expect(id({}, [{ atMs: 0, through: 0 }, { atMs: 9_000, through: 610 }])).toBe(id({}));
    expect(new Set([id({}), id({ done: 601, left: 389 }), id({ hold: PAUSED }), id({ hold: { ...PAUSED, since: null } })]).size).toBe(4);
    expect(id({ hold: { ...PAUSED, kind: 'bank-closed', since: '2026-11-10 17:00' } })).toMatch(/^\S+$/);
  });
});

describe('the feeds of a process', () => {
  function feedsOf(looks: ProgressFacts[], maxWatchers = 10): { feeds: ProgressFeeds; looked: () => number } {
    let looked = 0;
    const clock = new FixedClock();
    const look = async (): Promise<ProgressFacts | undefined> => {
      clock.advance(1_000);
      looked += 1;
      return looks[Math.min(looked, looks.length) - 1];
    };
    return { feeds: new ProgressFeeds({ look, clock, everyMs: 1, onError: () => undefined }, maxWatchers), looked: () => looked };
  }

  it('look once for all who watch a batch, and not at all when nobody does', async () => {
    const { feeds, looked } = feedsOf([facts()]);
    const readers = Array.from({ length: 5 }, () => feeds.open(JINHUA, 'b'));
    expect(new Set(readers).size).toBe(1);
    await readers[0]?.next(undefined, 5_000);
    for (const reader of readers) if (reader) feeds.close(JINHUA, 'b', reader);
    expect(feeds.batches).toBe(0);
    const at = looked();
    const again = feeds.open(JINHUA, 'c');
    await again?.next(undefined, 5_000);
    if (again) feeds.close(JINHUA, 'c', again);
    expect(looked()).toBe(at + 1);
  });

  it('tell each change, and the end, after which they look no more', async () => {
    const { feeds } = feedsOf([facts(), facts({ done: 800, left: 190 }), facts({ done: 990, left: 0 })]);
    const feed = feeds.open(JINHUA, 'b');
    const told: number[] = [];
    for (let next = await feed?.next(undefined, 5_000); next; next = await feed?.next(next, 5_000)) {
      told.push(next.done);
      if (isEnded(next)) break;
    }
    expect([told.at(-1), feed?.isStopped]).toEqual([990, true]);
  });

  it('say nothing where nothing is new in time', async () => {
    const { feeds } = feedsOf([facts({ status: 'released' })]);
    const feed = feeds.open(JINHUA, 'b');
    const first = await feed?.next(undefined, 5_000);
    expect(await feed?.next(first, 5)).toBeUndefined();
    feeds.stopAll();
  });

  it('take no more watchers than they may', () => {
    const { feeds } = feedsOf([facts()], 2);
    const [first] = [feeds.open(JINHUA, 'b'), feeds.open(JINHUA, 'c')];
    expect(feeds.open(JINHUA, 'b')).toBeUndefined();
    if (first) feeds.close(JINHUA, 'b', first);
    expect(feeds.open(JINHUA, 'b')).toBeDefined();
    feeds.stopAll();
  });

  it('go on looking after a look that failed', async () => {
    let looked = 0;
    const errors: unknown[] = [];
    const feeds = new ProgressFeeds({ look: async () => { looked += 1; if (looked === 1) throw new Error('no database'); return facts(); }, clock: new FixedClock(), everyMs: 1, onError: (error) => errors.push(error) }, 1);
    expect(await feeds.open(JINHUA, 'b')?.next(undefined, 5_000)).toMatchObject({ done: 600 });
    expect(errors).toHaveLength(1);
    feeds.stopAll();
  });
});
