/** Who receives: a person, an enterprise, an institution or a base, by an id that the asker chose. */
export interface Beneficiary {
  readonly kind: string;
  readonly id: string;
}

/** One claim 申请: this entitlement, for this beneficiary, in this period. The subject tells two of a kind apart. */
export interface Claim {
  readonly id: string;
  readonly entitlement: string;
  readonly beneficiary: Beneficiary;
  readonly subject?: string;
  /** `YYYY` or `YYYY-MM`; what is neither makes the claim wait for input, it does not break the request. */
  readonly period: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What was entitled before, net of what came back, in fen. Without an amount it was given, and nobody knows how much. */
export interface HistoryEntry {
  readonly entitlement: string;
  readonly beneficiary: Beneficiary;
  readonly subject?: string;
  readonly period: string;
  readonly amountFen?: number;
}

/** A bar of the credit file 诚信档案: both days included, without an end while `barredUntil` is absent. */
export interface CreditBar {
  readonly subject: Beneficiary;
  readonly barredFrom: string;
  readonly barredUntil?: string;
}

/** Everything that a decision may depend on. No database, no clock and no network is asked besides. */
export interface PolicyRequest {
  readonly pack: string;
  readonly version?: string;
  readonly claims: readonly Claim[];
  readonly history?: readonly HistoryEntry[];
  readonly credit?: readonly CreditBar[];
  readonly quotaUsed?: Readonly<Record<string, number>>;
}
