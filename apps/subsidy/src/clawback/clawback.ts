import { factId, type Act, type CityCode, type Day, type Fen } from '@gongjiang/kernel';
import type { Due } from '../item/item.js';
import type { ClaimedMoney, ClaimedSource } from './clawback.money.js';

/** The steps of a case's chain, each by another person. The handler opens, tells the person, arranges payment and asks for a waiver. */
export type ClawbackDuty = 'handler' | 'hearer' | 'decider' | 'second-decider';

/** Where a case came from: an officer with evidence, or the books: a line of an approved batch came to less than was paid. */
export type ClawbackOrigin =
  | { readonly kind: 'officer'; /** Where the evidence is kept: a reference, never the evidence. */ readonly evidence: string }
  | { readonly kind: 'overpaid'; readonly itemId: string; readonly batchId: string };

/** What somebody said in the case, in own words: it may name persons, so it is kept sealed. */
export interface Words {
  readonly as: 'opening' | 'statement' | 'decision' | 'appeal' | 'appeal-decision' | 'drop' | 'withdrawal' | 'waiver' | 'waiver-decision' | 'lifting';
  readonly on: Day;
  readonly text: string;
}

/** What is kept from later payments: fixed with the decision, so that a later setting of the city does not change it. */
export interface OffsetTerms {
  readonly keepBasisPoints: number;
  readonly keepAtLeastFen: Fen;
}

export interface Decision {
  readonly demandedFen: Fen;
  /** Of what the books say was overpaid, the part that is not demanded. */
  readonly letGoFen: Fen;
  /** What was paid for the due, from where, latest first: both parts are taken from it. */
  readonly sources: readonly ClaimedSource[];
  /** Null where nothing may be kept from later payments. */
  readonly offset: OffsetTerms | null;
}

export interface Instalment {
  readonly dueOn: Day;
  readonly amountFen: Fen;
}

/** A plan, and what was open when it was made: what is less open since then has paid its instalments, oldest first. */
export interface InstalmentPlan {
  readonly openFen: Fen;
  readonly instalments: readonly Instalment[];
}

interface Known {
  readonly id: string;
  readonly city: CityCode;
  readonly due: Due;
  readonly origin: ClawbackOrigin;
  /** What is thought to have been paid wrongly. */
  readonly amountFen: Fen;
  readonly openedOn: Day;
  /** Who took which duty, over the case's whole life. */
  readonly chain: readonly Act<ClawbackDuty>[];
  readonly words: readonly Words[];
}
interface Notified extends Known { readonly hearUntil: Day }
interface Decided extends Notified { readonly decision: Decision; readonly appealUntil: Day }
interface InForce extends Decided {
  readonly money: ClaimedMoney;
  readonly plan: InstalmentPlan | null;
  /** Only in a case of an officer: the due may be decided again. */
  readonly isLifted: boolean;
}

/** A claim back (追回): one case for one due. A field exists only in the states that have it. */
export type Clawback =
  | (Known & { readonly status: 'opened' })
  | (Notified & { readonly status: 'notified' })
  | (Notified & { readonly status: 'heard' })
  | (Decided & { readonly status: 'decided' })
  | (Decided & { readonly status: 'appealed' })
  | (InForce & { readonly status: 'in-force'; /** What is asked to be let go, and waits for another person. */ readonly waiverAskedFen: Fen | null })
  | (InForce & { readonly status: 'settled'; readonly settledOn: Day })
  | (Known & { readonly status: 'dropped' })
  | (Known & { readonly status: 'withdrawn' });

export type ClawbackStatus = Clawback['status'];
export type ClawbackIn<Status extends ClawbackStatus> = Extract<Clawback, { status: Status }>;

export const CLAWBACK_STATUSES = ['opened', 'notified', 'heard', 'decided', 'appealed', 'in-force', 'settled', 'dropped', 'withdrawn'] as const satisfies readonly ClawbackStatus[];

/** The statuses in which it is not known yet whether the due stays claimed back: nothing more is paid for it. */
export const UNDECIDED = ['opened', 'notified', 'heard', 'decided', 'appealed'] as const satisfies readonly ClawbackStatus[];

/** A case's id is computed from what it is about: the same finding opens the same case. */
export function clawbackIdOf(facts: string): string {
  return `cb-${factId(facts)}`;
}

export function openClawback(parts: Pick<Known, 'id' | 'due' | 'origin' | 'amountFen' | 'openedOn'> & { readonly opener: string | null; readonly reason: string }): ClawbackIn<'opened'> {
  const { opener, reason, ...known } = parts;
  return {
    ...known,
    status: 'opened',
    city: known.due.city,
    chain: opener === null ? [] : [{ step: 'handler', actorId: opener }],
    words: [{ as: 'opening', on: known.openedOn, text: reason }],
  };
}
