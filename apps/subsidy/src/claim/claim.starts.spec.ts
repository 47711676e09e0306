import { describe, expect, it } from '@jest/globals';
import { baseAccredited, certificateIssued, medalWon, personTimesCounted, titleGranted, type CloudEvent } from '@gongjiang/contracts';
import { describeEntitlement, loadPacks } from '@gongjiang/policy';
import { startingEvent } from './claim.builders.js';
import { statedFacts } from './claim.row.js';
import { CLAIM_STARTING_EVENTS, claimStartOf, type ClaimStart } from './claim.starts.js';
import { withoutApplicationSchema, type WithoutApplication } from './without-application.js';

const packs = loadPacks();
const PAYS: WithoutApplication = {
  certificateIssued: 'jinhua/7/certificate-training', titleGranted: 'jinhua/1/artisan-title', medalWon: { worldskills: 'jinhua/2/worldskills-medal' },
  baseAccredited: { provincial: 'jinhua/8/superior-base-match' },
  personTimesCounted: { 'public-training-base': 'jinhua/8/public-training-base', 'enterprise-training-centre': 'jinhua/9/enterprise-training-centre' },
};
const person = titleGranted.example.person;
const organisation = baseAccredited.example.organisation;

describe('an event', () => {
  it.each<[string, CloudEvent, ClaimStart]>([
    ['a certificate', startingEvent(certificateIssued), { entitlement: 'jinhua/7/certificate-training', payee: { person }, subject: 'tr-2026-0815', month: '2026-10' as never, facts: { newlyCertified: true, standardFen: 280_000, occupationInShortage: true } }],
    ['a title', startingEvent(titleGranted), { entitlement: 'jinhua/1/artisan-title', payee: { person }, subject: 'title-2026-031', month: '2026-09' as never, facts: { title: 'artisan' } }],
    ['a medal', startingEvent(medalWon), { entitlement: 'jinhua/2/worldskills-medal', payee: { person }, subject: 'medal-2026-007', month: '2026-09' as never, facts: { medal: 'gold' } }],
    ['a listing', startingEvent(baseAccredited), { entitlement: 'jinhua/8/superior-base-match', payee: { organisation }, subject: 'base-12', month: '2026-06' as never, facts: { listingLevel: 'provincial', firstListing: true, openToSociety: true, superiorAmountFen: 50_000_000 } }],
    ['a count of a base', startingEvent(personTimesCounted), { entitlement: 'jinhua/8/public-training-base', payee: { organisation }, subject: 'base-12', month: '2026-12' as never, facts: { annualPersonTimes: 1_240, promotedPersonTimes: 310, openToSociety: true, aboveScale: false } }],
    ['a count of a centre', startingEvent(personTimesCounted, { kind: 'enterprise-training-centre' }), { entitlement: 'jinhua/9/enterprise-training-centre', payee: { organisation }, subject: 'base-12', month: '2026-12' as never, facts: { annualPersonTimes: 1_240, promotedPersonTimes: 310, openToSociety: true, aboveScale: false } }],
  ])('of %s is the claim that the city has set for it', (_what, event, start) => {
    expect(claimStartOf(event, PAYS)).toMatchObject(start);
  });

  it.each<[string, CloudEvent]>([
    ['a medal of another competition', startingEvent(medalWon, { scope: 'provincial' })], ['a municipal listing', startingEvent(baseAccredited, { listingLevel: 'municipal' })],
    ['a count of a base of no known kind', startingEvent(personTimesCounted, { kind: undefined })], ['a certificate without a training', startingEvent(certificateIssued, { training: null })],
  ])('of %s is no claim', (_what, event) => {
    expect(claimStartOf(event, PAYS)).toBeUndefined();
  });

  it.each(CLAIM_STARTING_EVENTS.map((contract) => [contract.type, contract] as const))('%s is no claim where the city pays nothing for it', (_type, contract) => {
    expect(claimStartOf(startingEvent(contract), {})).toBeUndefined();
  });

  it.each(CLAIM_STARTING_EVENTS.map((contract) => [contract.type, contract] as const))('%s tells everything that its entitlement asks to be stated', (_type, contract) => {
    const events = contract === personTimesCounted ? [startingEvent(personTimesCounted), startingEvent(personTimesCounted, { kind: 'enterprise-training-centre' })] : [startingEvent(contract)];
    for (const event of events) {
      const start = claimStartOf(event, PAYS);
      const entitlement = describeEntitlement(packs, start?.entitlement ?? '');
      if (!start || !entitlement) throw new Error('no claim');
      expect(statedFacts(entitlement).map(({ name }) => name).filter((name) => !(name in start.facts))).toEqual([]);
    }
  });

  it('leaves out what it does not know, for policy to ask', () => {
    const { superiorAmountFen: _unknown, ...listing } = baseAccredited.example;
    expect(claimStartOf(startingEvent(baseAccredited, { ...listing, superiorAmountFen: undefined }), PAYS)?.facts).toEqual({ listingLevel: 'provincial', firstListing: true, openToSociety: true });
  });
});

it('a city sets an entitlement for each event, and nothing else', () => {
  expect(withoutApplicationSchema.safeParse(PAYS).success).toBe(true);
  expect(withoutApplicationSchema.safeParse({ medalWon: 'jinhua/2/worldskills-medal' }).success).toBe(false);
  expect(withoutApplicationSchema.safeParse({ trainingHeld: 'jinhua/7/certificate-training' }).success).toBe(false);
});
