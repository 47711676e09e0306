import { z } from 'zod';
import type { TakenOverDue, Takeover } from './takeover.js';
import type { KeptTakeover } from './takeover.store.js';

export const TAKEOVER_STATUSES = ['receiving', 'in-review', 'accepted', 'counted', 'rejected'] as const satisfies readonly Takeover['status'][];

const summarySchema = z.object({
  dues: z.int(), amountFen: z.int(),
  byEntitlement: z.array(z.object({ entitlement: z.string(), dues: z.int(), payees: z.int(), amountFen: z.int() })),
  periodsUsed: z.array(z.object({ entitlement: z.string(), periods: z.int(), payees: z.int() })).describe('How many payees have how many months (or other periods) behind them'),
});
export const shownTakeoverSchema = z.object({
  id: z.string(), file: z.string(), status: z.enum(TAKEOVER_STATUSES), version: z.int(), handedInBy: z.array(z.string()), summary: summarySchema.nullable(),
  reviewedBy: z.string().nullable(), reviewedOn: z.string().nullable(), reason: z.string().nullable(),
  leftOut: z.int().nullable().describe('Dues that were there already when it was counted'),
});
export type ShownTakeover = z.infer<typeof shownTakeoverSchema>;

export const shownDueSchema = z.object({
  id: z.string(), line: z.int(), person: z.string(), entitlement: z.string(), subject: z.string().nullable(), period: z.string(), amountFen: z.int(), leftOut: z.boolean(),
});
export type ShownDue = z.infer<typeof shownDueSchema>;

export function shownTakeover({ takeover, version }: KeptTakeover): ShownTakeover {
  const { id, file, status, handedInBy } = takeover;
  return { id, file, status, version, handedInBy: [...handedInBy], summary: shownSummary(takeover), ...review(takeover), leftOut: status === 'counted' ? takeover.leftOut : null };
}

export function shownDue(key: string, { due, amountFen, line, isLeftOut }: TakenOverDue): ShownDue {
  const { person, entitlement, subject, period } = due;
  return { id: key, line, person, entitlement, subject, period, amountFen, leftOut: isLeftOut };
}

function shownSummary(takeover: Takeover): ShownTakeover['summary'] {
  if (takeover.status === 'receiving') return null;
  const { dues, amountFen, byEntitlement, periodsUsed } = takeover.summary;
  return { dues, amountFen, byEntitlement: byEntitlement.map((sum) => ({ ...sum })), periodsUsed: periodsUsed.map((used) => ({ ...used })) };
}

function review(takeover: Takeover): Pick<ShownTakeover, 'reviewedBy' | 'reviewedOn' | 'reason'> {
  switch (takeover.status) {
    case 'accepted': case 'counted': return { reviewedBy: takeover.acceptedBy, reviewedOn: takeover.acceptedOn, reason: null };
    case 'rejected': return { reviewedBy: takeover.rejectedBy, reviewedOn: takeover.rejectedOn, reason: takeover.reason };
    default: return { reviewedBy: null, reviewedOn: null, reason: null };
  }
}
