import { z } from 'zod';
import { REASON_CODES } from '../reason.js';

/** Why: a receipt is a few kilobytes; what is larger is something else. */
export const MAX_RECEIPT_CHARACTERS = 1_000_000;

const beneficiary = z.object({ id: z.string(), kind: z.string() });
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const given = z.object({ entitlement: z.string(), beneficiary, subject: z.string().exactOptional(), period: z.string(), amountFen: z.number().exactOptional() });
const bar = z.object({ subject: beneficiary, barredFrom: z.string(), barredUntil: z.string().exactOptional() });

/** A receipt as it is read back. */
export const receiptSchema = z.object({
  claim: z.object({ beneficiary, entitlement: z.string(), facts: z.record(z.string(), z.unknown()), id: z.string(), period: z.string(), subject: z.string().exactOptional() }),
  decision: z.object({
    amountFen: z.number(),
    clause: z.string().nullable(),
    codes: z.array(z.enum(REASON_CODES)),
    fund: z.string().nullable(),
    outcome: z.enum(['granted', 'refused', 'referred', 'needs-input']),
    standard: z.string().exactOptional(),
  }),
  engine: z.string(),
  pack: z.object({ id: z.string(), version: z.string().exactOptional(), hash: z.string().exactOptional(), overlay: z.object({ name: z.string(), hash: z.string() }).exactOptional() }),
  surroundings: z.object({
    history: z.array(given).exactOptional(),
    credit: z.array(bar).exactOptional(),
    quotaUsed: z.number().exactOptional(),
    rival: z.object({ id: z.string(), entitlement: z.string(), amountFen: z.number() }).exactOptional(),
  }),
  trace: z.array(z.object({
    clause: z.string(),
    facts: z.record(z.string(), scalar),
    formula: z.string().exactOptional(),
    parameters: z.record(z.string(), scalar).exactOptional(),
    result: z.string(),
    rounding: z.string().exactOptional(),
    step: z.string(),
  })),
});

export type ReceiptContent = z.infer<typeof receiptSchema>;
