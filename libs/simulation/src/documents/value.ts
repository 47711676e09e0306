import { Binary } from 'mongodb';

/** A document, as plain values: what BSON keeps of it. */
export type Plain = Record<string, unknown>;

export function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  // Asked of every value that is read or written: most are told by this alone.
  return Object.getPrototypeOf(value) === Object.prototype || (!Array.isArray(value) && !(value instanceof Date) && !(value instanceof Binary) && !(value instanceof Uint8Array) && !(value instanceof RegExp));
}

/** A copy that shares nothing with the original; fields without a value are left out, as the connection's setting says. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const one of value) list.push(one === undefined ? null : copyOf(one));
    return list as T;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    if (value instanceof Date) return new Date(value.getTime()) as T;
    if (value instanceof Binary || value instanceof RegExp) return value;
    if (value instanceof Uint8Array) return new Binary(value) as T;
  }
  const copy: Plain = {};
  for (const key in value) {
    const held = (value as Plain)[key];
    if (held !== undefined) copy[key] = copyOf(held);
  }
  return copy as T;
}

/** BSON's order of kinds: values of different kinds compare by it alone. */
function kindOf(value: unknown): number {
  if (value === undefined || value === null) return 1;
  switch (typeof value) {
    case 'number': case 'bigint': return 2;
    case 'string': return 3;
    case 'boolean': return 7;
    default:
      if (Array.isArray(value)) return 5;
      if (value instanceof Binary) return 6;
      if (value instanceof Date) return 8;
      return 4;
  }
}

export function isSameKind(one: unknown, other: unknown): boolean {
  return kindOf(one) === kindOf(other);
}

/** Below zero where the first sorts first. Strings compare by code point, as their bytes do. */
export function compare(one: unknown, other: unknown): number {
  const kind = kindOf(one);
  if (kind !== kindOf(other)) return kind - kindOf(other);
  switch (kind) {
    case 1: return 0;
    case 3: return one === other ? 0 : (one as string) < (other as string) ? -1 : 1;
    case 2: case 7: return Number(one) - Number(other);
    case 8: return (one as Date).getTime() - (other as Date).getTime();
    case 5: return compareLists(one as unknown[], other as unknown[]);
    case 6: return Buffer.compare(Buffer.from((one as Binary).buffer), Buffer.from((other as Binary).buffer));
    default: return compareLists(Object.entries(one as Plain).flat(), Object.entries(other as Plain).flat());
  }
}

/** Embedded documents are equal only with their fields in the same order. */
export function isEqual(one: unknown, other: unknown): boolean {
  return one === other || compare(one, other) === 0;
}

function compareLists(one: readonly unknown[], other: readonly unknown[]): number {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const order = compare(one[at], other[at]);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}
