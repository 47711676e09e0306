import { isMonth } from '@gongjiang/kernel';
import { describeEntitlement, entitlementIds, loadPacks, newestVersion, readPackTests, runPackTests, type Claim, type EntitlementDescription, type PackTestOutcome } from '@gongjiang/policy';
import type { PayeeKind } from './payees.js';

/** A test that a clerk wrote beside a pack, as a claim that the API can be asked with. */
export interface PackCase {
  /** As the clerk called it. */
  readonly name: string;
  readonly kind: PayeeKind;
  /** What only the registry knows: whether the payee is in work in the month. */
  readonly isEmployed: boolean;
  readonly body: { readonly entitlement: string; readonly subject: string; readonly firstMonth: string; readonly facts: Readonly<Record<string, unknown>> };
  /** `granted 600.00 capped`, `refused term-ended`, `referred bachelor`: as the clerk wrote it. */
  readonly expected: string;
}

/** What a claim does not state: the registry knows the one, and the claim's own month is the other. */
const OF_THE_PLATFORM = new Set(['employed', 'firstMonth']);
const packs = loadPacks();

/** Every entitlement of the packs, with the cases that its clerks wrote: its id, what it is, the cases. */
export const ENTITLEMENTS: readonly { readonly id: string; readonly description: EntitlementDescription; readonly cases: readonly PackCase[] }[] = entitlementIds(packs).map((id) => {
  const description = describeEntitlement(packs, id);
  if (!description) throw new Error(`There is no ${id}`);
  return { id, description, cases: casesOf(description) };
});

function casesOf(description: EntitlementDescription): readonly PackCase[] {
  const tests = runPackTests(packs, readPackTests(description.pack, newestVersion(description.pack) ?? '')).filter(({ entitlement }) => entitlement === description.id);
  const usual = tests[0]?.request.claims[0]?.period;
  const own = tests.flatMap((test, at) => caseOf(description, test, { at, usual }));
  return [...own, ...own.slice(0, 1).map((one) => ofAnotherKind(description, one))];
}

/** The first of them, claimed for somebody whom the clause does not pay. */
function ofAnotherKind({ beneficiaryKinds }: EntitlementDescription, one: PackCase): PackCase {
  const kind = beneficiaryKinds.includes('person') ? 'enterprise' : 'person';
  return { ...one, name: '发放对象的类别不符', kind, body: { ...one.body, subject: 'other-kind' }, expected: 'refused beneficiary-kind' };
}

/** None where the test rests on what a claim does not state: earlier payments, quotas, bars, a day within a term. */
function caseOf({ times, facts: asked }: EntitlementDescription, { name, entitlement, request, expected }: PackTestOutcome, { at, usual }: { readonly at: number; readonly usual: string | undefined }): readonly PackCase[] {
  const [claim] = request.claims;
  if (!claim || request.claims.length > 1 || claim.entitlement !== entitlement || request.history || request.credit || request.quotaUsed || request.version) return [];
  if (!(isMonth(claim.period) || (times !== 'monthly' && /^\d{4}$/.test(claim.period))) || !isOfThePlatform(claim, usual)) return [];
  const facts = Object.fromEntries(Object.entries(claim.facts).filter(([fact]) => !OF_THE_PLATFORM.has(fact)));
  const firstMonth = claim.period.length === 4 ? `${claim.period}-01` : claim.period;
  const isEmployed = !asked.some((fact) => fact.name === 'employed') || claim.facts['employed'] === true;
  return [{ name, kind: claim.beneficiary.kind as PayeeKind, isEmployed, body: { entitlement, subject: `case-${at}`, firstMonth, facts }, expected: expected[0] ?? '' }];
}

/** The registry says yes or no to work; and where a term is counted, the claim's own month is the first of it. */
function isOfThePlatform({ facts, period }: Claim, usual: string | undefined): boolean {
  const { firstMonth, employed } = facts;
  return (firstMonth === undefined || (isMonth(firstMonth) && period === usual)) && (employed === undefined || typeof employed === 'boolean');
}
