import { ok, refuse, type CityCode, type Day, type Refusal, type Result } from '@gongjiang/kernel';
import type { Mismatch } from '../statement/statement.matching.js';

/** How a case ended. None of them moves money: what the bank puts right comes with a later statement. */
export const CASE_OUTCOMES = ['bank-corrected', 'booked-later', 'explained', 'claimed-back'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];
/** After a restore the line came to be again, and the bank's booking is its own: said by the system alone. */
export const ADOPTED = 'adopted';

export interface CaseResolution {
  readonly outcome: CaseOutcome | typeof ADOPTED;
  readonly note: string;
  readonly by: string;
  readonly on: Day;
}

interface Found {
  readonly id: string;
  readonly city: CityCode;
  readonly account: string;
  /** The statement's day: the case is as old as what it is about. */
  readonly day: Day;
  readonly mismatch: Mismatch;
}

/** A line of a statement that did not match, or a payment that no statement has (异常事项): it has an owner, and an age. */
export type Case =
  | (Found & { readonly status: 'open' })
  | (Found & { readonly status: 'in-hand'; readonly owner: string })
  | (Found & { readonly status: 'resolved'; readonly owner: string; readonly resolution: CaseResolution });

export const CASE_STATUSES = ['open', 'in-hand', 'resolved'] as const satisfies readonly Case['status'][];
/** Which status may follow which: a case in hand can be taken over by another. */
export const CASE_TRANSITIONS = { open: ['in-hand'], 'in-hand': ['in-hand', 'resolved'], resolved: [] } as const satisfies Record<Case['status'], readonly Case['status'][]>;

export const CASE_REFUSALS = ['case.resolved-already', 'case.not-owner', 'case.not-in-hand'] as const;
export type CaseRefusalCode = (typeof CASE_REFUSALS)[number];
type Decided = Result<Case, Refusal<CaseRefusalCode>>;

/** Takes a case in hand, from nobody or from another owner. */
export function take(found: Case, actor: string): Decided {
  if (found.status === 'resolved') return refuse('case.resolved-already');
  return ok({ ...found, status: 'in-hand', owner: actor });
}

/** Ends a case, by its owner and with a word on how. */
export function resolve(found: Case, resolution: CaseResolution): Decided {
  if (found.status === 'resolved') return refuse('case.resolved-already');
  if (found.status === 'open') return refuse('case.not-in-hand');
  if (found.owner !== resolution.by) return refuse('case.not-owner', { owner: found.owner });
  return ok({ ...found, status: 'resolved', resolution });
}
