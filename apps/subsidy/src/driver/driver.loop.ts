import { setTimeout as pause } from 'node:timers/promises';
import type { Refusal } from '@gongjiang/kernel';
import type { BatchDriver } from './batch.driver.js';

/** What comes due with the business date and is asked for by nobody. Safe to do twice. */
export type Chore = () => Promise<unknown>;

export interface DriverLoopSettings {
  readonly intervalMs: number;
  readonly chores: readonly Chore[];
  readonly onRefusal: (refusal: Refusal) => void;
  readonly onError: (error: Error) => void;
}

/** Looks again and again for work that nobody was woken for. What is lost in Redis is found here within one interval. */
export class DriverLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

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
      await this.driver.driveAll().then((refusals) => refusals.forEach(this.settings.onRefusal), this.settings.onError);
      for (const chore of this.settings.chores) await chore().catch(this.settings.onError);
      await pause(this.settings.intervalMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}
