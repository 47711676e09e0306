export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON with one spelling only, after RFC 8785: keys in code-unit order, no white space, the shortest numbers.
 * The same value gives the same bytes on any machine. Throws on what JSON cannot say (undefined, NaN, functions).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') return finiteNumber(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Record<string, unknown>);
  throw new TypeError(`Not JSON: ${typeof value}`);
}

/** Put together in one go, without lists in between: whole payment messages and every event's id are spelt here. */
function canonicalObject(value: Record<string, unknown>): string {
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function finiteNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`Not JSON: ${value}`);
  return JSON.stringify(value);
}
