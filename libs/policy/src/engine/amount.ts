import { isOverflow, type CelValue } from '../expression/formula.js';
import type { ReasonCode } from '../reason.js';
import type { Examination } from './examination.js';
import type { AmountRule, DayFormula } from './rule.js';

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** Works the amount out step by step, in integers that are exact, into `x.amount` in fen. */
export function reckon(x: Examination): ReasonCode | undefined {
  const unset = unsetParameter(x);
  if (unset !== undefined) return notSet(x, unset);
  for (const rule of x.era.amount) {
    const missing = takeStep(x, rule);
    if (missing !== undefined) return missing;
    if (x.amount > MOST || x.amount < -MOST) return inexact(x);
  }
  if (x.amount < 0n) x.amount = 0n;
  return undefined;
}

export function notSet(x: Examination, parameter: string): ReasonCode {
  x.journal.values(x.rule.steps.parameter, [parameter], 'not-set');
  return 'amount-not-set';
}

/** Evaluates a formula of the day. Undefined where a number grew beyond what can be held. */
export function evaluate(x: Examination, formula: DayFormula): CelValue | undefined {
  if ('missing' in formula) throw new Error(`${x.rule.id}: ${formula.missing} is not set and was not asked after`);
  try {
    return formula.formula.evaluate(x.values);
  } catch (error) {
    if (isOverflow(error)) return undefined;
    throw error;
  }
}

function inexact(x: Examination): ReasonCode {
  x.journal.values(x.rule.steps.overflow, [], 'not-a-safe-integer');
  return 'missing-fact';
}

/** A parameter that has ended or was never set stops the decision before anything is reckoned with it. */
function unsetParameter(x: Examination): string | undefined {
  for (const rule of x.era.amount) {
    const missing = rule.kind === 'sum' ? missingIn(rule.is) : rule.kind === 'limit' ? missingIn(rule.limit) : (missingIn(rule.percent) ?? missingIn(rule.when));
    if (missing !== undefined) return missing;
  }
  if (x.era.standard !== undefined) return missingIn(x.era.standard.is);
  if (!x.era.fundSet) return 'fund';
  if (x.era.total?.limit === 'not-set') return x.era.total.parameter;
  return x.era.quota?.limit === 'not-set' ? x.era.quota.parameter : undefined;
}

export function missingIn(formula: DayFormula | 'no-limit'): string | undefined {
  return formula !== 'no-limit' && 'missing' in formula ? formula.missing : undefined;
}

function takeStep(x: Examination, rule: AmountRule): ReasonCode | undefined {
  x.values['amount'] = x.amount;
  if (rule.kind === 'sum') return takeSum(x, rule);
  if (rule.kind === 'limit') return takeLimit(x, rule);
  return takeUplift(x, rule);
}

function takeSum(x: Examination, rule: AmountRule & { kind: 'sum' }): ReasonCode | undefined {
  const sum = evaluate(x, rule.is);
  if (typeof sum !== 'bigint') return inexact(x);
  x.journal.facts(rule.text, x, String(sum));
  x.amount = sum;
  return undefined;
}

function takeLimit(x: Examination, rule: AmountRule & { kind: 'limit' }): ReasonCode | undefined {
  if (rule.limit === 'no-limit') return void x.journal.facts(rule.text, x, String(x.amount));
  const limit = evaluate(x, rule.limit);
  if (typeof limit !== 'bigint') return inexact(x);
  const cut = x.amount > limit ? limit : x.amount;
  x.journal.facts(rule.text, x, String(cut));
  if (cut < x.amount) addCode(x, 'capped');
  x.amount = cut;
  return undefined;
}

function takeUplift(x: Examination, rule: AmountRule & { kind: 'uplift' }): ReasonCode | undefined {
  const applies = evaluate(x, rule.when);
  const percentage = evaluate(x, rule.percent);
  if (typeof percentage !== 'bigint' || applies === undefined) return inexact(x);
  const raised = applies === true ? halfUp(x.amount * (100n + percentage)) : x.amount;
  x.journal.facts(rule.text, x, String(raised));
  if (applies === true && percentage > 0n) addCode(x, 'uplifted');
  x.amount = raised;
  return undefined;
}

/** Hundredths of a fen into fen, half a fen up. */
function halfUp(hundredths: bigint): bigint {
  return hundredths < 0n ? 0n : (hundredths + 50n) / 100n;
}

export function addCode(x: Examination, code: ReasonCode): void {
  if (!x.codes.includes(code)) x.codes.push(code);
}
