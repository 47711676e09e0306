import { groupBy } from '@gongjiang/kernel';
import type { CaseWay, Deed } from './chaos.plan.js';

/** What officers do so that somebody comes by a place that the usual month does not come by. */
interface Lead {
  readonly to: RegExp;
  readonly deeds: readonly Deed[];
  /** How the first claims back go on. */
  readonly ways?: readonly CaseWay[];
  /** The only worker dies in a calculation, and the next release is started in its place. */
  readonly isUpgraded?: true;
}

/** The first that fits leads there; what ends a batch's payments comes after what lets them go on. */
const LEADS: readonly Lead[] = [
  { to: /^control\/(stop|ask-r|confirm-r)/, deeds: ['stop'] },
  { to: /^control\/(pause|resume)/, deeds: ['pause'] },
  { to: /^control\/withdraw-request/, deeds: ['cancel-all', 'withdraw-request'] },
  { to: /^cancellation|^control\/(ask-c|confirm-c|complete)/, deeds: ['cancel-all'] },
  { to: /^objection\/upheld/, deeds: ['uphold'] },
  { to: /^objection|^batch\/(withhold|restore)/, deeds: ['dismiss'] },
  { to: /^batch\/return/, deeds: ['send-back'] },
  { to: /^batch\/cancel/, deeds: ['cancel'] },
  { to: /^batch\/restart-calculation/, deeds: [], isUpgraded: true },
  { to: /^account-change\/refused/, deeds: ['refuse-change'] },
  { to: /^account-change\/withdrawn/, deeds: ['withdraw-change'] },
  { to: /^account-change/, deeds: ['change-account'] },
  { to: /^clawback\/withdrawn/, deeds: ['claim-back'], ways: ['withdraw'] },
  { to: /^clawback\/dropped/, deeds: ['claim-back'], ways: ['drop'] },
  { to: /^clawback\/appealed/, deeds: ['claim-back'], ways: ['waive'] },
  { to: /^clawback/, deeds: ['claim-back'], ways: ['repay'] },
];

/** What leads to all of these places, each way once. Most places need nothing: every month comes by them. */
export function leadsTo(places: readonly string[]): { readonly deeds: readonly Deed[]; readonly ways: readonly CaseWay[]; readonly isUpgraded: boolean } {
  const leads = LEADS.filter((lead) => places.some((place) => LEADS.find(({ to }) => to.test(place)) === lead));
  return { deeds: leads.flatMap(({ deeds }) => deeds), ways: leads.flatMap(({ ways = [] }) => ways), isUpgraded: leads.some((lead) => lead.isUpgraded) };
}

/** Places that one run can come by, one after the other: those of one lead together, and some of those that need none. */
export function companiesOf(places: readonly string[], most: number): readonly (readonly string[])[] {
  const companies = groupBy(places, (place) => LEADS.findIndex(({ to }) => to.test(place)));
  return [...companies.values()].flatMap((company) => Array.from({ length: Math.ceil(company.length / most) }, (_, at) => company.slice(at * most, (at + 1) * most)));
}
