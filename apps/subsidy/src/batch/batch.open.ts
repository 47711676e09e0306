import type { CityCode, Month } from '@gongjiang/kernel';
import type { Programme } from '../city/city.js';
import type { Batch } from './batch.js';

/** A batch's id: its city, programme and period, and how many were opened for them before (cancelled ones, supplements). */
export function batchIdOf(city: CityCode, programme: string, period: Month, number: number): string {
  return `${city}.${programme}.${period}.${number}`;
}

/** A new batch in draft. What the city sets for the programme is fixed in it from now on. */
export function openBatch(city: CityCode, programme: Programme, period: Month, number: number): Extract<Batch, { status: 'draft' }> {
  return {
    status: 'draft',
    id: batchIdOf(city, programme.id, period, number),
    city,
    programme: programme.id,
    fund: programme.fund,
    period,
    entitlements: programme.entitlements,
    calculation: 0,
    chain: [],
  };
}
