import { baseAccredited, certificateIssued, medalWon, personTimesCounted, titleGranted, type CloudEvent, type EventOf } from '@gongjiang/contracts';
import { monthOf, type Month, type PersonToken } from '@gongjiang/kernel';
import type { Facts } from '../grant/grant.js';
import type { WithoutApplication } from './without-application.js';

/** The events that may be claims: what the service hears of others. */
export const CLAIM_STARTING_EVENTS = [baseAccredited, certificateIssued, medalWon, personTimesCounted, titleGranted] as const;

/** What an event says that matters to a claim. */
export interface ClaimStart {
  readonly entitlement: string;
  /** A person by token, or an organisation by its unified social credit code. */
  readonly payee: { readonly person: PersonToken } | { readonly organisation: string };
  readonly subject: string;
  /** The month that it is claimed for; what is paid by the year takes the year of it. */
  readonly month: Month;
  /** Everything that the event says; the entitlement picks what it asks for. */
  readonly facts: Facts;
}

/** The claim that an event stands for in a city, or undefined where the city pays nothing for it. */
export function claimStartOf(event: CloudEvent, pays: WithoutApplication): ClaimStart | undefined {
  switch (event.type) {
    case certificateIssued.type: return ofCertificate(event as EventOf<typeof certificateIssued>, pays);
    case titleGranted.type: return ofTitle(event as EventOf<typeof titleGranted>, pays);
    case medalWon.type: return ofMedal(event as EventOf<typeof medalWon>, pays);
    case baseAccredited.type: return ofAccreditation(event as EventOf<typeof baseAccredited>, pays);
    case personTimesCounted.type: return ofPersonTimes(event as EventOf<typeof personTimesCounted>, pays);
    default: throw new Error(`${event.type} starts no claim`);
  }
}

/** Only a training that is to be subsidised is claimed. */
function ofCertificate({ data }: EventOf<typeof certificateIssued>, pays: WithoutApplication): ClaimStart | undefined {
  if (!data.training || pays.certificateIssued === undefined) return undefined;
  const { trainingId, standardFen, occupationInShortage } = data.training;
  return { entitlement: pays.certificateIssued, payee: data, subject: trainingId, month: monthOf(data.issuedOn), facts: { newlyCertified: data.newlyCertified, standardFen, occupationInShortage } };
}

function ofTitle({ data }: EventOf<typeof titleGranted>, pays: WithoutApplication): ClaimStart | undefined {
  if (pays.titleGranted === undefined) return undefined;
  return { entitlement: pays.titleGranted, payee: data, subject: data.titleId, month: monthOf(data.grantedOn), facts: { title: data.title } };
}

function ofMedal({ data }: EventOf<typeof medalWon>, pays: WithoutApplication): ClaimStart | undefined {
  const entitlement = pays.medalWon?.[data.scope];
  return entitlement === undefined ? undefined : { entitlement, payee: data, subject: data.medalId, month: monthOf(data.awardedOn), facts: { medal: data.medal } };
}

function ofAccreditation({ data }: EventOf<typeof baseAccredited>, pays: WithoutApplication): ClaimStart | undefined {
  const entitlement = pays.baseAccredited?.[data.listingLevel];
  if (entitlement === undefined) return undefined;
  const { listingLevel, firstListing, openToSociety, superiorAmountFen } = data;
  return { entitlement, payee: data, subject: data.baseId, month: monthOf(data.accreditedOn), facts: known({ listingLevel, firstListing, openToSociety, superiorAmountFen }) };
}

/** A count is of a whole year: what is paid once for it belongs to the year's last month. */
function ofPersonTimes({ data }: EventOf<typeof personTimesCounted>, pays: WithoutApplication): ClaimStart | undefined {
  const entitlement = data.kind === undefined ? undefined : pays.personTimesCounted?.[data.kind];
  if (entitlement === undefined) return undefined;
  const { annualPersonTimes, promotedPersonTimes, openToSociety, aboveScale } = data;
  return { entitlement, payee: data, subject: data.baseId, month: `${data.year}-12` as Month, facts: known({ annualPersonTimes, promotedPersonTimes, openToSociety, aboveScale }) };
}

/** Without what the event leaves open: policy then asks for it. */
function known(facts: Readonly<Record<string, Facts[string] | undefined>>): Facts {
  return Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
