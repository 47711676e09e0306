import type { ReasonCode } from '../reason.js';
import type { CreditBar } from '../request.js';
import { evaluate, missingIn, notSet, reckon } from './amount.js';
import type { Examination, Surroundings } from './examination.js';
import { readFacts } from './facts.js';
import { periodInfo } from './period-info.js';
import type { Limit, TermRule } from './rule.js';
import { sameBeneficiary } from './same-kind.js';

/** The checks of one claim by itself, in the order of the codes; the first code that applies stops it. */
export function examine(x: Examination, around: Surroundings): ReasonCode | undefined {
  return inForce(x) ?? beneficiaryKind(x) ?? readFacts(x) ?? notBarred(x, around) ?? conditionsHold(x) ?? withinTerm(x)
    ?? reckon(x) ?? standardOf(x) ?? somethingDue(x) ?? quotaLeft(x, around);
}

/** Out of force only where the whole period is: one day of it within is enough. */
function inForce(x: Examination): ReasonCode | undefined {
  if (x.period === undefined) return undefined;
  const outside = x.period.last < x.rule.from || (x.rule.until !== undefined && x.period.first > x.rule.until);
  x.journal.values(x.rule.steps.inForce, [x.claim.period], outside ? 'outside' : 'within');
  return outside ? 'not-in-force' : undefined;
}

function beneficiaryKind(x: Examination): ReasonCode | undefined {
  if (x.rule.kinds.has(x.claim.beneficiary.kind)) return undefined;
  x.journal.values(x.rule.steps.kind, [x.claim.beneficiary.kind], 'not-this-kind');
  return 'beneficiary-kind';
}

function notBarred(x: Examination, around: Surroundings): ReasonCode | undefined {
  const bar = around.credit.length === 0 ? undefined : around.credit.find((each) => bars(each, x));
  if (bar === undefined) return undefined;
  x.heeded.credit = [bar];
  x.journal.values(x.rule.steps.credit, [bar.barredFrom, bar.barredUntil ?? null], 'barred');
  return 'barred';
}

/** Both days of a bar are included; a bar that ends before it begins holds on no day. */
function bars(bar: CreditBar, x: Examination): boolean {
  if (x.period === undefined || !sameBeneficiary(bar.subject, x.claim.beneficiary)) return false;
  const { barredFrom, barredUntil } = bar;
  if (barredUntil === undefined) return barredFrom <= x.period.last;
  return barredFrom <= barredUntil && barredFrom <= x.period.last && barredUntil >= x.period.first;
}

/** All conditions are tried, so that the trace names every one that failed. */
function conditionsHold(x: Examination): ReasonCode | undefined {
  let failed = false;
  let unset: string | undefined;
  for (const condition of x.era.conditions) {
    const missing = missingIn(condition.when);
    unset ??= missing;
    if (missing !== undefined) continue;
    const holds = evaluate(x, condition.when) === true;
    x.journal.facts(condition.text, x, String(holds));
    failed ||= !holds;
  }
  if (failed) return 'condition-failed';
  return unset === undefined ? undefined : notSet(x, unset);
}

function withinTerm(x: Examination): ReasonCode | undefined {
  const { term } = x.era;
  if (term === undefined || (term.last === 'no-limit' && term.kind === 'months')) return undefined;
  if (term.last === 'not-set') return notSet(x, term.parameter);
  return term.kind === 'months' ? monthOfTerm(x, term, term.last) : yearOfTerm(x, term, term.last);
}

function monthOfTerm(x: Examination, term: TermRule & { kind: 'months' }, last: Limit): ReasonCode | undefined {
  const first = String(x.values[term.first]);
  const [from, to] = [periodInfo(first)?.month, x.period?.month];
  if (from === undefined || to === undefined) return 'missing-fact';
  const number = to - from + 1;
  x.journal.values(term.text, term.text.reads[0] === 'period' ? [x.claim.period, first] : [first, x.claim.period], String(number));
  return number < 1 || (typeof last === 'bigint' && BigInt(number) > last) ? 'term-ended' : undefined;
}

function yearOfTerm(x: Examination, term: TermRule & { kind: 'index' }, last: Limit): ReasonCode | undefined {
  const number = x.values[term.index];
  if (typeof number !== 'bigint') return 'missing-fact';
  x.journal.facts(term.text, x, String(number));
  return number < 1n || (typeof last === 'bigint' && number > last) ? 'term-ended' : undefined;
}

function standardOf(x: Examination): ReasonCode | undefined {
  if (x.era.standard === undefined) return undefined;
  x.standard = String(evaluate(x, x.era.standard.is));
  x.journal.facts(x.era.standard.text, x, x.standard);
  return undefined;
}

function somethingDue(x: Examination): ReasonCode | undefined {
  if (x.rule.referral || x.amount > 0n) return undefined;
  x.journal.values(x.rule.steps.nothingDue, [0], 'nothing');
  return 'nothing-due';
}

function quotaLeft(x: Examination, around: Surroundings): ReasonCode | undefined {
  const { quota } = x.era;
  if (quota === undefined) return undefined;
  x.heeded.quotaUsed = around.quotaUsed;
  const left = typeof quota.limit !== 'bigint' || BigInt(Math.floor(around.quotaUsed)) < quota.limit;
  x.journal.values(quota.text, [around.quotaUsed], left ? 'left' : 'used-up');
  return left ? undefined : 'quota-exceeded';
}
