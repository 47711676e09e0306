import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';

/** Deeper than any of our shapes; parsers and schemas recurse, so a limit keeps a hostile body from their stack. */
export const MAX_JSON_DEPTH = 32;

export type JsonRefusal = Refusal<'request.json-malformed'>;

/**
 * Reads a body as JSON. Refused beside what is no JSON at all: bytes that are no UTF-8, an object with the same key
 * twice (readers disagree on which of the two holds, and that is how a checked amount and a paid one come apart),
 * the key `__proto__`, and nesting beyond the limit. An empty body is undefined.
 */
export function parseJsonBody(bytes: Uint8Array): Result<unknown, JsonRefusal> {
  if (bytes.length === 0) return ok(undefined);
  const text = utf8(bytes);
  if (text === undefined) return refuse('request.json-malformed', { reason: 'not UTF-8' });
  const fault = faultOf(text);
  if (fault !== undefined) return refuse('request.json-malformed', { reason: fault });
  try {
    return ok(JSON.parse(text));
  } catch {
    return refuse('request.json-malformed', { reason: 'syntax' });
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const STRING = /"(?:[^"\\]|\\.)*"/sy;
const NEXT_TOKEN = /["{}[\]]/g;

/** Walks over strings and brackets only; whether the rest is JSON is for JSON.parse to say. */
function faultOf(text: string): string | undefined {
  /** One entry an open bracket: the keys so far of an object, undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  let at = 0;
  for (;;) {
    NEXT_TOKEN.lastIndex = at;
    const token = NEXT_TOKEN.exec(text);
    if (token === null) return undefined;
    at = token.index + 1;
    if (token[0] === '{' || token[0] === '[') {
      if (open.push(token[0] === '{' ? new Set() : undefined) > MAX_JSON_DEPTH) return `deeper than ${MAX_JSON_DEPTH} levels`;
    } else if (token[0] === '"') {
      STRING.lastIndex = token.index;
      if (!STRING.test(text)) return 'syntax';
      at = STRING.lastIndex;
      const fault = isKey(text, at) ? keyFault(text.slice(token.index, at), open.at(-1)) : undefined;
      if (fault !== undefined) return fault;
    } else {
      open.pop();
    }
  }
}

function isKey(text: string, after: number): boolean {
  let at = after;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at] === ':';
}

function keyFault(literal: string, keys: Set<string> | undefined): string | undefined {
  const key = unescape(literal);
  if (key === undefined || keys === undefined) return 'syntax';
  if (key === '__proto__') return 'the key __proto__';
  if (keys.has(key)) return 'the same key twice in one object';
  keys.add(key);
  return undefined;
}

function unescape(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}
