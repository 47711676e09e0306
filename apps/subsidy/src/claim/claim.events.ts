import type { EventOf } from '@gongjiang/contracts';
import { certificateIssued } from '@gongjiang/contracts';
import { groupBy, monthOf, type CityCode } from '@gongjiang/kernel';
import { PoisonEvent } from '@gongjiang/messaging';
import type { CityStore } from '../city/city.store.js';
import { sourceOfEvents } from '../shared/source.js';
import { CLAIM_SUBJECT, type ClaimRequest } from './claim.js';
import type { ClaimService } from './claim.service.js';

type CertificateIssued = EventOf<typeof certificateIssued>;

/**
 * Claims that start without an application (免申即享): a certificate that was issued is a claim for what the city has
 * set for it. The claim's own key makes it one, however often the event comes.
 */
export class ClaimsFromEvents {
  constructor(private readonly cities: CityStore, private readonly claims: ClaimService) {}

  async onCertificatesIssued(events: readonly CertificateIssued[]): Promise<void> {
    for (const [city, own] of groupBy(events, (event) => event.city)) {
      const entitlement = this.cities.find(city)?.withoutApplication.certificateIssued;
      if (entitlement === undefined) continue;
      const requests = own.flatMap((event) => claimOf(city, entitlement, event));
      await this.claims.register(city, requests, { actor: 'event', source: sourceOfEvents(own) });
    }
  }
}

function claimOf(city: CityCode, entitlement: string, { id, data }: CertificateIssued): readonly ClaimRequest[] {
  if (!data.training) return [];
  const { trainingId, standardFen, occupationInShortage } = data.training;
  if (!CLAIM_SUBJECT.test(trainingId)) throw new PoisonEvent('claim.subject-unfit', `No claim can be named after the training of the event ${id}`);
  return [{
    city,
    person: data.person,
    entitlement,
    subject: trainingId,
    month: monthOf(data.issuedOn),
    facts: { newlyCertified: data.newlyCertified, standardFen, occupationInShortage },
    origin: 'event',
    source: id,
  }];
}
