import type { CityCode, Clock } from '@gongjiang/kernel';
import { Temporal } from 'temporal-polyfill';
import type { BusinessDates } from '../business-date/business-date.js';
import type { BankMoment } from './bank-hours.js';

/** The clock at the bank's counter. */
export abstract class BankClock {
  abstract now(city: CityCode): Promise<BankMoment>;
}

/**
 * The day is the city's own, so that holidays and the city's deadlines are one calendar; the time of day is the technical
 * clock's in mainland China. In production both are of the same clock; where the date is moved by command, the time of
 * day still runs by itself.
 */
export class ShanghaiBankClock extends BankClock {
  constructor(private readonly clock: Clock, private readonly dates: BusinessDates) {
    super();
  }

  async now(city: CityCode): Promise<BankMoment> {
    const moment = Temporal.Instant.fromEpochMilliseconds(this.clock.now().getTime()).toZonedDateTimeISO('Asia/Shanghai');
    return { day: await this.dates.today(city), time: moment.toPlainTime().toString({ smallestUnit: 'minute' }) };
  }
}
