import { maskPersonalNumbers } from '@gongjiang/kernel';

/** Whatever stands under these names is a person's, or opens a door; compared without case, `_` and `-`. */
const SENSITIVE_KEYS: ReadonlySet<string> = new Set([
  'name', 'fullname', 'personname', 'holdername', 'accountname', 'payeename', 'debtorname', 'creditorname',
  'identitynumber', 'idnumber', 'idcard', 'account', 'accountnumber', 'bankaccount', 'cardnumber', 'iban',
  'phone', 'mobile', 'email', 'address', 'birthday',
  'authorization', 'cookie', 'setcookie', 'token', 'accesstoken', 'refreshtoken', 'idtoken', 'password', 'secret', 'apikey', 'privatekey',
]);

const REDACTED = '[redacted]';
/** A log line describes; it is not where whole documents go. */
const MAX_DEPTH = 8;
const MAX_TEXT_CHARACTERS = 8_192;
const MAX_ITEMS = 100;

const SIGNED_TOKEN = /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi;
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/** The text without identity numbers, card numbers, tokens, and passwords in addresses. */
export function redactText(text: string): string {
  const cut = text.length > MAX_TEXT_CHARACTERS ? `${text.slice(0, MAX_TEXT_CHARACTERS)}…` : text;
  return maskPersonalNumbers(cut)
    .replace(SIGNED_TOKEN, REDACTED)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(PASSWORD_IN_URL, `$1${REDACTED}@`);
}

/** The value as it may be logged: sensitive names and patterns redacted at any depth, errors as their type, message and stack. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return redactText(String(value));
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 1e14 ? redactNumber(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Date) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  return redactMembers(value, depth);
}

function redactMembers(value: object, depth: number): Record<string, unknown> {
  const members = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(members.map(([key, member]) =>
    [redactText(key), isSensitive(key) && member !== undefined && member !== null ? REDACTED : redact(member, depth + 1)]));
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { cause, code } = error as Error & { readonly code?: unknown };
  return {
    type: error.constructor.name,
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  };
}

/** A number as a number unless it reads like a person's. */
function redactNumber(value: number): number | string {
  const text = String(value);
  const redacted = redactText(text);
  return redacted === text ? value : redacted;
}

function isSensitive(key: string): boolean {
  return SENSITIVE_KEYS.has(key.toLowerCase().replaceAll(/[_-]/g, ''));
}
