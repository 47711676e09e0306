import type { ReasonCode } from '@gongjiang/policy';
import type { Due } from '../item/item.js';

/** Why a line is held besides the reasons of policy: what the check of persons found (人员信息比对), or a sum to claim back. */
export const HOLD_CODES = [
  'person-unknown', 'account-not-own', 'account-shared', 'person-dead', 'not-employed', 'paid-elsewhere',
  'death-unanswered', 'employment-unanswered', 'paid-elsewhere-unanswered', 'overpaid-before', 'clawback-open',
] as const;
export type HoldCode = (typeof HOLD_CODES)[number];

/** True for a reason that lies with the person and may pass; false for one of policy. */
export function isHoldCode(code: string): code is HoldCode {
  return (HOLD_CODES as readonly string[]).includes(code);
}

/** A due grant that became no money this month, with the reasons. It is decided afresh next month. */
export interface HeldLine {
  readonly due: Due;
  readonly chunkId: string;
  readonly codes: readonly (ReasonCode | HoldCode)[];
  readonly receiptId: string | null;
}
