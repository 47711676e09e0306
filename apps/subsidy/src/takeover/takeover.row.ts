import { addMonths, fen, isMonth, isPeriod, isYear, monthIndex, type CityCode, type Fen, type Month, type Period, type PersonToken } from '@gongjiang/kernel';
import type { EntitlementDescription } from '@gongjiang/policy';
import { z } from 'zod';
import { CLAIM_SUBJECT } from '../claim/claim.js';
import { isPayeeNumber } from '../claim/claim.payee.js';
import type { RosterProblemCode } from '../import/roster.js';
import type { Due } from '../item/item.js';
import type { PayeeKind } from '../person/person.js';

/** Ten years of months in one row: no allowance ran longer. */
const MAX_MONTHS_A_ROW = 120;

/** One row of a takeover: what a payee was paid for a period, or for each month of a stretch. The messages are codes. */
export const takeoverRowSchema = z.strictObject({
  identityNumber: z.string().refine(isPayeeNumber, 'roster.identity-number'),
  entitlement: z.string().regex(/^[a-z]+\/\d+\/[a-z-]+$/, 'roster.not-named'),
  subject: z.union([z.literal('').transform(() => null), z.string().regex(CLAIM_SUBJECT, 'roster.unfit')]),
  period: z.string().refine(isPeriod, 'roster.no-month'),
  lastPeriod: z.union([z.literal('').transform(() => null), z.string().refine(isMonth, 'roster.no-month')]),
  amountFen: z.string().regex(/^\d{1,15}$/, 'roster.no-amount').transform((digits) => fen(Number(digits))),
});
export type TakeoverRow = z.infer<typeof takeoverRowSchema>;
export const TAKEOVER_COLUMNS = Object.keys(takeoverRowSchema.shape);

/** What a row is read by: the entitlement that it names, who the registry says the payee is, and the month in which it is. */
export interface RowSurroundings {
  readonly city: CityCode;
  readonly payee: PersonToken;
  readonly entitlement: EntitlementDescription | undefined;
  readonly kind: PayeeKind | undefined;
  readonly thisMonth: Month;
}
export interface RowFault {
  readonly column: keyof TakeoverRow;
  readonly code: RosterProblemCode;
}

/** The dues of a row, each with the row's amount; or why it says nothing that history can hold. */
export function duesOfRow(row: TakeoverRow, { city, payee, entitlement, kind, thisMonth }: RowSurroundings): { readonly dues: readonly Due[]; readonly amountFen: Fen } | RowFault {
  if (!entitlement) return { column: 'entitlement', code: 'roster.not-named' };
  if (kind === undefined) return { column: 'identityNumber', code: 'roster.person-unknown' };
  if (!entitlement.beneficiaryKinds.includes(kind)) return { column: 'identityNumber', code: 'roster.payee-kind' };
  const fault = periodFault(row, entitlement, thisMonth);
  if (fault) return fault;
  // A referral was given, and no money went with it; everything else is history for the money alone.
  if ((row.amountFen === 0) !== entitlement.referral) return { column: 'amountFen', code: 'roster.no-amount' };
  return { dues: periodsOfRow(row).map((period) => ({ city, person: payee, entitlement: entitlement.id, subject: row.subject, period })), amountFen: row.amountFen };
}

function periodFault({ period, lastPeriod }: TakeoverRow, { times }: EntitlementDescription, thisMonth: Month): RowFault | undefined {
  if (isYear(period) !== (times === 'yearly')) return { column: 'period', code: times === 'yearly' ? 'roster.no-year' : 'roster.no-month' };
  if (period > thisMonth) return { column: 'period', code: 'roster.not-past' };
  if (lastPeriod === null) return undefined;
  if (times !== 'monthly') return { column: 'lastPeriod', code: 'roster.unfit' };
  if (lastPeriod < period) return { column: 'lastPeriod', code: 'roster.ends-before-start' };
  if (lastPeriod > thisMonth) return { column: 'lastPeriod', code: 'roster.not-past' };
  return monthIndex(lastPeriod) - monthIndex(period as Month) >= MAX_MONTHS_A_ROW ? { column: 'lastPeriod', code: 'roster.too-long' } : undefined;
}

function periodsOfRow({ period, lastPeriod }: TakeoverRow): readonly Period[] {
  if (!isMonth(period) || lastPeriod === null) return [period];
  return Array.from({ length: monthIndex(lastPeriod) - monthIndex(period) + 1 }, (_, at) => addMonths(period, at));
}
