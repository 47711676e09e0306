import { setTimeout as pause } from 'node:timers/promises';

export interface RepeatSettings {
  /** Technical time. */
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
}

/** Does a piece of work again and again until it is stopped: what was interrupted somewhere is found here. An error is told, and ends nothing. */
export class Repeat {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<unknown>, private readonly settings: RepeatSettings) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the work in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.work().catch(this.settings.onError);
      await pause(this.settings.intervalMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}
