import type { Day, Refusal, Result } from '@gongjiang/kernel';
import type { BatchTarget } from '../batch/batch.service.js';
import type { KeptBatch } from '../batch/batch.store.js';
import type { Desk } from './desk.js';
import type { SimulatedService } from './simulated.service.js';

export const SOURCE = '10.0.0.7';

/** Somebody who works at a desk of the service: what all of them need. */
export abstract class AtDesk {
  constructor(protected readonly service: SimulatedService, protected readonly desk: Desk) {}

  protected get parts() {
    return this.service.parts;
  }

  protected today(): Promise<Day> {
    return this.parts.dates.today(this.desk.city);
  }

  protected target({ batch, version }: KeptBatch): BatchTarget {
    return { city: batch.city, id: batch.id, version, source: SOURCE };
  }

  protected async tell(outcome: Promise<Result<unknown, Refusal>>): Promise<void> {
    const done = await outcome;
    this.desk.lastRefusal = done.ok ? '' : JSON.stringify(done.refusal);
  }
}
