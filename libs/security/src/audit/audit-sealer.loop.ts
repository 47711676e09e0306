import { setTimeout as pause } from 'node:timers/promises';
import type { CityCode } from '@gongjiang/kernel';
import type { AuditSealer } from './audit-sealer.js';

/** The right to seal alone. The chain does not depend on it: it saves two sealers from doing the same work. */
export interface SealerLease {
  hold(): Promise<boolean>;
  release(): Promise<void>;
}

export interface SealerLoopParts {
  readonly sealer: AuditSealer;
  readonly lease: SealerLease;
  /** The longest that an entry waits for its block. */
  readonly intervalMs: number;
  readonly onError: (error: unknown, city: CityCode | null) => void;
}

/** Seals again and again until it is stopped. A city that cannot be sealed does not keep the others waiting. */
export class SealerLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly parts: SealerLoopParts) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the block in hand, and gives up the lease. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.parts.lease.release().catch(() => undefined); // It runs out by itself.
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.sealAll().catch((error: unknown) => this.parts.onError(error, null));
      await pause(this.parts.intervalMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async sealAll(): Promise<void> {
    if (!(await this.parts.lease.hold())) return;
    for (const city of await this.parts.sealer.cities()) {
      await this.sealCity(city).catch((error: unknown) => this.parts.onError(error, city));
    }
  }

  /** Full blocks follow at once on one another: a wave of entries does not wait for the next round. */
  private async sealCity(city: CityCode): Promise<void> {
    while (!this.stopping.signal.aborted && (await this.parts.lease.hold()) && (await this.parts.sealer.sealNext(city)) > 0);
  }
}
