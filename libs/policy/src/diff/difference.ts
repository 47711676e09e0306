/** One place in two values that differs. */
export interface Difference {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The leaves in which two values differ, in order of their paths. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const old = leaves(before);
  const now = leaves(after);
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths.filter((path) => old.get(path) !== now.get(path)).map((path) => ({ path, before: old.get(path), after: now.get(path) }));
}

function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) leaves(child, path === '' ? key : `${path} › ${key}`, found);
  } else if (value !== undefined) {
    found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return found;
}
