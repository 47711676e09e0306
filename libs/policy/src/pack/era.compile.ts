import type { Day } from '@gongjiang/kernel';
import { narrow } from '../engine/narrow.js';
import { keyOf } from '../engine/same-kind.js';
import { stepText, type StepText } from '../engine/step.js';
import type { AmountRule, ConditionRule, Era, TermRule } from '../engine/rule.js';
import type { CelType } from '../expression/formula.js';
import type { AmountStepSource, EntitlementSource, TermSource } from './entitlement.schema.js';
import type { Placed } from './pack.draft.js';
import { NO_LIMIT } from './parameter.schema.js';
import type { Scope } from './scope.js';

/** Why fund "none": a tax offset is decided and shown, and no fund of the city pays it. */
export const NO_FUND = 'none';

/** The functions that bring a share to whole fen. */
const ROUNDING_FUNCTION = /\b(percent|share)\(/;

/** The rule of one entitlement from a day on, until the next parameter changes. */
export function compileEra(entitlement: Placed<EntitlementSource>, clause: string, scope: Scope, from: Day): Era {
  const compiler = new EraCompiler(entitlement, clause, scope, from);
  const { value: source } = entitlement;
  const fund = source.fund === undefined ? NO_FUND : scope.valueOn(source.fund, from);
  return {
    from,
    conditions: compiler.conditions(),
    term: source.term === undefined ? undefined : compiler.term(source.term),
    amount: (source.amount ?? []).map((step, at) => compiler.amountStep(step, at)),
    standard: compiler.standard(),
    quota: compiler.quota(),
    total: compiler.total(),
    fund: fund === NO_FUND || fund === undefined ? null : narrow(String(fund)),
    fundSet: fund !== undefined,
  };
}

class EraCompiler {
  readonly #entitlement: Placed<EntitlementSource>;
  readonly #clause: string;
  readonly #scope: Scope;
  readonly #day: Day;

  constructor(entitlement: Placed<EntitlementSource>, clause: string, scope: Scope, day: Day) {
    this.#entitlement = entitlement;
    this.#clause = clause;
    this.#scope = scope;
    this.#day = day;
  }

  conditions(): ConditionRule[] {
    return (this.#entitlement.value.conditions ?? []).map((condition, at) => {
      const when = this.#scope.compile(condition.when, 'bool', this.#day, this.#entitlement.place.at('conditions', at, 'when'));
      return { when, text: this.#text(`condition/${condition.name}`, condition.when, 'bool') };
    });
  }

  amountStep(step: AmountStepSource, at: number): AmountRule {
    const place = this.#entitlement.place.at('amount', at);
    if ('is' in step) {
      const is = this.#scope.compile(step.is, 'int', this.#day, place.at('is'));
      return { kind: 'sum', is, text: this.#text(`amount/${step.name}`, step.is, 'int') };
    }
    if ('limit' in step) {
      const alone = this.#scope.has(step.limit) && this.#scope.valueOn(step.limit, this.#day) === NO_LIMIT;
      const limit = alone ? NO_LIMIT : this.#scope.compile(step.limit, 'int', this.#day, place.at('limit'));
      return { kind: 'limit', limit, text: this.#text(`limit/${step.name}`, step.limit, 'int', ['amount']) };
    }
    const percent = this.#scope.compile(step.uplift, 'int', this.#day, place.at('uplift'));
    const when = this.#scope.compile(step.when, 'bool', this.#day, place.at('when'));
    const reads = ['amount', ...this.#scope.readsOf(step.when, 'bool', this.#day).facts];
    return { kind: 'uplift', percent, when, text: this.#text(`uplift/${step.name}`, step.uplift, 'int', reads) };
  }

  term(term: TermSource): TermRule {
    const isMonths = 'months' in term;
    const parameter = isMonths ? term.months : term.last;
    const last = this.#scope.limitOn(parameter, this.#day);
    const reads = isMonths ? [term.first, 'period'] : [term.index];
    const text = this.#limitText('term', parameter, reads);
    return isMonths ? { kind: 'months', text, first: term.first, last, parameter } : { kind: 'index', text, index: term.index, last, parameter };
  }

  standard(): Era['standard'] {
    const formula = this.#entitlement.value.standard;
    if (formula === undefined) return undefined;
    return { is: this.#scope.compile(formula, 'string', this.#day, this.#entitlement.place.at('standard')), text: this.#text('standard', formula, 'string') };
  }

  quota(): Era['quota'] {
    const parameter = this.#entitlement.value.quota;
    if (parameter === undefined) return undefined;
    return { text: this.#limitText('quota', parameter, ['used']), limit: this.#scope.limitOn(parameter, this.#day), parameter };
  }

  total(): Era['total'] {
    const total = this.#entitlement.value.total;
    if (total === undefined) return undefined;
    return { text: this.#limitText('total', total.limit, ['amount', 'paid']), limit: this.#scope.limitOn(total.limit, this.#day), key: keyOf(total.key), parameter: total.limit };
  }

  #text(step: string, formula: string, wanted: CelType, more: readonly string[] = []): StepText {
    const { facts, parameters } = this.#scope.readsOf(formula, wanted, this.#day);
    const rounds = step.startsWith('uplift/') || ROUNDING_FUNCTION.test(formula);
    // A formula that is the name of what it reads would say the same twice.
    const said = facts.includes(formula) || parameters.has(formula) ? {} : { formula };
    return stepText({ step, clause: this.#clause, reads: [...new Set([...facts, ...more])], ...said, parameters, rounds });
  }

  #limitText(step: string, parameter: string, reads: readonly string[]): StepText {
    const parameters = new Map([[parameter, this.#scope.valueOn(parameter, this.#day) ?? null]]);
    return stepText({ step, clause: this.#clause, reads, parameters });
  }
}
