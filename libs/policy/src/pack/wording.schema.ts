import { isDay, type Day } from '@gongjiang/kernel';
import { z } from 'zod';

/** Words for people, in both languages. */
export const wordingSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Wording = z.infer<typeof wordingSchema>;

export const daySchema = z.custom<Day>(isDay, { error: 'a day YYYY-MM-DD of the calendar is expected' });
/** Names that formulas use: letters and digits, the first one a small letter. */
export const nameSchema = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'a name of letters and digits that starts with a small letter is expected');
/** Ids that outsiders see: small letters, digits and hyphens. */
export const slugSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens are expected');
/** A clause of a source by its place: `jinhua/7`, `zhejiang/3.2`. */
export const clauseIdSchema = z.string().regex(/^[a-z0-9-]+\/[a-z0-9.-]+$/, 'a clause such as jinhua/7 is expected');
export const entitlementIdSchema = z.string().regex(/^[a-z0-9-]+\/[a-z0-9.-]+\/[a-z0-9-]+$/, 'an id <pack>/<clause>/<name> is expected');
export const versionSchema = z.string().regex(/^\d{1,6}(\.\d{1,6}){0,3}$/, 'a version such as 1.0.0 is expected, in quotes where it has one dot only');
