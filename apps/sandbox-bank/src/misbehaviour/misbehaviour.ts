import { sha256Hex } from '@gongjiang/kernel';
import type { Place, Plan, Rule, RuleOf } from './misbehaviour.plan.js';

const WHOLE = 2 ** 52;

/** The plan in force; a new one replaces it whole. */
export interface Faults { current: Misbehaviour }

/**
 * A plan being carried out. What is drawn depends on the seed, the rule and the thing itself (a call's name and how
 * often it came, a line's id), never on the clock: the same traffic meets the same faults.
 */
export class Misbehaviour {
  readonly #plan: Plan;
  /** How often each rule has struck, by its place in the plan. */
  readonly #struck: number[];
  readonly #seen = new Map<string, number>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#struck = plan.rules.map(() => 0);
  }

  get plan(): Plan {
    return this.#plan;
  }

  get struck(): readonly number[] {
    return this.#struck;
  }

  /** The rules that strike this call. `name` is the same when the same call is made again. */
  onCall(place: Place, name: string): CallFaults {
    if (this.#plan.rules.length === 0) return new CallFaults([]);
    const nth = (this.#seen.get(`${place} ${name}`) ?? 0) + 1;
    this.#seen.set(`${place} ${name}`, nth);
    const rules = this.#plan.rules.filter((rule, index) => isOfCall(rule, place) && this.#strikes(rule, index, `${place} ${name} ${nth}`));
    return new CallFaults(rules);
  }

  /** The first rule of this kind that strikes the line. */
  onLine<Kind extends 'rejects-lines' | 'returns-lines'>(kind: Kind, endToEndId: string): RuleOf<Kind> | undefined {
    return this.#plan.rules.find((rule, index): rule is RuleOf<Kind> => rule.kind === kind && this.#strikes(rule, index, endToEndId));
  }

  #strikes(rule: Rule, index: number, key: string): boolean {
    const struck = this.#struck[index] ?? 0;
    if (rule.times !== undefined && struck >= rule.times) return false;
    if (rule.share < 1 && draw(`${this.#plan.seed} ${index} ${key}`) >= rule.share) return false;
    this.#struck[index] = struck + 1;
    return true;
  }
}

/** What befalls one call. */
export class CallFaults {
  readonly #rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  of<Kind extends Rule['kind']>(kind: Kind): readonly RuleOf<Kind>[] {
    return this.#rules.filter((rule): rule is RuleOf<Kind> => rule.kind === kind);
  }

  has(kind: Rule['kind']): boolean {
    return this.#rules.some((rule) => rule.kind === kind);
  }

  /** How long the call waits at this point; 0 for not at all. */
  waitMs(kind: 'books-late' | 'answers-late'): number {
    const rule = this.#rules.find((one): one is RuleOf<typeof kind> => one.kind === kind);
    return rule?.afterMs ?? 0;
  }
}

function isOfCall(rule: Rule, place: Place): boolean {
  switch (rule.kind) {
    case 'rejects-lines': case 'returns-lines': return false;
    case 'books-late': case 'ignores-idempotency': case 'refuses-whole-when-short': return place === 'payments' || place === 'payment-file';
    case 'withholds-answers': return place === 'answer-file';
    case 'forgets-on-inquiry': return place === 'inquiry';
    case 'states-wrong-amounts': case 'misbooks': return place === 'statement';
    default: return (rule.at as readonly Place[]).includes(place);
  }
}

/** A number from 0 to 1 that belongs to the text. */
export function draw(text: string): number {
  return Number.parseInt(sha256Hex(text).slice(0, 13), 16) / WHOLE;
}
