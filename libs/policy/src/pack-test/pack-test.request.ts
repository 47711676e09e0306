import type { Beneficiary, Claim, CreditBar, HistoryEntry, PolicyRequest } from '../request.js';
import type { ClaimChange, PackTest, PackTestFile } from './pack-test.schema.js';

/** The request that a test stands for: the claim at the head of its file, changed as the test says. */
export function requestOf(file: PackTestFile, test: PackTest): PolicyRequest {
  const base = changed(baseClaim(file), test);
  const claims = (test.claims ?? [{}]).map((change, at) => ({ ...changed(base, change), id: String.fromCharCode(97 + at) }));
  const { given, barred, quotaUsed, version } = test;
  return {
    pack: file.entitlement.slice(0, file.entitlement.indexOf('/')),
    claims,
    ...(version === undefined ? {} : { version }),
    ...(given === undefined ? {} : { history: given.map((each) => entryOf(base, each)) }),
    ...(barred === undefined ? {} : { credit: barred.map((each) => barOf(base, each)) }),
    ...(quotaUsed === undefined ? {} : { quotaUsed }),
  };
}

function baseClaim({ entitlement, claim }: PackTestFile): Claim {
  return { id: 'a', entitlement, beneficiary: whoOf(claim.beneficiary), period: claim.period, facts: claim.facts ?? {}, ...subjectOf(claim.subject) };
}

/** Another entitlement has facts of its own; else the facts named are the only ones that differ. */
function changed(claim: Claim, change: ClaimChange): Claim {
  const { subject: before, ...rest } = claim;
  const sameFacts = change.entitlement === undefined || change.entitlement === claim.entitlement;
  const facts: Record<string, unknown> = { ...(sameFacts ? claim.facts : {}), ...change.facts };
  for (const name of change.without ?? []) delete facts[name];
  return {
    ...rest,
    entitlement: change.entitlement ?? claim.entitlement,
    beneficiary: change.beneficiary === undefined ? claim.beneficiary : whoOf(change.beneficiary),
    period: change.period ?? claim.period,
    facts,
    ...subjectOf(change.subject === undefined ? before : change.subject),
  };
}

function entryOf(claim: Claim, given: NonNullable<PackTest['given']>[number]): HistoryEntry {
  return {
    entitlement: given.entitlement ?? claim.entitlement,
    beneficiary: given.beneficiary === undefined ? claim.beneficiary : whoOf(given.beneficiary),
    period: given.period ?? claim.period,
    ...subjectOf(given.subject === undefined ? claim.subject : given.subject),
    ...(given.yuan === undefined ? {} : { amountFen: Math.round(given.yuan * 100) }),
  };
}

function barOf(claim: Claim, bar: NonNullable<PackTest['barred']>[number]): CreditBar {
  return { subject: bar.who === undefined ? claim.beneficiary : whoOf(bar.who), barredFrom: bar.from, ...(bar.until === undefined ? {} : { barredUntil: bar.until }) };
}

function whoOf(text: string): Beneficiary {
  const space = text.indexOf(' ');
  return { kind: text.slice(0, space), id: text.slice(space + 1) };
}

function subjectOf(subject: string | null | undefined): { subject?: string } {
  return subject === undefined || subject === null ? {} : { subject };
}
