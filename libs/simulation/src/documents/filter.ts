import { evaluate } from './expression.js';
import { segmentsOf, valuesAt } from './path.js';
import { compare, isEqual, isPlain, isSameKind, type Plain } from './value.js';

/** True where a document is what a filter asks for. An operator that is not known here is an error, never a miss. */
export function matches(filter: Plain, document: Plain): boolean {
  for (const key in filter) {
    const asked = filter[key];
    if (asked === undefined) continue; // As the connection's `ignoreUndefined` has it.
    if (key === '$or') {
      if (!(asked as Plain[]).some((one) => matches(one, document))) return false;
    } else if (key === '$and') {
      if (!(asked as Plain[]).every((one) => matches(one, document))) return false;
    } else if (key === '$expr') {
      if (!isTrue(evaluate(asked, document))) return false;
    } else if (key.startsWith('$')) {
      throw new Error(`The simulated database does not know ${key}`);
    } else if (!holds(asked, valuesAt(document, segmentsOf(key)))) return false;
  }
  return true;
}

export function isTrue(value: unknown): boolean {
  return value !== false && value !== 0 && value !== null && value !== undefined;
}

function holds(asked: unknown, values: readonly unknown[]): boolean {
  if (!isOperators(asked)) return equals(asked, values);
  for (const name in asked) if (asked[name] !== undefined && !holdsOperator(name, asked[name], values)) return false;
  return true;
}

export function isOperators(asked: unknown): asked is Plain {
  if (!isPlain(asked)) return false;
  for (const name in asked) return name.startsWith('$');
  return false;
}

function holdsOperator(name: string, asked: unknown, values: readonly unknown[]): boolean {
  switch (name) {
    case '$eq': return equals(asked, values);
    case '$ne': return !equals(asked, values);
    case '$in': return (asked as unknown[]).some((one) => equals(one, values));
    case '$nin': return !(asked as unknown[]).some((one) => equals(one, values));
    case '$gt': return someElement(values, (value) => isSameKind(value, asked) && compare(value, asked) > 0);
    case '$gte': return someElement(values, (value) => isSameKind(value, asked) && compare(value, asked) >= 0);
    case '$lt': return someElement(values, (value) => isSameKind(value, asked) && compare(value, asked) < 0);
    case '$lte': return someElement(values, (value) => isSameKind(value, asked) && compare(value, asked) <= 0);
    case '$exists': return values.some((value) => value !== undefined) === Boolean(asked);
    case '$type':
      if (asked !== 'string') throw new Error(`The simulated database does not know $type ${String(asked)}`);
      return someElement(values, (value) => typeof value === 'string');
    case '$size': return values.some((value) => Array.isArray(value) && value.length === asked);
    case '$elemMatch': return values.some((value) => Array.isArray(value) && value.some((one) => (isOperators(asked) ? holds(asked, [one]) : isPlain(one) && matches(asked as Plain, one))));
    case '$not': return !holds(asked, values);
    default: throw new Error(`The simulated database does not know ${name}`);
  }
}

function equals(asked: unknown, values: readonly unknown[]): boolean {
  if (asked instanceof RegExp) return someElement(values, (value) => typeof value === 'string' && asked.test(value));
  if (asked === null) return values.length === 0 || someElement(values, (value) => value === null || value === undefined);
  return someElement(values, (value) => value !== undefined && isEqual(asked, value));
}

/** A list answers for itself and for each of its elements. */
function someElement(values: readonly unknown[], is: (value: unknown) => boolean): boolean {
  for (const value of values) if (is(value) || (Array.isArray(value) && value.some(is))) return true;
  return false;
}
