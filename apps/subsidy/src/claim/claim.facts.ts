import { isDay, isLevel, isMonth, type Period } from '@gongjiang/kernel';
import type { EntitlementDescription, FactDescription } from '@gongjiang/policy';
import { z } from 'zod';
import type { Facts, FactValue } from '../grant/grant.js';
import { asksForFirstMonth, statedFacts } from './claim.row.js';

const MAX_TEXT_CHARACTERS = 100;

/** The facts that a claim by interface states: each of those that the clause asks for, in its own type, and no other. */
export function factsSchema(entitlement: EntitlementDescription): z.ZodType<Facts> {
  return z.strictObject(Object.fromEntries(statedFacts(entitlement).map((fact) => [fact.name, factValue(fact)])));
}

/** The facts that a decision is asked with: the first month is one of them where the clause asks for it. */
export function factsOfClaim(entitlement: EntitlementDescription, stated: Facts, firstPeriod: Period): Facts {
  return asksForFirstMonth(entitlement) ? { ...stated, firstMonth: firstPeriod } : stated;
}

function factValue(fact: FactDescription): z.ZodType<FactValue> {
  switch (fact.type) {
    case 'yes-no': return z.boolean();
    case 'count': case 'index': case 'amount': return z.int().min(0);
    case 'level': return z.string().refine(isLevel, 'Not a level / 不是规定的等级');
    case 'choice': return z.enum([...(fact.values ?? [])]);
    case 'day': return z.string().refine(isDay, 'YYYY-MM-DD');
    case 'month': return z.string().refine(isMonth, 'YYYY-MM');
    case 'text': return z.string().trim().min(1).max(MAX_TEXT_CHARACTERS);
  }
}
