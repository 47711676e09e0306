import { REGISTRY_CHECKS, type RegistryCheck, type RegistryReply } from '@gongjiang/contracts';
import { addDays, type Day } from '@gongjiang/kernel';
import { z } from 'zod';

/** How many calls a rule strikes; all of them where it is left out. */
const times = z.int().min(1).max(1_000_000).optional();
/** An answer later than this is none to anybody. */
const MAX_WAIT_MS = 60_000;
const MAX_RULES = 20;

export const ruleSchema = z.discriminatedUnion('kind', [
  /** Answers 503 and nothing else. */
  z.strictObject({ kind: z.literal('refuses'), times }),
  /** Breaks the connection without a word. */
  z.strictObject({ kind: z.literal('hangs-up'), times }),
  /** Answers later. */
  z.strictObject({ kind: z.literal('answers-late'), afterMs: z.int().min(1).max(MAX_WAIT_MS), times }),
  /** Answers in a form that is none of the interface's. */
  z.strictObject({ kind: z.literal('answers-nonsense'), times }),
  /** Answers with a day that has not come. */
  z.strictObject({ kind: z.literal('answers-from-the-future'), times }),
  /** Leaves every second person out. */
  z.strictObject({ kind: z.literal('omits-persons'), times }),
  /** Says both answers of every person. */
  z.strictObject({ kind: z.literal('answers-both-ways'), times }),
  /** Knows nobody. */
  z.strictObject({ kind: z.literal('knows-nobody'), times }),
]);
export const planSchema = z.strictObject({ rules: z.array(ruleSchema).max(MAX_RULES) });

type Rule = z.infer<typeof ruleSchema>;
export type Plan = z.infer<typeof planSchema>;

/** A plan being carried out: each call is struck by every rule that is not used up. */
export class Misbehaviour {
  readonly #struck: number[];

  constructor(private readonly plan: Plan) {
    this.#struck = plan.rules.map(() => 0);
  }

  /** The rules that strike this call. */
  onCall(): readonly Rule[] {
    return this.plan.rules.filter((rule, at) => {
      const struck = this.#struck[at] ?? 0;
      if (rule.times !== undefined && struck >= rule.times) return false;
      this.#struck[at] = struck + 1;
      return true;
    });
  }
}

/** What becomes of a right reply under these rules. */
export function distort(reply: RegistryReply, check: RegistryCheck, today: Day, rules: readonly Rule[]): RegistryReply | { readonly nonsense: true } {
  const has = (kind: Rule['kind']): boolean => rules.some((rule) => rule.kind === kind);
  if (has('answers-nonsense')) return { nonsense: true };
  let { answers } = reply;
  if (has('knows-nobody')) answers = answers.map(({ mark }) => ({ mark, answer: 'unknown' }));
  if (has('omits-persons')) answers = answers.filter((_answer, at) => at % 2 === 0);
  if (has('answers-both-ways')) answers = answers.flatMap(({ mark }) => REGISTRY_CHECKS[check].map((answer) => ({ mark, answer })));
  return { ...reply, answers, ...(has('answers-from-the-future') ? { answeredOn: addDays(today, 400) } : {}) };
}
