import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessEnd, StartedProcess } from '@gongjiang/servers';

/** A supervisor waits a moment before it starts again what died. */
const AGAIN_AFTER_MS = 300;

/** A process that is started again whenever it dies, as every deployment has it. */
export class KeptProcess implements StartedProcess {
  /** Deaths that nobody asked for by `stop`. */
  deaths = 0;
  private current: StartedProcess | undefined;
  private isStopping = false;
  private keeping: Promise<void> | undefined;

  private constructor(private readonly start: () => Promise<StartedProcess>, readonly url: string) {}

  /** Starts it the first time; throws where it does not come up. */
  static async up(start: () => Promise<StartedProcess>): Promise<KeptProcess> {
    const first = await start();
    const kept = new KeptProcess(start, first.url);
    kept.current = first;
    kept.keeping = kept.keep(first);
    return kept;
  }

  get pid(): number {
    return this.current?.pid ?? -1;
  }

  get isUp(): boolean {
    return this.current !== undefined;
  }

  get ended(): Promise<ProcessEnd> {
    return this.current?.ended ?? Promise.resolve({ code: null, signal: null });
  }

  logs(): string {
    return this.current?.logs() ?? '';
  }

  /** Does nothing to one that is dead at the moment. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.current?.kill(signal);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.current?.kill('SIGCONT').catch(() => undefined);
    await this.current?.stop();
    await this.keeping;
  }

  private async keep(first: StartedProcess): Promise<void> {
    for (let process: StartedProcess | undefined = first; !this.isStopping; process = await this.start().catch(() => undefined)) {
      this.current = process;
      // It may have come up while everything was being stopped.
      if (process && this.isStopping) await process.stop();
      await process?.ended;
      this.current = undefined;
      if (this.isStopping) return;
      if (process) this.deaths += 1;
      await pause(AGAIN_AFTER_MS);
    }
  }
}
