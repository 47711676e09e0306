import type { CloudEvent } from '@gongjiang/contracts';
import { groupBy, isUnifiedCreditCode, type CityCode, type PersonToken } from '@gongjiang/kernel';
import { PoisonEvent } from '@gongjiang/messaging';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import type { PersonTokenizer } from '@gongjiang/security';
import type { CityStore } from '../city/city.store.js';
import { sourceOfEvents } from '../shared/source.js';
import { CLAIM_SUBJECT, type ClaimRequest } from './claim.js';
import { factsOfClaim } from './claim.facts.js';
import { periodOfClaim, statedFacts } from './claim.row.js';
import type { ClaimService } from './claim.service.js';
import { claimStartOf, type ClaimStart } from './claim.starts.js';

export interface ClaimStartParts {
  readonly cities: CityStore;
  readonly packs: PackSet;
  readonly tokenizer: PersonTokenizer;
}

/**
 * Claims that start without an application (免申即享): what another service tells is a claim for what the city has set for
 * it. The claim's own key makes it one, however often the event comes. What cannot become a claim is a dead letter: an
 * officer mends what is missing, and has it delivered again.
 */
export class ClaimsFromEvents {
  constructor(private readonly parts: ClaimStartParts, private readonly claims: ClaimService) {}

  async onEvents(events: readonly CloudEvent[]): Promise<void> {
    for (const [city, own] of groupBy(events, (event) => event.city)) {
      const pays = this.parts.cities.find(city)?.withoutApplication;
      if (!pays) continue;
      const requests = own.flatMap((event) => {
        const start = claimStartOf(event, pays);
        return start ? [this.requestOf(event, start)] : [];
      });
      await this.assertOrganisationsKnown(city, requests);
      const { contradicting } = await this.claims.register(city, requests, { actor: 'event', source: sourceOfEvents(own) });
      if (contradicting[0]) throw new PoisonEvent('claim.claimed-otherwise', `The event ${contradicting[0].source} states a known claim with other facts: correct the claim instead`);
    }
  }

  private requestOf({ id, city }: CloudEvent, { entitlement, payee, subject, month, facts }: ClaimStart): ClaimRequest {
    const description = describeEntitlement(this.parts.packs, entitlement);
    if (!description) throw new Error(`The city ${city} pays ${entitlement} without an application, which no policy knows`);
    if (!CLAIM_SUBJECT.test(subject)) throw new PoisonEvent('claim.subject-unfit', `No claim can be named after the subject of the event ${id}`);
    const asked = new Set(statedFacts(description).map(({ name }) => name));
    const stated = Object.fromEntries(Object.entries(facts).filter(([name]) => asked.has(name)));
    const period = periodOfClaim(description, month);
    return { city, person: this.tokenOf(id, city, payee), entitlement, subject, period, facts: factsOfClaim(description, stated, period), origin: 'event', source: id };
  }

  private tokenOf(event: string, city: CityCode, payee: ClaimStart['payee']): PersonToken {
    if ('person' in payee) return payee.person;
    if (!isUnifiedCreditCode(payee.organisation)) throw new PoisonEvent('claim.organisation-unfit', `The organisation of the event ${event} has no unified social credit code`);
    return this.parts.tokenizer.organisationTokenOf(city, payee.organisation);
  }

  /** Of a person the kind is plain. Of an organisation only the registry knows it, and without it nothing can be decided. */
  private async assertOrganisationsKnown(city: CityCode, requests: readonly ClaimRequest[]): Promise<void> {
    const forOrganisations = requests.filter(({ entitlement }) => !describeEntitlement(this.parts.packs, entitlement)?.beneficiaryKinds.includes('person'));
    if (forOrganisations.length === 0) return;
    const known = await this.claims.personsOf(city, forOrganisations.map(({ person }) => person));
    const unknown = forOrganisations.find(({ person }) => !known.has(person));
    if (unknown) throw new PoisonEvent('claim.organisation-unknown', `The organisation of the event ${unknown.source} is not in the registry: register it, and replay the event`);
  }
}
