import { segmentsOf, valuesAt } from './path.js';
import { compare, isEqual, isPlain, type Plain } from './value.js';

/** `$$NOW`, `$$ROOT`, `$$this` and the like. */
export type Variables = Readonly<Record<string, unknown>>;

/** The value of an aggregation expression; undefined where a field is missing. */
export function evaluate(expression: unknown, document: unknown, variables: Variables = {}): unknown {
  if (typeof expression === 'string' && expression.startsWith('$')) return fieldOf(expression, document, variables);
  if (Array.isArray(expression)) return expression.map((one) => evaluate(one, document, variables) ?? null);
  if (!isPlain(expression)) return expression;
  const [name] = Object.keys(expression);
  if (name?.startsWith('$')) return operators(name, expression[name], (one, more = {}) => evaluate(one, document, { ...variables, ...more }));
  const made: Plain = {};
  for (const [key, one] of Object.entries(expression)) {
    const value = evaluate(one, document, variables);
    if (value !== undefined) made[key] = value;
  }
  return made;
}

function fieldOf(expression: string, document: unknown, variables: Variables): unknown {
  const isVariable = expression.startsWith('$$');
  const segments = segmentsOf(expression.slice(isVariable ? 2 : 1));
  if (!isVariable) return fieldIn(document, segments);
  const [name = '', ...path] = segments;
  if (name === 'ROOT') return fieldIn(document, path);
  if (!(name in variables)) throw new Error(`The simulated database does not know $$${name} here`);
  return fieldIn(variables[name], path);
}

function fieldIn(value: unknown, segments: readonly string[]): unknown {
  if (segments.length === 0) return value;
  if (Array.isArray(value)) return value.map((one) => fieldIn(one, segments)).filter((one) => one !== undefined);
  const [first = '', ...rest] = segments;
  return isPlain(value) ? fieldIn(value[first], rest) : valuesAt(undefined, segments)[0];
}

type Of = (expression: unknown, more?: Variables) => unknown;

function operators(name: string, asked: unknown, of: Of): unknown {
  const each = (): unknown[] => (Array.isArray(asked) ? asked.map((one) => of(one)) : [of(asked)]);
  const two = (): [unknown, unknown] => each() as [unknown, unknown];
  switch (name) {
    case '$literal': return asked;
    case '$ifNull': return each().find((value) => value !== null && value !== undefined);
    case '$cond': {
      const [test, then, otherwise] = Array.isArray(asked) ? asked : [(asked as Plain)['if'], (asked as Plain)['then'], (asked as Plain)['else']];
      return isTruthy(of(test)) ? of(then) : of(otherwise);
    }
    case '$eq': return isEqual(...two());
    case '$ne': return !isEqual(...two());
    case '$gt': return compare(...two()) > 0;
    case '$gte': return compare(...two()) >= 0;
    case '$lt': return compare(...two()) < 0;
    case '$lte': return compare(...two()) <= 0;
    case '$and': return each().every(isTruthy);
    case '$or': return each().some(isTruthy);
    case '$add': return numbers(each()).reduce((sum, one) => sum + one, 0);
    case '$sum': return numbers(each().flat()).reduce((sum, one) => sum + one, 0);
    case '$multiply': return numbers(each()).reduce((product, one) => product * one, 1);
    case '$subtract': { const [one, other] = two(); return (one as number) - (other as number); }
    case '$min': return each().flat().filter(isThere).sort(compare)[0];
    case '$max': return each().flat().filter(isThere).sort(compare).at(-1);
    case '$first': { const list = of(asked); return Array.isArray(list) ? list[0] : list === undefined ? null : list; }
    case '$split': { const [text, by] = each() as [string, string]; return text.split(by); }
    case '$arrayElemAt': { const [list, at] = two() as [unknown[], number]; return list.at(at); }
    case '$type': { const value = of(asked); return value === undefined ? 'missing' : Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value; }
    case '$concatArrays': return each().flatMap((list) => list as unknown[]);
    case '$slice': { const [list, count] = two(); return (list as unknown[]).slice(0, count as number); }
    case '$mergeObjects': return Object.assign({}, ...each().filter(isThere)) as Plain;
    case '$arrayToObject': return Object.fromEntries((of(Array.isArray(asked) && asked.length === 1 ? asked[0] : asked) as { k: string; v: unknown }[]).filter(({ v }) => v !== undefined).map(({ k, v }) => [k, v]));
    case '$map': {
      const { input, in: made, as = 'this' } = asked as { input: unknown; in: unknown; as?: string };
      return (of(input) as unknown[]).map((one) => of(made, { [as]: one }));
    }
    case '$substrBytes': { const [text, from, count] = each() as [string, number, number]; return text.slice(from, from + count); }
    case '$dateAdd': {
      const { startDate, amount, unit } = asked as Plain;
      if (unit !== 'millisecond') throw new Error(`The simulated database does not know the unit ${String(unit)}`);
      return new Date((of(startDate) as Date).getTime() + (of(amount) as number));
    }
    default: throw new Error(`The simulated database does not know ${name}`);
  }
}

function isTruthy(value: unknown): boolean {
  return value !== false && value !== 0 && value !== null && value !== undefined;
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function numbers(values: readonly unknown[]): readonly number[] {
  return values.filter((value): value is number => typeof value === 'number');
}
