import { setTimeout as pause } from 'node:timers/promises';
import type { CityCode, Clock } from '@gongjiang/kernel';
import { isEnded, progressOf, withSample, type Progress, type ProgressFacts, type Sample } from './progress.js';

export interface FeedSettings {
  readonly look: (city: CityCode, batchId: string) => Promise<ProgressFacts | undefined>;
  readonly clock: Clock;
  /** Between two looks at a batch, however many watch it. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** One batch that somebody watches: looked at once an interval, for all who watch. */
export class ProgressFeed {
  private latest: Progress | undefined;
  private samples: readonly Sample[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly stopping = new AbortController();
  watchers = 0;

  constructor(private readonly of: { readonly city: CityCode; readonly batchId: string }, private readonly settings: FeedSettings) {
    void this.run();
  }

  /** The next thing to tell to who was told `told` last; undefined where nothing new came in time, or the feed was stopped. */
  async next(told: Progress | undefined, withinMs: number): Promise<Progress | undefined> {
    if (this.latest !== told) return this.latest;
    if (this.stopping.signal.aborted) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve(this.latest === told ? undefined : this.latest);
      };
      const timer = setTimeout(done, withinMs);
      this.waiting.add(done);
    });
  }

  get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  stop(): void {
    this.stopping.abort();
    this.wake();
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.lookOnce().catch(this.settings.onError);
      await pause(this.settings.everyMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async lookOnce(): Promise<void> {
    const facts = await this.settings.look(this.of.city, this.of.batchId);
    if (!facts) return this.stop();
    this.samples = withSample(this.samples, { atMs: this.settings.clock.now().getTime(), through: facts.done + facts.failed });
    const progress = progressOf(facts, this.samples);
    if (JSON.stringify(progress) === JSON.stringify(this.latest)) return;
    this.latest = progress;
    this.wake();
    if (isEnded(progress)) this.stop();
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }
}

/** The feeds of this process: one a batch, and none for a batch that nobody watches. */
export class ProgressFeeds {
  private readonly feeds = new Map<string, ProgressFeed>();
  private watching = 0;

  constructor(private readonly settings: FeedSettings, private readonly maxWatchers: number) {}

  /** Undefined where as many watch as may. Whoever opens a feed closes it. */
  open(city: CityCode, batchId: string): ProgressFeed | undefined {
    if (this.watching >= this.maxWatchers) return undefined;
    const key = `${city}/${batchId}`;
    const known = this.feeds.get(key);
    const feed = known && !known.isStopped ? known : new ProgressFeed({ city, batchId }, this.settings);
    this.feeds.set(key, feed);
    this.watching += 1;
    feed.watchers += 1;
    return feed;
  }

  close(city: CityCode, batchId: string, feed: ProgressFeed): void {
    this.watching -= 1;
    feed.watchers -= 1;
    if (feed.watchers > 0) return;
    feed.stop();
    if (this.feeds.get(`${city}/${batchId}`) === feed) this.feeds.delete(`${city}/${batchId}`);
  }

  stopAll(): void {
    for (const feed of this.feeds.values()) feed.stop();
  }

  /** How many batches are looked at: one look serves all who watch one. */
  get batches(): number {
    return this.feeds.size;
  }
}
