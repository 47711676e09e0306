import type { CityCode, Period, PersonToken } from '@gongjiang/kernel';
import type { ReasonCode } from '@gongjiang/policy';
import type { Facts } from '../grant/grant.js';

/** With the rest of its key an item then fits the 128 characters that an identifier has in an event. */
export const MAX_SUBJECT_CHARACTERS = 40;
/** What a claim can be named after: the certificate, the training. Keys are written of it, so it holds none of their signs. */
export const CLAIM_SUBJECT = /^[A-Za-z0-9._-]{1,40}$/;
/** Corrections of one claim: more is a quarrel, and not a correction. */
export const MAX_CORRECTIONS = 50;

export const CLAIM_ORIGINS = ['roster', 'event', 'api'] as const;
export type ClaimOrigin = (typeof CLAIM_ORIGINS)[number];

/** An application, or an event that stands for one: one payee asks for one entitlement for one subject. */
export interface ClaimRequest {
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly entitlement: string;
  readonly subject: string | null;
  /** The month from which it is claimed; for what is paid once, the month it belongs to; for what is paid by the year, the year. */
  readonly period: Period;
  readonly facts: Facts;
  readonly origin: ClaimOrigin;
  /** The file, event or request that it came by. */
  readonly source: string;
}

/** What a decision said. */
export interface ClaimOutcome {
  readonly outcome: 'granted' | 'refused' | 'referred' | 'needs-input';
  readonly codes: readonly ReasonCode[];
  readonly receiptId: string;
  /** The grant that it opened, or that an earlier decision had opened. */
  readonly grantId: string | null;
}

/** New facts, and the decision that they led to. */
export interface Correction extends ClaimOutcome {
  /** Counts from 1. */
  readonly number: number;
  /** The period from which the new facts hold. */
  readonly from: Period;
  readonly facts: Facts;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** A claim as it was decided. A later change of facts is a new decision beside it, never an edit of this one. */
export interface DecidedClaim extends ClaimRequest, ClaimOutcome {
  readonly id: string;
  readonly corrections: readonly Correction[];
}

/** The decision that stands: the last one. */
export function standingOf(claim: DecidedClaim): ClaimOutcome {
  return claim.corrections.at(-1) ?? claim;
}

/** The version that a person has seen: the number of decisions. */
export function versionOf(claim: DecidedClaim): number {
  return claim.corrections.length + 1;
}
