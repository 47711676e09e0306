import { setTimeout as pause } from 'node:timers/promises';
import type { Refusal } from '@gongjiang/kernel';
import type { BatchDriver } from './batch.driver.js';
import type { Signs } from './driver.signs.js';

/** What comes due with the business date and is asked for by nobody. Safe to do twice. */
export type Chore = () => Promise<unknown>;

export interface DriverLoopSettings {
  /** The longest between two looks. */
  readonly intervalMs: number;
  /** What changes when there is something to do; where absent, only the interval says when to look. */
  readonly signs?: Signs;
  readonly chores: readonly Chore[];
  readonly onRefusal: (refusal: Refusal) => void;
  readonly onError: (error: Error) => void;
}

/** How often the signs are read: what an officer has done is taken up after half of this. Where nothing has changed for a while, nobody waits for the next tenth of a second. */
const SIGNS_EVERY_MS = { lately: 50, quiet: 250 };
const LATELY_MS = 5_000;

/** After what time the signs are read again, so long after they last changed. */
export function signsEveryMs(sinceChangeMs: number): number {
  return sinceChangeMs < LATELY_MS ? SIGNS_EVERY_MS.lately : SIGNS_EVERY_MS.quiet;
}

/**
 * Looks again and again for work that nobody was woken for: at once where the signs have changed, and in any case after
 * the interval. What is lost in Redis is found here within one interval.
 */
export class DriverLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private changedAtMs = performance.now();

  constructor(private readonly driver: BatchDriver, private readonly settings: DriverLoopSettings) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // Read before the look: what changes while it lasts is looked at once more.
      const seen = await this.signs();
      await this.driver.driveAll().then((refusals) => refusals.forEach(this.settings.onRefusal), this.settings.onError);
      for (const chore of this.settings.chores) await chore().catch(this.settings.onError);
      await this.untilChanged(seen);
    }
  }

  private async untilChanged(seen: string): Promise<void> {
    const { intervalMs, signs } = this.settings;
    const next = performance.now() + intervalMs;
    for (let leftMs = intervalMs; leftMs > 0 && !this.stopping.signal.aborted; leftMs = next - performance.now()) {
      await pause(Math.min(leftMs, signs ? signsEveryMs(performance.now() - this.changedAtMs) : leftMs), undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if ((await this.signs()) === seen) continue;
      this.changedAtMs = performance.now();
      return;
    }
  }

  /** Signs that cannot be read say nothing: the look after the interval will tell what is wrong. */
  private async signs(): Promise<string> {
    return this.settings.signs?.().catch(() => 'unread') ?? '';
  }
}
