import type { CityCode, Day } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import type { BusinessDates } from '../business-date/business-date.js';
import { sourceOf } from './source.js';

/** Who gives a command: in which city, on which of its business days, and from where. */
export interface By {
  readonly city: CityCode;
  readonly actor: string;
  readonly on: Day;
  readonly source: string;
}

/** The officer of a request, on the city's own date. */
export async function byOf(actor: Actor, dates: BusinessDates): Promise<By> {
  return { city: actor.city, actor: actor.id, on: await dates.today(actor.city), source: sourceOf(actor) };
}
