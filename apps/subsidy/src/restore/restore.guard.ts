import { ok, refuse, type CityCode, type Refusal, type Result } from '@gongjiang/kernel';
import { chunksToPay, type ChunksToPayPorts } from './chunks.to-pay.js';
import { isListed, type Restore } from './restore.js';
import type { RestoreStore } from './restore.store.js';

export const RESTORE_REFUSALS = ['restore.unknown', 'restore.statements-open', 'restore.bank-not-asked', 'restore.day-ahead'] as const;
export type RestoreRefusalCode = (typeof RESTORE_REFUSALS)[number];

export interface RestoreGuardPorts extends ChunksToPayPorts {
  readonly restores: RestoreStore;
}

/** Says when the lock after a restore may be lifted: the bank was asked about every id, and has answered. */
export class RestoreGuard {
  constructor(private readonly ports: RestoreGuardPorts) {}

  async mayLift(city: CityCode): Promise<Result<true, Refusal<RestoreRefusalCode>>> {
    const restore = await this.ports.restores.find(city);
    if (!restore) return refuse('restore.unknown');
    if (!isListed(restore)) return refuse('restore.statements-open', { day: restore.listing.nextDay, until: restore.lockedOn });
    const left = await this.leftToAsk(restore);
    return left.length === 0 ? ok(true) : refuse('restore.bank-not-asked', { chunks: left.length });
  }

  /** The chunks that the bank was not asked about since the lock. */
  async leftToAsk(restore: Restore): Promise<readonly string[]> {
    const asked = new Set((await this.ports.restores.asked(restore)).map(({ chunkId }) => chunkId));
    return (await chunksToPay(this.ports, restore.city)).filter((id) => !asked.has(id));
  }
}
