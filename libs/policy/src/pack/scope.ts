import { addDays, type Day } from '@gongjiang/kernel';
import { FormulaError, compileFormula, type CelType, type CelValue } from '../expression/formula.js';
import type { FactValue } from '../answer.js';
import type { DayFormula, Limit } from '../engine/rule.js';
import type { FactSource, FactType } from './entitlement.schema.js';
import { NO_LIMIT, type ParameterSource, type ParameterValue, type Unit } from './parameter.schema.js';
import { overlapIn, valueOn } from './parameter.js';
import type { Place, Placed } from './pack.draft.js';

/** The name that formulas of an amount use for what the steps before came to. */
export const RUNNING_AMOUNT = 'amount';

/** Why `period`: the step of a term shows it beside the facts. */
const RESERVED: ReadonlySet<string> = new Set([RUNNING_AMOUNT, 'period']);

const CEL_TYPE_OF_FACT = {
  'yes-no': 'bool', count: 'int', amount: 'int', index: 'int', text: 'string', level: 'string', choice: 'string', day: 'string', month: 'string',
} as const satisfies Record<FactType, CelType>;

function isWordUnit(unit: Unit): boolean {
  return unit === 'fund' || unit === 'text';
}

/** The names that the formulas of one entitlement may use, and what the parameters among them are worth on a day. */
export class Scope {
  readonly #variables = new Map<string, CelType>();
  readonly #parameters: ReadonlyMap<string, Placed<ParameterSource>>;

  constructor(facts: ReadonlyMap<string, Placed<FactSource>>, parameters: ReadonlyMap<string, Placed<ParameterSource>>) {
    this.#parameters = parameters;
    for (const [name, { value, place }] of facts) {
      if (RESERVED.has(name)) throw place.fault(`the name "${name}" has a meaning of its own; another is expected`);
      this.#variables.set(name, CEL_TYPE_OF_FACT[value.type]);
    }
    for (const [name, { value, place }] of parameters) {
      if (this.#variables.has(name) || RESERVED.has(name)) throw place.fault(`the name "${name}" is taken; another is expected`);
      checkValues(value, place);
      this.#variables.set(name, isWordUnit(value.unit) ? 'string' : 'int');
    }
  }

  has(name: string): boolean {
    return this.#parameters.has(name);
  }

  /** The days on which the rule may change, from the first one on, in order. */
  turningDays(first: Day): Day[] {
    const days = new Set<Day>([first]);
    for (const { value } of this.#parameters.values()) {
      for (const dated of value.values) {
        if (dated.from > first) days.add(dated.from);
        if (dated.until !== undefined && dated.until >= first) days.add(addDays(dated.until, 1));
      }
    }
    return [...days].sort();
  }

  valueOn(name: string, day: Day): ParameterValue | undefined {
    return valueOn(this.#parameters.get(name)?.value.values ?? [], day);
  }

  limitOn(name: string, day: Day): Limit {
    const value = this.valueOn(name, day);
    if (value === undefined) return 'not-set';
    return typeof value === 'number' ? BigInt(value) : NO_LIMIT;
  }

  /** Compiles a formula for one day: parameters become constants. Throws PackError at the place of the formula. */
  compile(text: string, wanted: CelType, day: Day, place: Place): DayFormula {
    try {
      const variables = new Map(this.#variables).set(RUNNING_AMOUNT, 'int');
      const { names } = compileFormula(text, wanted, variables);
      const constants = new Map<string, CelValue>();
      for (const name of names.filter((each) => this.has(each))) {
        const value = this.valueOn(name, day);
        if (value === undefined) return { missing: name };
        if (value === NO_LIMIT) throw new FormulaError(`"${name}" says no-limit, and a formula cannot reckon with that; it may stand alone as a limit`);
        constants.set(name, typeof value === 'number' ? BigInt(value) : value);
        variables.delete(name);
      }
      return { formula: compileFormula(text, wanted, variables, constants) };
    } catch (error) {
      throw error instanceof FormulaError ? place.fault(error.message) : error;
    }
  }

  /** The names in a formula, parted: what is read of the claim, and the parameters with their values of the day. */
  readsOf(text: string, wanted: CelType, day: Day): { facts: string[]; parameters: Map<string, FactValue> } {
    const { names } = compileFormula(text, wanted, new Map(this.#variables).set(RUNNING_AMOUNT, 'int'));
    const parameters = new Map<string, FactValue>();
    for (const name of names) if (this.has(name)) parameters.set(name, this.valueOn(name, day) ?? null);
    return { facts: names.filter((name) => !this.has(name)), parameters };
  }
}

function checkValues(parameter: ParameterSource, place: Place): void {
  const clash = overlapIn(parameter.values);
  if (clash !== undefined) throw place.at('values', clash).fault('a value that begins after the one before has ended, and ends on or after its first day, is expected');
  for (const [at, { value }] of parameter.values.entries()) {
    const fits = isWordUnit(parameter.unit) ? typeof value === 'string' : typeof value === 'number' || value === NO_LIMIT;
    if (!fits) throw place.at('values', at, 'value').fault(isWordUnit(parameter.unit) ? 'a word is expected' : 'a whole number of 0 or more, or no-limit, is expected');
  }
}
