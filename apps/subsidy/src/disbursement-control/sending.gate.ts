import type { CityCode, Refusal } from '@gongjiang/kernel';
import type { WorkingCalendar } from '../calendar/working-day.js';
import type { CityStore } from '../city/city.store.js';
import { ALWAYS_OPEN, closedAt, type BankClosed } from './bank-hours.js';
import type { BankClock } from './bank.clock.js';
import { isResting, runningControl, type ControlScope, type RestingControl } from './control.js';
import type { ControlStore, KeptControl } from './control.store.js';

/** What keeps a batch's messages from leaving, the strongest first. */
export type Hold =
  | { readonly kind: 'control'; readonly control: RestingControl }
  | ({ readonly kind: 'bank-closed' } & BankClosed)
  | { readonly kind: 'calendar-unpublished'; readonly refusal: Refusal }
  /** This worker does not know yet whether the database is the latest. */
  | { readonly kind: 'not-compared'; readonly why: string };

/** The gate as it was seen: whether it is open, and the batch's own control. */
export interface SendingGateLook {
  readonly hold: Hold | null;
  readonly own: KeptControl;
  /** The service was put back to an older state at some time: the bank is asked before anything leaves. */
  readonly wasRestored: boolean;
}

/** A batch of which something is about to leave. */
export interface DoubtedBatch {
  readonly city: CityCode;
  readonly id: string;
  readonly wasRestored: boolean;
}

/** Whether it is certain that the database is the latest: asked where everything else would let a message leave. */
export interface BatchDoubt {
  about(batch: DoubtedBatch): Promise<string | null>;
}

export interface SendingGatePorts {
  readonly controls: ControlStore;
  readonly cities: CityStore;
  readonly calendar: WorkingCalendar;
  readonly bankClock: BankClock;
  /** Who sends has one; who only shows what rests needs none. */
  readonly doubt?: BatchDoubt;
}

/** Everything that a message must pass right before it leaves: the lock after a restore, the city's, the bank's and the batch's controls, and the bank's hours. */
export class SendingGate {
  constructor(private readonly ports: SendingGatePorts) {}

  /** The same gate, for a process that sends. */
  doubtedBy(doubt: BatchDoubt): SendingGate {
    return new SendingGate({ ...this.ports, doubt });
  }

  async look({ city, id }: { readonly city: CityCode; readonly id: string }): Promise<SendingGateLook> {
    const kept = await this.ports.controls.all(city, this.scopesOver(city, id));
    const own = kept.at(-1) ?? { control: runningControl(city, { kind: 'batch', batchId: id }), version: 0 };
    const resting = kept.map(({ control }) => control).find(isResting);
    const wasRestored = (kept[0]?.version ?? 0) > 0;
    const hold: Hold | null = resting ? { kind: 'control', control: resting } : ((await this.hoursHold(city)) ?? (await this.doubtHold({ city, id, wasRestored })));
    return { hold, own, wasRestored };
  }

  private async doubtHold(batch: DoubtedBatch): Promise<Hold | null> {
    const why = (await this.ports.doubt?.about(batch)) ?? null;
    return why === null ? null : { kind: 'not-compared', why };
  }

  private scopesOver(city: CityCode, batchId: string): readonly ControlScope[] {
    return [{ kind: 'restore' }, { kind: 'city' }, { kind: 'bank', bank: this.ports.cities.get(city).bank.id }, { kind: 'batch', batchId }];
  }

  private async hoursHold(city: CityCode): Promise<Hold | null> {
    const hours = this.ports.cities.get(city).bank.hours ?? ALWAYS_OPEN;
    const closed = closedAt(hours, this.ports.calendar, await this.ports.bankClock.now(city));
    if (!closed.ok) return { kind: 'calendar-unpublished', refusal: closed.refusal };
    return closed.value ? { kind: 'bank-closed', ...closed.value } : null;
  }
}
