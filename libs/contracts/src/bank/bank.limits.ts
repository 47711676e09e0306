/** The most payments in one message: a chunk of work has 1,000 at the most, and a bank answers twice that in one go. */
export const MAX_PAYMENTS_A_MESSAGE = 2_000;
/** The most ids asked after in one inquiry: a whole message at once. */
export const MAX_IDS_AN_INQUIRY = 2_000;
/** The most entries on one page of a statement: about 3 MB of text, which a reader holds with ease. */
export const MAX_ENTRIES_A_PAGE = 10_000;
/** What a page of a statement holds where the reader does not say. */
export const DEFAULT_ENTRIES_A_PAGE = 5_000;
