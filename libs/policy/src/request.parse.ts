import { isDay, ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { z } from 'zod';
import type { PolicyRequest } from './request.js';

/** Why these: a person's claims of all time fit many times over, and what is larger is a mistake or an attack. */
export const MAX_CLAIMS = 100_000;
export const MAX_HISTORY = 1_000_000;
const MAX_TEXT = 500;

const text = z.string({ error: 'a text is expected' }).min(1, 'a text that is not empty is expected').max(MAX_TEXT);
const beneficiary = z.object({ kind: text, id: text });
const optionalText = z.string({ error: 'a text is expected' }).max(MAX_TEXT).nullish();
/** What is no text cannot be a period; it is kept as an empty one, and the claim then waits for input. */
const period = z.unknown().optional().transform((value) => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : ''));
const day = z.string({ error: 'a day YYYY-MM-DD is expected' }).refine(isDay, 'a day YYYY-MM-DD of the calendar is expected');
const count = z.number({ error: 'a whole number is expected' }).refine((value) => Number.isSafeInteger(value) && value >= 0, 'a whole number of 0 or more is expected');
const facts = z.custom<Record<string, unknown>>(isPlainObject, 'an object of facts is expected').nullish().transform((value) => value ?? {});
const quotaUsed = z.custom<Record<string, number>>(isPlainObject, 'an object of numbers by entitlement is expected').superRefine((value, context) => {
  for (const [id, used] of Object.entries(value)) {
    if (!count.safeParse(used).success) context.addIssue({ code: 'custom', path: [id], message: 'a whole number of 0 or more is expected' });
  }
});

const claim = z
  .object({ id: text, entitlement: text, beneficiary, subject: optionalText, period, facts })
  .transform(({ subject, ...rest }) => ({ ...rest, ...given({ subject }) }));
const historyEntry = z
  .object({ entitlement: text, beneficiary, subject: optionalText, period, amountFen: count.nullish() })
  .transform(({ subject, amountFen, ...rest }) => ({ ...rest, ...given({ subject, amountFen }) }));
const creditBar = z
  .object({ subject: beneficiary, barredFrom: day, barredUntil: day.nullish() })
  .transform(({ barredUntil, ...rest }) => ({ ...rest, ...given({ barredUntil }) }));

const requestSchema = z
  .object({
    pack: text,
    version: optionalText,
    claims: z.array(claim, { error: 'a list of claims is expected' }).max(MAX_CLAIMS),
    history: z.array(historyEntry).max(MAX_HISTORY).nullish(),
    credit: z.array(creditBar).max(MAX_HISTORY).nullish(),
    quotaUsed: quotaUsed.nullish(),
  })
  .transform(({ pack, claims, ...rest }): PolicyRequest => ({ pack, claims, ...given(rest) }));

type Given<Value> = { [Key in keyof Value]?: NonNullable<Value[Key]> };

/** What is there of it: `null` says the same as nothing. */
function given<Value extends object>(value: Value): Given<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined && each !== null)) as Given<Value>;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes JSON as a request. Refused with `place` (`claims[0].beneficiary.kind`) and `reason` where it is malformed. */
export function parsePolicyRequest(json: unknown): Result<PolicyRequest, Refusal<'policy.malformed-request'>> {
  const parsed = requestSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return refuse('policy.malformed-request', { place: placeText(issue?.path ?? []), reason: issue?.message ?? 'something else is expected' });
}

function placeText(path: readonly PropertyKey[]): string {
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return steps.join('').replace(/^\./, '') || '(the whole)';
}
