import { isDay, isLevel, isMonth, yearOf, type Month, type Period } from '@gongjiang/kernel';
import type { EntitlementDescription, FactDescription } from '@gongjiang/policy';
import { z } from 'zod';
import type { FactValue } from '../grant/grant.js';
import { CLAIM_SUBJECT, MAX_SUBJECT_CHARACTERS } from './claim.js';
import { isNumberFor } from './claim.payee.js';

/** Facts that a roster does not state: the registry knows the one in each month, and the claim's month is the other. */
const NOT_STATED = new Set(['employed', 'firstMonth']);

const base = {
  identityNumber: z.string(),
  certificateNumber: z.string().trim().min(1, 'roster.empty').max(MAX_SUBJECT_CHARACTERS, 'roster.too-long').regex(CLAIM_SUBJECT, 'roster.unfit'),
  firstMonth: z.string().refine(isMonth, 'roster.no-month'),
};

/** A claim as one row of a roster states it. */
export interface ClaimRow {
  /** An organisation's is its unified social credit code. */
  readonly identityNumber: string;
  readonly certificateNumber: string;
  readonly firstMonth: Month;
  readonly facts: Readonly<Record<string, FactValue>>;
}

/** The facts of an entitlement that its roster states: a column each. */
export function statedFacts(entitlement: EntitlementDescription): readonly FactDescription[] {
  return entitlement.facts.filter((fact) => !NOT_STATED.has(fact.name));
}

/** True where the clause itself asks for the first month: it is then a fact of the claim too. */
export function asksForFirstMonth(entitlement: EntitlementDescription): boolean {
  return entitlement.facts.some((fact) => fact.name === 'firstMonth');
}

/** The period that a claim from a month on is for: its year where it is paid by the year. */
export function periodOfClaim(entitlement: EntitlementDescription, firstMonth: Month): Period {
  return entitlement.times === 'yearly' ? yearOf(firstMonth) : firstMonth;
}

/** The row of a roster of claims for an entitlement. The messages are codes; their wording lives apart. */
export function claimRowSchema(entitlement: EntitlementDescription): z.ZodType<ClaimRow> {
  const facts = statedFacts(entitlement);
  const cells = Object.fromEntries(facts.map((fact) => [fact.name, factCell(fact)]));
  const identityNumber = base.identityNumber.refine((number) => isNumberFor(entitlement, number), 'roster.identity-number');
  return z.strictObject({ ...base, identityNumber, ...cells }).transform((row) => {
    const { certificateNumber, firstMonth } = row;
    const stated = Object.fromEntries(facts.map((fact) => [fact.name, (row as Record<string, FactValue>)[fact.name] as FactValue]));
    return { identityNumber: row.identityNumber, certificateNumber, firstMonth, facts: asksForFirstMonth(entitlement) ? { ...stated, firstMonth } : stated };
  });
}

export function claimColumns(entitlement: EntitlementDescription): readonly string[] {
  return [...Object.keys(base), ...statedFacts(entitlement).map((fact) => fact.name)];
}

function factCell(fact: FactDescription): z.ZodType<FactValue, string> {
  switch (fact.type) {
    case 'yes-no': return z.enum(['true', 'false'], 'roster.yes-no').transform((text) => text === 'true');
    case 'count': case 'index': return z.string().regex(/^\d{1,15}$/, 'roster.no-number').transform(Number);
    case 'amount': return z.string().regex(/^\d{1,15}$/, 'roster.no-amount').transform(Number);
    case 'level': return z.string().refine(isLevel, 'roster.not-named');
    case 'choice': return z.string().refine((text) => fact.values?.includes(text) ?? false, 'roster.not-named');
    case 'day': return z.string().refine(isDay, 'roster.no-day');
    case 'month': return z.string().refine(isMonth, 'roster.no-month');
    case 'text': return z.string().trim().min(1, 'roster.empty').max(100, 'roster.too-long');
  }
}
