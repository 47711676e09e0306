import type { CityCode, Month, PersonToken } from '@gongjiang/kernel';
import type { ReasonCode } from '@gongjiang/policy';
import type { Facts } from '../grant/grant.js';

/** With the rest of its key an item then fits the 128 characters that an identifier has in an event. */
export const MAX_SUBJECT_CHARACTERS = 40;
/** What a claim can be named after: the certificate, the training. Keys are written of it, so it holds none of their signs. */
export const CLAIM_SUBJECT = /^[A-Za-z0-9._-]{1,40}$/;

export const CLAIM_ORIGINS = ['roster', 'event', 'api'] as const;
export type ClaimOrigin = (typeof CLAIM_ORIGINS)[number];

/** An application, or an event that stands for one: one person asks for one entitlement for one subject. */
export interface ClaimRequest {
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly entitlement: string;
  readonly subject: string | null;
  /** The month from which it is claimed; for what is paid once, the month it belongs to. */
  readonly month: Month;
  readonly facts: Facts;
  readonly origin: ClaimOrigin;
  /** The file or event that it came by. */
  readonly source: string;
}

/** A claim once it was decided. A later change of facts is a new decision, never an edit of this one. */
export interface DecidedClaim extends ClaimRequest {
  readonly id: string;
  readonly outcome: 'granted' | 'refused' | 'referred' | 'needs-input';
  readonly codes: readonly ReasonCode[];
  readonly receiptId: string;
  readonly grantId: string | null;
}
