import { groupBy } from '@gongjiang/kernel';
import type { MonthResult, SampleSummary, SeenItem } from '@gongjiang/rehearsal';

type Expectations = SampleSummary['expectations'];

/** The programmes of the sample whose claims come from rosters and certificates; the others hold recognitions of several kinds. */
const OF_ONE_ENTITLEMENT: ReadonlySet<string> = new Set(['post-allowance', 'certificate-training']);

/** What the month made of the sample, in the terms of the sample's own expectations. */
export interface Made {
  readonly imports: readonly string[];
  readonly entitlements: readonly string[];
  readonly bothCities: string;
  /** What titles, medals, listings and counts come to. */
  readonly recognitions: readonly string[];
}

/** What the texts of the policies make of the sample: written down when it was made, without the rules engine. */
export function expectedOf(expectations: Expectations): Made {
  const cities = Object.entries(expectations.cities);
  return {
    imports: cities.flatMap(([city, { personRows, claimRows, badPersonRows, badClaimRows }]) => [`${city} persons: ${personRows} rows, ${sum(badPersonRows)} bad`, `${city} claims: ${claimRows} rows, ${sum(badClaimRows)} bad`]).sort(),
    entitlements: cities.flatMap(([, city]) => Object.entries(city.entitlements).map(([entitlement, { claims, granted, refused, heldForAccount, bankRejects, bankReturns }]) => {
      const ended = refused['term-ended'] ?? 0;
      return line({ entitlement, claims, refused: sum(refused) - ended, notDue: ended, account: heldForAccount, paidFen: granted.sumFen - bankRejects.sumFen - bankReturns.sumFen, rejected: bankRejects.lines, returned: bankReturns.lines });
    })).sort(),
    bothCities: `${expectations.bothCities.persons} persons paid once and held once`,
    recognitions: Object.entries(expectations.recognitions).map(([entitlement, { claims, granted }]) => recognised(entitlement, claims, granted.lines, granted.sumFen)).sort(),
  };
}

/** The same, from what the platform and the bank say. `inBoth` are the persons that both cities have claims of, by token. */
export function madeOf(result: MonthResult, items: readonly SeenItem[], inBoth: ReadonlyMap<string, string>): Made {
  const shared = items.filter(({ person, entitlement }) => inBoth.has(person) && entitlement.endsWith('/post-allowance'));
  const paidPersons = new Set(shared.map(({ person }) => inBoth.get(person)));
  const duplicates = result.batches.reduce((total, { heldByCode }) => total + (heldByCode['duplicate'] ?? 0), 0);
  return {
    imports: result.imports.map(({ city, kind, rows, refused }) => `${city} ${kind}: ${rows} rows, ${refused} bad`).sort(),
    entitlements: result.batches.filter(({ programme }) => OF_ONE_ENTITLEMENT.has(programme)).map((batch) => madeOfBatch(batch, result.claims, items.filter(({ batchId }) => batchId === batch.id), shared)).sort(),
    bothCities: paidPersons.size === shared.length && shared.length === duplicates ? `${shared.length} persons paid once and held once` : `${paidPersons.size} persons paid ${shared.length} times and held ${duplicates} times`,
    recognitions: recognitionsOf(result, items),
  };
}

function recognitionsOf({ batches, claims }: MonthResult, items: readonly SeenItem[]): readonly string[] {
  const batchIds = new Set(batches.filter(({ programme }) => !OF_ONE_ENTITLEMENT.has(programme)).map(({ id }) => id));
  const paid = groupBy(items.filter(({ batchId, state }) => batchIds.has(batchId) && state === 'settled'), ({ entitlement }) => entitlement);
  const known = new Set(batches.filter(({ programme }) => OF_ONE_ENTITLEMENT.has(programme)).flatMap(({ byEntitlement }) => byEntitlement.map(({ entitlement }) => entitlement)));
  return [...groupBy(claims.filter(({ entitlement }) => !known.has(entitlement)), ({ entitlement }) => entitlement)].map(([entitlement, counts]) => {
    const settled = paid.get(entitlement) ?? [];
    return recognised(entitlement, claimsOf(counts), settled.length, settled.reduce((total, { amountFen }) => total + amountFen, 0));
  }).sort();
}

function recognised(entitlement: string, claims: number, lines: number, amountFen: number): string {
  return `${entitlement}: ${claims} claims, ${lines} paid with ${amountFen} fen`;
}

/** Of a programme that holds one entitlement. */
function madeOfBatch(batch: MonthResult['batches'][number], counts: MonthResult['claims'], items: readonly SeenItem[], shared: readonly SeenItem[]): string {
  const entitlement = batch.byEntitlement[0]?.entitlement ?? '';
  const own = counts.filter((count) => count.entitlement === entitlement);
  const all = claimsOf(own);
  const refusedClaims = claimsOf(own.filter(({ outcome }) => outcome !== 'granted'));
  const settled = items.filter((item) => item.state === 'settled' && !shared.includes(item));
  return line({
    entitlement,
    claims: all,
    refused: refusedClaims + (batch.heldByCode['condition-failed'] ?? 0),
    notDue: all - refusedClaims - items.length - (batch.heldLines ?? 0),
    account: batch.heldByCode['account-not-own'] ?? 0,
    paidFen: settled.reduce((total, { amountFen }) => total + amountFen, 0),
    rejected: items.filter(({ state }) => state === 'rejected').length,
    returned: items.filter(({ state }) => state === 'returned').length,
  });
}

function claimsOf(counts: MonthResult['claims']): number {
  return counts.reduce((total, { claims }) => total + claims, 0);
}

function line(made: Readonly<Record<'claims' | 'refused' | 'notDue' | 'account' | 'paidFen' | 'rejected' | 'returned', number>> & { readonly entitlement: string }): string {
  const { entitlement, claims, refused, notDue, account, paidFen, rejected, returned } = made;
  return `${entitlement}: ${claims} claims, ${refused} refused by a condition, ${notDue} not due any more, ${account} held for the account, ${paidFen} fen paid and kept, ${rejected} rejected and ${returned} returned by the bank`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
