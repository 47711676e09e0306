import { isDay, type Day } from '@gongjiang/kernel';
import { z } from 'zod';

/** The longest that the bank keeps anyone waiting: longer than any client's patience. */
const MAX_WAIT_MS = 600_000;
/** A plan is written by a person or a test, and read on every call. */
const MAX_RULES = 50;

/** Where a call comes in; `payment-file` and `answer-file` are the door for files, statements are one place in either shape. */
export const PLACES = ['payments', 'inquiry', 'statement', 'payment-file', 'answer-file'] as const;
export type Place = (typeof PLACES)[number];

const reasonCode = z.string().regex(/^[A-Z0-9]{4}$/);

/** `times`: the first so many only. `share`: that part of them, drawn by the seed. Both: the first so many of that part. */
const chosen = {
  times: z.int().positive().optional(),
  share: z.number().gt(0).max(1).default(1),
};
const at = (...places: Place[]) => z.array(z.enum(PLACES)).min(1).default(places);

export const ruleSchema = z.discriminatedUnion('kind', [
  /** Refuses the call with 503, before anything is booked. */
  z.strictObject({ kind: z.literal('refuses'), at: at(...PLACES), ...chosen }),
  /** Cuts the connection before anything is booked. */
  z.strictObject({ kind: z.literal('cuts-before-booking'), at: at('payments', 'payment-file'), ...chosen }),
  /** Books, and cuts the connection instead of answering: the caller cannot tell it from the rule above. */
  z.strictObject({ kind: z.literal('cuts-after-booking'), at: at('payments', 'payment-file'), ...chosen }),
  /** Waits and then books: an inquiry in between knows nothing of it. */
  z.strictObject({ kind: z.literal('books-late'), afterMs: z.int().min(1).max(MAX_WAIT_MS), ...chosen }),
  /** Books at once and waits with the answer. */
  z.strictObject({ kind: z.literal('answers-late'), at: at('payments', 'answer-file'), afterMs: z.int().min(1).max(MAX_WAIT_MS), ...chosen }),
  /** Says every line of the answer twice. */
  z.strictObject({ kind: z.literal('answers-twice'), at: at('payments', 'answer-file'), ...chosen }),
  /** Says the lines of the answer in another order. */
  z.strictObject({ kind: z.literal('answers-out-of-order'), at: at('payments', 'answer-file'), ...chosen }),
  /** Leaves every second line out of the answer. */
  z.strictObject({ kind: z.literal('omits-lines'), at: at('payments', 'answer-file'), ...chosen }),
  /** Gives totals that do not belong to the lines. */
  z.strictObject({ kind: z.literal('answers-wrong-totals'), at: at('payments', 'statement', 'answer-file'), ...chosen }),
  /** Has no answer file yet for a file that it took: late with `times` or `share`, without either never. */
  z.strictObject({ kind: z.literal('withholds-answers'), ...chosen }),
  /** Gives the first half of a file. */
  z.strictObject({ kind: z.literal('truncates-files'), at: z.array(z.enum(['answer-file', 'statement'])).min(1).default(['answer-file', 'statement']), ...chosen }),
  /** Puts one fen too much on the first line of the statement's page. */
  z.strictObject({ kind: z.literal('states-wrong-amounts'), ...chosen }),
  /** Books a payment wrongly on its statement and puts it right on a later day's: late, twice, a half of it, a fen too much. For days of one page. */
  z.strictObject({ kind: z.literal('misbooks'), endToEndId: z.string().min(1).max(35), how: z.enum(['omits', 'twice', 'partial', 'wrong-amount']), rightOn: z.custom<Day>(isDay, 'YYYY-MM-DD'), ...chosen }),
  /** Says `unknown-id` of payments that it has booked. */
  z.strictObject({ kind: z.literal('forgets-on-inquiry'), ...chosen }),
  /** Rejects lines that are in order. `times` and `share` choose lines, not calls. */
  z.strictObject({ kind: z.literal('rejects-lines'), reasonCode: reasonCode.default('MS03'), ...chosen }),
  /** Pays lines and gives them back days later. `times` and `share` choose lines, not calls. */
  z.strictObject({ kind: z.literal('returns-lines'), afterDays: z.int().min(1).max(365), reasonCode: reasonCode.default('AC04'), ...chosen }),
  /** Where the paying account is short, refuses the message whole with AM04 instead of the lines that find no money: many banks do. */
  z.strictObject({ kind: z.literal('refuses-whole-when-short'), ...chosen }),
  /** Pays an id again that was paid before. Never real: it is here so that a test that should fail can be seen to fail. */
  z.strictObject({ kind: z.literal('ignores-idempotency'), ...chosen }),
]);

export const planSchema = z.strictObject({
  seed: z.int().nonnegative().default(1),
  rules: z.array(ruleSchema).max(MAX_RULES),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Plan = z.infer<typeof planSchema>;
export type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { kind: Kind }>;
