import { impossible, ok, refuse, type Act, type CityCode, type Day, type Refusal, type Result } from '@gongjiang/kernel';
import type { Consequence } from './line-hold.js';

/** What somebody says against a line: a page; with the contact it still fits one sealed field, whatever signs it has. */
export const MAX_TEXT_CHARACTERS = 1_500;
/** Whom to answer, and how: a name, and a telephone number or address. */
export const MAX_CONTACT_CHARACTERS = 120;
/** A notice with more is none that can stand: send the batch back. */
export const MAX_OBJECTIONS_A_NOTICE = 10_000;

export interface Contact {
  readonly name: string;
  readonly reachedAt: string;
}

interface Filed {
  readonly id: string;
  readonly city: CityCode;
  readonly batchId: string;
  readonly noticeId: string;
  /** The number of the line in the public list. */
  readonly line: number;
  readonly dueKey: string;
  /** Personal data of who objects, and perhaps of others: sealed, and in no event. */
  readonly text: string;
  readonly contact: Contact;
  readonly filedBy: string;
  readonly filedOn: Day;
  /** Technical time, RFC 3339. */
  readonly filedAt: string;
}

export interface ObjectionDecision {
  readonly by: string;
  readonly on: Day;
  readonly at: string;
  readonly reason: string;
  readonly consequence: Consequence;
  /** What the objector is told. */
  readonly answer: string;
}

/** An objection (异议) to one line of a public list. */
export type Objection =
  | (Filed & { readonly status: 'open' })
  | (Filed & { readonly status: 'dismissed' | 'upheld'; readonly decision: ObjectionDecision });

export const OBJECTION_STATUSES = ['open', 'dismissed', 'upheld'] as const satisfies readonly Objection['status'][];
export type ObjectionOutcome = Exclude<Objection['status'], 'open'>;

/** Which status may follow which. */
export const OBJECTION_TRANSITIONS = { open: ['dismissed', 'upheld'], dismissed: [], upheld: [] } as const satisfies Record<Objection['status'], readonly Objection['status'][]>;

export interface Ruling {
  readonly actor: string;
  readonly on: Day;
  readonly at: string;
  readonly outcome: ObjectionOutcome;
  readonly reason: string;
}

export const OBJECTION_REFUSALS = ['objection.decided-already', 'objection.own-objection', 'objection.decider-in-chain'] as const;
export type ObjectionRefusalCode = (typeof OBJECTION_REFUSALS)[number];

/** Who decides has no duty in the batch and did not bring the objection: nobody judges what they did themselves. */
export function mayDecide(ruling: Pick<Ruling, 'actor'>, objection: Objection, chain: readonly Act[]): Result<Extract<Objection, { status: 'open' }>, Refusal<ObjectionRefusalCode>> {
  if (objection.status !== 'open') return refuse('objection.decided-already', { outcome: objection.status });
  if (objection.filedBy === ruling.actor) return refuse('objection.own-objection');
  const duty = chain.find(({ actorId }) => actorId === ruling.actor);
  return duty ? refuse('objection.decider-in-chain', { step: duty.step }) : ok(objection);
}

export function ruled(objection: Extract<Objection, { status: 'open' }>, { actor, on, at, outcome, reason }: Ruling, consequence: Consequence): Exclude<Objection, { status: 'open' }> {
  return { ...objection, status: outcome, decision: { by: actor, on, at, reason, consequence, answer: answerTo(objection, { on, outcome, reason }, consequence) } };
}

/** What the objector is told, in the language of the notice. */
export function answerTo({ noticeId, line, filedOn }: Filed, { on, outcome, reason }: Pick<Ruling, 'on' | 'outcome' | 'reason'>, consequence: Consequence): string {
  const result = outcome === 'upheld' ? '经核实，异议成立。' : '经核实，异议不成立。';
  return `您于${filedOn}对公示${noticeId}第${line}行提出的异议，已于${on}处理。${result}${whatFollows(consequence)}理由：${reason}`;
}

function whatFollows(consequence: Consequence): string {
  switch (consequence) {
    case 'restored': return '该行恢复发放。';
    case 'next-batch': return '该行随下一批次发放。';
    case 'never-paid': return '该行不予发放。';
    case 'still-held': return '该行尚有其他异议，处理完毕前暂不发放。';
    default: return impossible(consequence);
  }
}
