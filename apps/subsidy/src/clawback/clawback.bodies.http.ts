import { pageQuery } from '@gongjiang/http';
import { isDay, isPersonToken, type Fen } from '@gongjiang/kernel';
import { z } from 'zod';
import { WAITING } from './clawback.waiting.js';

/** What somebody says in a case: a page or two. */
const MAX_WORDS_CHARACTERS = 2_000;
/** Five years of months. */
const MAX_INSTALMENTS = 60;
/** One due, or all months of a term at once, are far below. */
const MAX_CLAIM_FEN = 100_000_000_00;

export const idSchema = z.string().min(1).max(100);
const words = z.string().trim().min(1).max(MAX_WORDS_CHARACTERS);
const amount = z.int().min(1).max(MAX_CLAIM_FEN).transform((value) => value as Fen);
const demanded = z.int().min(0).max(MAX_CLAIM_FEN).transform((value) => value as Fen);
export const reasonSchema = z.strictObject({ reason: words });
export const openSchema = z.strictObject({ itemId: z.string().min(1).max(200), amountFen: amount, evidence: z.string().regex(/^[\w.:/-]{1,128}$/, 'where the evidence is kept: a reference'), reason: words });
export const statementSchema = z.strictObject({ statement: words });
export const decisionSchema = z.strictObject({ demandedFen: demanded, reason: words, mayOffset: z.boolean() });
export const appealDecisionSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('uphold'), reason: words }),
  z.strictObject({ outcome: z.literal('reduce'), demandedFen: demanded, reason: words }),
  z.strictObject({ outcome: z.literal('overturn'), reason: words }),
]);
export const planSchema = z.strictObject({ instalments: z.array(z.strictObject({ dueOn: z.string().refine(isDay, 'a day of the calendar').transform((on) => on), amountFen: amount })).min(1).max(MAX_INSTALMENTS) });
export const repaymentSchema = z.strictObject({ reference: z.string().regex(/^[\w.:/-]{1,64}$/, 'the bank\'s reference'), amountFen: amount });
export const waiverSchema = z.strictObject({ amountFen: amount, reason: words });
export const waiverDecisionSchema = z.strictObject({ outcome: z.enum(['grant', 'refuse']), reason: words });
export const listSchema = z.strictObject({ ...pageQuery, waiting: z.enum(WAITING).optional(), person: z.string().refine(isPersonToken).optional(), overdue: z.enum(['true', 'false']).optional() });
