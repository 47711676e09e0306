/** The largest answer that is read: 2,000 lines of pain.002 with every optional element take some 3 MB. */
export const MAX_ANSWER_BYTES = 8 << 20;
/** The largest statement that is read: a page of 10,000 entries takes some 15 MB. */
export const MAX_STATEMENT_BYTES = 32 << 20;
/** The largest profile: a page of text, written by a person. */
export const MAX_PROFILE_BYTES = 64 << 10;
