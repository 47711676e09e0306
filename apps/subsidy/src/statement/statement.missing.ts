import { daysBetween, ZERO_FEN, type CityCode, type Day } from '@gongjiang/kernel';
import type { KeptBatch } from '../batch/batch.store.js';
import type { CityStore } from '../city/city.store.js';
import { endToEndIdOf } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import type { StatementStore } from './statement.store.js';

export interface MissingPorts {
  readonly items: ItemStore;
  readonly statements: StatementStore;
  readonly cities: CityStore;
}

/** More missing lines than this in one batch are no cases but one call to the bank. */
const MAX_CASES = 1_000;

/**
 * Finds lines that the bank took and that no statement has, days after their batch was sent: a case each. Nothing is done
 * about the money: the bank is asked. One look a batch and statement day is enough.
 */
export class MissingLines {
  private readonly lookedAt = new Map<string, Day>();

  constructor(private readonly ports: MissingPorts) {}

  async find(city: CityCode, settling: readonly KeptBatch[]): Promise<void> {
    const { debtorAccount: account, reconciliation } = this.ports.cities.get(city);
    const readTo = (await this.ports.statements.progress(account))?.nextDay;
    for (const { batch, changes } of settling) {
      const sentOn = changes.findLast(({ kind }) => kind === 'settled')?.on;
      if (readTo === undefined || sentOn === undefined || daysBetween(sentOn, readTo) <= reconciliation.missingAfterDays || this.lookedAt.get(batch.id) === readTo) continue;
      await this.openCases(city, account, batch.id, sentOn);
      this.lookedAt.set(batch.id, readTo);
    }
  }

  private async openCases(city: CityCode, account: string, batchId: string, sentOn: Day): Promise<void> {
    const unbooked = await this.ports.items.page(city, batchId, { state: 'accepted', after: null, limit: MAX_CASES });
    // What the bank booked wrongly is a case already.
    const known = await this.ports.statements.withCase(account, unbooked.map(endToEndIdOf));
    await this.ports.statements.openCases(unbooked.filter((item) => !known.has(endToEndIdOf(item))).map((item) => ({
      id: `${account}|missing|${endToEndIdOf(item)}`, city, account, day: sentOn, status: 'open',
      mismatch: { kind: 'missing', entryReference: 'none', endToEndId: endToEndIdOf(item), bookedFen: ZERO_FEN, expectedFen: item.amountFen, itemId: item.id },
    })));
  }
}
