import type { CityCode } from '@gongjiang/kernel';
import type { MonthResult } from '../month/month.js';
import { CityOffice } from '../office/city.office.js';
import { allPages } from '../office/pages.js';
import type { Platform } from '../platform/platform.js';

/** An item as the platform's API shows it, with the batch and city that it was asked for under. */
export interface SeenItem {
  readonly id: string;
  readonly city: CityCode;
  readonly batchId: string;
  readonly person: string;
  readonly entitlement: string;
  readonly subject: string | null;
  readonly period: string;
  readonly amountFen: number;
  readonly state: 'due' | 'accepted' | 'rejected' | 'settled' | 'returned';
  readonly reason: string | null;
  readonly bookedOn: string | null;
  readonly endToEndId: string;
  readonly receiptId: string;
}

/** Every item of every batch of the month. */
export async function itemsOf({ platform }: { readonly platform: Platform }, batches: MonthResult['batches']): Promise<readonly SeenItem[]> {
  const lists = await Promise.all(batches.map(async ({ id, city }) => {
    const items = await allPages<Omit<SeenItem, 'city' | 'batchId'>>(new CityOffice(platform, city).handler, `/batches/${id}/items`);
    return items.map((item) => ({ ...item, city, batchId: id }));
  }));
  return lists.flat();
}
