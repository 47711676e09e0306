import type { Readable } from 'node:stream';
import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import type { PackSet } from '@gongjiang/policy';
import type { PersonTokenizer } from '@gongjiang/security';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { ImportStore } from '../import/import.store.js';
import { importRoster, type HandedIn, type Imported } from '../import/roster.import.js';
import type { ItemStore } from '../item/item.store.js';
import type { PersonStore } from '../person/person.store.js';
import { takeoverRoster } from './takeover.roster.js';
import type { TakeoverBy, TakeoverOutcome, TakeoverService } from './takeover.service.js';
import type { KeptTakeover, TakeoverStore } from './takeover.store.js';

export interface TakeoverDeskParts {
  readonly takeovers: TakeoverStore;
  readonly imports: ImportStore;
  readonly items: ItemStore;
  readonly persons: PersonStore;
  readonly packs: PackSet;
  readonly tokenizer: PersonTokenizer;
  readonly cities: CityStore;
  readonly dates: BusinessDates;
}

/** Where takeovers are handed in and reviewed: the file is taken in first, then it stands for review as a whole. */
export class TakeoverDesk {
  readonly takeovers: TakeoverStore;

  constructor(private readonly parts: TakeoverDeskParts, private readonly service: TakeoverService) {
    this.takeovers = parts.takeovers;
  }

  /** Takes the file in. Where not one row fits there is a report, and nothing to review. */
  async handIn(by: TakeoverBy, upload: Readable, handed: HandedIn): Promise<Result<{ readonly report: Imported; readonly takeover: KeptTakeover | undefined }, Refusal>> {
    if (!this.parts.cities.find(by.city)) return refuse('city.unknown', { city: by.city });
    const kind = takeoverRoster({ ...this.parts, city: by.city, actor: by.actor, today: await this.parts.dates.today(by.city) });
    const imported = await importRoster(this.parts.imports, by.city, kind, upload, handed);
    if (!imported.ok) return imported;
    const takeover = await this.service.handIn(by, imported.value.id);
    if (!takeover.ok && takeover.refusal.code !== 'takeover.empty') return takeover;
    return ok({ report: imported.value, takeover: takeover.ok ? takeover.value : undefined });
  }

  async accept(by: TakeoverBy, target: { readonly id: string; readonly version: number }): Promise<TakeoverOutcome> {
    return this.service.accept({ ...by, on: await this.parts.dates.today(by.city) }, target);
  }

  async reject(by: TakeoverBy, target: { readonly id: string; readonly version: number }, reason: string): Promise<TakeoverOutcome> {
    return this.service.reject({ ...by, on: await this.parts.dates.today(by.city) }, target, reason);
  }
}
