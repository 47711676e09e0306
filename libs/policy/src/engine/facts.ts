import type { Day } from '@gongjiang/kernel';
import type { FactValue } from '../answer.js';
import type { CelValue } from '../expression/formula.js';
import type { ReasonCode } from '../reason.js';
import { eraOn, type Examination } from './examination.js';
import type { FactRule } from './rule.js';

/** Takes the facts that the clause names; what is absent, of the wrong type or none of the named values goes into the trace. */
export function readFacts(x: Examination): ReasonCode | undefined {
  let complete = periodFits(x);
  for (const fact of x.rule.facts) if (!fact.neededForTermOnly) complete = readFact(x, fact) && complete;
  chooseEra(x);
  const needsTerm = x.era.term?.last !== 'no-limit';
  for (const fact of x.rule.facts) if (fact.neededForTermOnly && needsTerm) complete = readFact(x, fact) && complete;
  return complete ? undefined : 'missing-fact';
}

function periodFits(x: Examination): boolean {
  const fits = x.rule.times === 'monthly' ? x.period?.month !== undefined : x.period !== undefined;
  if (!fits) x.journal.values(x.rule.steps.period, [x.claim.period], x.period === undefined ? 'wrong-type' : 'not-a-month');
  return fits;
}

/** The rule is that of the fact's own day where the clause has one, else of the period's first day. */
function chooseEra(x: Examination): void {
  const own = x.rule.ruleDay === undefined ? undefined : x.values[x.rule.ruleDay];
  if (typeof own === 'string') x.era = eraOn(x.rule, own as Day);
}

function readFact(x: Examination, fact: FactRule): boolean {
  const raw = Object.hasOwn(x.claim.facts, fact.name) ? x.claim.facts[fact.name] : undefined;
  const problem = fact.problem(raw);
  if (problem === undefined) {
    x.values[fact.name] = typeof raw === 'number' ? BigInt(raw) : (raw as CelValue);
    return true;
  }
  const text = x.rule.steps.fact.get(fact.name);
  if (text) x.journal.values(text, [shownRaw(raw)], problem);
  return false;
}

/** Why: a value that is no scalar may be of any size; the trace says only that it is there. */
function shownRaw(raw: unknown): FactValue {
  if (typeof raw === 'string' || typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : String(raw);
  return raw === undefined || raw === null ? null : '(no scalar)';
}
