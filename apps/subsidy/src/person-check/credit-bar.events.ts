import { creditBarLifted, creditBarred, type EventOf } from '@gongjiang/contracts';
import { isPersonToken, isUnifiedCreditCode, type PersonToken } from '@gongjiang/kernel';
import { PoisonEvent } from '@gongjiang/messaging';
import type { PersonTokenizer } from '@gongjiang/security';
import type { CityStore } from '../city/city.store.js';
import type { GrantStore } from '../grant/grant.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { sourceOfEvents } from '../shared/source.js';
import { firstMonthOf } from './credit-bar.js';
import type { CreditBarStore, HeardOfBar } from './credit-bar.store.js';

type CreditBarred = EventOf<typeof creditBarred>;
type CreditBarLifted = EventOf<typeof creditBarLifted>;

/** What the credit file tells. */
export const CREDIT_EVENTS = [creditBarred, creditBarLifted] as const;

export interface CreditPorts {
  readonly bars: CreditBarStore;
  readonly grants: GrantStore;
  readonly cities: CityStore;
  readonly tokenizer: Pick<PersonTokenizer, 'organisationTokenOf'>;
}

/**
 * Bars of the credit file as the evaluation service tells of them. A bar enters the decisions of its months; whatever a
 * bar or its lifting changes is decided afresh by the next batch: what was held is paid, what was paid is claimed back.
 */
export class CreditBarsFromEvents {
  constructor(private readonly ports: CreditPorts, private readonly changes: ChangeLog) {}

  async onBarred(events: readonly CreditBarred[]): Promise<void> {
    for (const event of events) {
      const { barId, barredFrom, barredUntil } = event.data;
      if (barredUntil !== null && barredUntil < barredFrom) throw new PoisonEvent('credit.ends-before-start', `The bar of the event ${event.id} ends before it starts`);
      await this.hear(event, { kind: 'barred', id: barId, sequence: event.sequence, from: barredFrom, until: barredUntil });
    }
  }

  async onLifted(events: readonly CreditBarLifted[]): Promise<void> {
    for (const event of events) {
      const { barId, freeFrom } = event.data;
      await this.hear(event, { kind: 'lifted', id: barId, sequence: event.sequence, freeFrom });
    }
  }

  private async hear(event: CreditBarred | CreditBarLifted, heard: Unaddressed): Promise<void> {
    if (!this.ports.cities.find(event.city)) return;
    const payee = this.payeeOf(event);
    await this.changes.inOneWrite(async (transaction) => {
      const bar = await this.ports.bars.hear(event.city, { ...heard, subject: { kind: event.data.subject.kind, id: payee } }, transaction);
      const from = bar && firstMonthOf(bar);
      if (!from) return;
      await this.ports.grants.recheck(await this.ports.grants.idsOf(event.city, payee, transaction), from, transaction);
      await this.changes.record({ city: event.city, actor: 'event', kind: `credit.${heard.kind}`, object: heard.id, source: sourceOfEvents([event]), events: [] }, transaction);
    });
  }

  /** A person comes by token, an organisation by its credit code: the registry has both by token. */
  private payeeOf({ id: event, city, data: { subject: { kind, id } } }: CreditBarred | CreditBarLifted): PersonToken {
    if (kind === 'person' && isPersonToken(id)) return id;
    if (kind !== 'person' && isUnifiedCreditCode(id)) return this.ports.tokenizer.organisationTokenOf(city, id);
    throw new PoisonEvent('credit.subject-unfit', `The event ${event} names nobody who can be barred`);
  }
}

type Unaddressed = HeardOfBar extends infer One ? (One extends HeardOfBar ? Omit<One, 'subject'> : never) : never;
