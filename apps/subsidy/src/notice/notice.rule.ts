import { z } from 'zod';

/** What a public list may show beside the masked name, the entitlement, the period and the amount. */
export const NOTICE_COLUMNS = ['district', 'employer'] as const;

/** What a masked identity number leaves to be seen at its end. */
const MOST_IDENTITY_CHARACTERS = 4;

/** How a city gives notice: for how many working days, and how much the list shows of a person. */
export const noticeRuleSchema = z.strictObject({
  workingDays: z.int().min(1).max(60),
  identityCharacters: z.int().min(0).max(MOST_IDENTITY_CHARACTERS).default(0),
  shows: z.array(z.enum(NOTICE_COLUMNS)).max(NOTICE_COLUMNS.length).default([]),
});
export type NoticeRule = z.infer<typeof noticeRuleSchema>;
