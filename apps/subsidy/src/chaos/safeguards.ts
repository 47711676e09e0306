/** What keeps money from being lost or doubled, one by one. All are there but in the negative controls, which take one out. */
export interface Safeguards {
  /** The bank pays an id once, over all time. */
  readonly bankHonoursIds: boolean;
  /** What was sent without an answer is sent again under the same ids. */
  readonly resendsSameIds: boolean;
  /** A month is claimed among the cities by one write that only the first can make. */
  readonly claimsAreAtomic: boolean;
  /** An answer is kept before it is applied, and the kept one holds. */
  readonly answersAreKept: boolean;
  /** Who writes looks whether what it read still stands. */
  readonly writesAreConditional: boolean;
  /** On a retry, rows that are one's own count as done. */
  readonly ownRowsAreOwn: boolean;
}

export const ALL_SAFEGUARDS: Safeguards = {
  bankHonoursIds: true, resendsSameIds: true, claimsAreAtomic: true, answersAreKept: true, writesAreConditional: true, ownRowsAreOwn: true,
};
