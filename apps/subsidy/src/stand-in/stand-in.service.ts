import { addDays, factId, ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { StandIns, type Actor, type StandingIn } from '@gongjiang/security';
import type { BusinessDates } from '../business-date/business-date.js';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { endStandIn, isHeldOn, MAX_DAYS, nameStandIn, type StandIn } from './stand-in.js';
import type { StandInStore } from './stand-in.store.js';

export type StandInAnswer = Result<StandIn, Refusal>;

/** Names and ends stand-ins. */
export class StandInService {
  constructor(private readonly standIns: StandInStore, private readonly changes: ChangeLog) {}

  name({ city, actor, on, source }: By, named: Pick<StandIn, 'absent' | 'standIn' | 'roles' | 'from' | 'until' | 'reason'>): Promise<StandInAnswer> {
    const id = `si_${factId(`${city}|${named.absent}|${named.standIn}|${this.changes.now().toISOString()}`)}`;
    const decided = nameStandIn({ id, city, ...named, namedBy: actor, namedOn: on }, addDays(named.from, MAX_DAYS));
    if (!decided.ok) return Promise.resolve(decided);
    return this.changes.inOneWrite(async (transaction) => {
      await this.standIns.add(decided.value, transaction);
      await this.changes.record({ city, actor, kind: 'stand-in.named', object: id, source, details: { absent: named.absent, standIn: named.standIn }, events: [] }, transaction);
      return ok(decided.value);
    });
  }

  end({ city, actor, on, source }: By, id: string): Promise<StandInAnswer> {
    return this.changes.inOneWrite(async (transaction) => {
      const found = await this.standIns.load(city, id, transaction);
      if (!found) return refuse('stand-in.unknown');
      const decided = endStandIn(found, on);
      if (!decided.ok) return decided;
      await this.standIns.end(decided.value, transaction);
      await this.changes.record({ city, actor, kind: 'stand-in.ended', object: id, source, events: [] }, transaction);
      return decided;
    });
  }
}

/** For whom an actor stands in on the city's date. */
export class KeptStandIns extends StandIns {
  constructor(private readonly standIns: StandInStore, private readonly dates: BusinessDates) {
    super();
  }

  async of({ city, id }: Actor): Promise<readonly StandingIn[]> {
    const today = await this.dates.today(city);
    return (await this.standIns.of(city, id, today)).filter((standIn) => isHeldOn(standIn, today)).map(({ absent, roles }) => ({ absent, roles }));
  }
}
