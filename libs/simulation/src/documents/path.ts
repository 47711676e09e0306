import { isPlain, type Plain } from './value.js';

const split = new Map<string, readonly string[]>();

export function segmentsOf(path: string): readonly string[] {
  const known = split.get(path);
  if (known) return known;
  const segments = path.split('.');
  split.set(path, segments);
  return segments;
}

/** Every value that a path leads to: lists on the way are looked into, the last one is not. */
export function valuesAt(document: unknown, segments: readonly string[], from = 0): readonly unknown[] {
  let at = document;
  for (let depth = from; depth < segments.length; depth += 1) {
    const segment = segments[depth] ?? '';
    if (Array.isArray(at)) {
      const numbered = /^\d+$/.test(segment) ? valuesAt(at[Number(segment)], segments, depth + 1) : [];
      return [...numbered, ...at.flatMap((one) => (isPlain(one) ? valuesAt(one, segments, depth) : []))];
    }
    if (!isPlain(at)) return [undefined];
    at = at[segment];
  }
  return [at];
}

/** Sets what a path leads to, making the documents on the way; `undefined` takes it away. */
export function setAt(document: Plain, path: string, value: unknown): void {
  const segments = segmentsOf(path);
  let at: Plain | unknown[] = document;
  for (const segment of segments.slice(0, -1)) {
    const next: unknown = Array.isArray(at) ? at[Number(segment)] : at[segment];
    if (isPlain(next) || Array.isArray(next)) at = next;
    else {
      if (value === undefined) return;
      const made: Plain = {};
      if (Array.isArray(at)) at[Number(segment)] = made;
      else at[segment] = made;
      at = made;
    }
  }
  const last = segments.at(-1) ?? '';
  if (Array.isArray(at)) at[Number(last)] = value ?? null;
  else if (value === undefined) delete at[last];
  else at[last] = value;
}

/** The value at a path that leads through documents alone. */
export function valueAt(document: Plain, path: string): unknown {
  return valuesAt(document, segmentsOf(path))[0];
}
