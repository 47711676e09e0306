import { LEVELS, type CityCode, type Day, type Fen, type Month, type Period, type PersonToken } from '@gongjiang/kernel';
import { z } from 'zod';

/** Gives a text schema the kernel's branded type: zod's own brands would be a second set of types for the same values. */
function typed<Text extends string>(schema: z.ZodType<string>): z.ZodType<Text, string> {
  return schema as unknown as z.ZodType<Text, string>;
}

/** The longest code or identifier in any event: enough for an entitlement's id or a bank reference, too short for prose. */
export const MAX_CODE_LENGTH = 128;
/** Entitlements in one batch, and codes in one decision: far above any policy, so that an event stays small. */
export const MAX_LIST_LENGTH = 100;

/** What stands for a person; nothing else about a person is ever in an event. */
export const personToken = typed<PersonToken>(z.string().regex(/^p_[a-z2-7]{26}$/));
export const cityCodeShape = typed<CityCode>(z.string().regex(/^[1-9]\d{5}$/));
export const dayShape = typed<Day>(z.iso.date());
export const monthShape = typed<Month>(z.string().regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/));
export const periodShape = typed<Period>(z.string().regex(/^[1-9]\d{3}(-(0[1-9]|1[0-2]))?$/));
export const yearShape = z.int().min(2000).max(2999);
export const levelShape = z.enum(LEVELS);
/** Integer fen, zero or more. */
export const amountFenShape = z.int().min(0) as unknown as z.ZodType<Fen, number>;
/** A number of lines, persons or times. */
export const countShape = z.int().min(0);
/** An identifier or a code: never prose, never a name. */
export const codeShape = z.string().min(1).max(MAX_CODE_LENGTH);
export const sha256Shape = z.string().regex(/^[0-9a-f]{64}$/);
/** A short list: callers keep theirs. */
export function shortList<Item extends z.ZodType>(item: Item) {
  return z.array(item).max(MAX_LIST_LENGTH).readonly();
}
