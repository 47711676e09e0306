import { day, fen, month, type Fen, type Month, type PersonToken } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { identityNumberNo, tokenNo } from '../person/person.builders.js';
import type { TakenOverDue, Takeover, TakeoverSummary } from './takeover.js';

export const SUMMARY: TakeoverSummary = {
  dues: 23, amountFen: fen(1_380_000), byEntitlement: [{ entitlement: 'jinhua/7/post-allowance', dues: 23, payees: 1, amountFen: fen(1_380_000) }],
  periodsUsed: [{ entitlement: 'jinhua/7/post-allowance', periods: 23, payees: 1 }],
};
export const REVIEWED_ON = day('2026-11-03');

/** A takeover that stands for review, handed in by zhang. */
export function takeoverInReview(overrides: Partial<Extract<Takeover, { status: 'in-review' }>> = {}): Extract<Takeover, { status: 'in-review' }> {
  return { id: `${JINHUA}.abcdefghijkl`, city: JINHUA, file: `${JINHUA}.takeover.0`, handedInBy: ['zhang'], status: 'in-review', summary: SUMMARY, ...overrides };
}

/** The nth person's allowance of 600 yuan a month, for the 23 months to October 2026. */
export function takenOverRow(n: number, overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { identityNumber: identityNumberNo(n), entitlement: 'jinhua/7/post-allowance', subject: `cert-${n}`, period: '2024-12', lastPeriod: '2026-10', amountFen: '60000', ...overrides };
}

/** The nth person's training subsidy, paid once in May 2025. */
export function trainingPaidBefore(n: number, overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...takenOverRow(n), entitlement: 'jinhua/7/certificate-training', subject: `training-${n}`, period: '2025-05', lastPeriod: '', amountFen: '280000', ...overrides };
}

export function dueOfAllowance(n: number, period: Month = month('2026-10'), amountFen: Fen = fen(60_000), person: PersonToken = tokenNo(n)): TakenOverDue {
  return { due: { city: JINHUA, person, entitlement: 'jinhua/7/post-allowance', subject: `cert-${n}`, period }, amountFen, line: n + 1, isLeftOut: false };
}
