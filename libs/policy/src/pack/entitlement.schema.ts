import { z } from 'zod';
import { parameterSchema } from './parameter.schema.js';
import { daySchema, entitlementIdSchema, nameSchema, slugSchema, wordingSchema } from './wording.schema.js';

export const BENEFICIARY_KINDS = ['person', 'enterprise', 'institution', 'base'] as const;
export type BeneficiaryKind = (typeof BENEFICIARY_KINDS)[number];

export const FACT_TYPES = ['yes-no', 'count', 'amount', 'index', 'text', 'level', 'choice', 'day', 'month'] as const;
export type FactType = (typeof FACT_TYPES)[number];

export const TIMES = ['monthly', 'yearly', 'once'] as const;
export type Times = (typeof TIMES)[number];

const formula = z.string().min(1).max(1000);

export const factSchema = z
  .strictObject({ title: wordingSchema, type: z.enum(FACT_TYPES), values: z.record(slugSchema, wordingSchema).optional() })
  .refine((fact) => (fact.type === 'choice') === (fact.values !== undefined), '"values" belongs to facts of type choice, and to them only');
export type FactSource = z.infer<typeof factSchema>;

const named = { name: slugSchema, text: wordingSchema };
export const conditionSchema = z.strictObject({ ...named, when: formula });

/** The amount grows step by step: a sum, a limit that may cut it, an uplift in percent where its condition holds. */
export const amountStepSchema = z.union([
  z.strictObject({ ...named, is: formula }),
  z.strictObject({ ...named, limit: formula }),
  z.strictObject({ ...named, uplift: formula, when: formula }),
]);
export type AmountStepSource = z.infer<typeof amountStepSchema>;

/** A term of months from a fact's month on, or of years counted by an index fact. */
export const termSchema = z.union([
  z.strictObject({ first: nameSchema, months: nameSchema }),
  z.strictObject({ index: nameSchema, last: nameSchema }),
]);
export type TermSource = z.infer<typeof termSchema>;

export const KEY_PARTS = ['beneficiary', 'subject', 'period'] as const;
export type KeyPart = (typeof KEY_PARTS)[number];
const key = z.array(z.enum(KEY_PARTS)).min(1);

/** Membership of a same-kind group; `apart: period` says that its own periods do not compete with one another. */
export const membershipSchema = z.strictObject({ name: slugSchema, apart: z.literal('period').optional() });

export const entitlementSchema = z
  .strictObject({
    id: entitlementIdSchema,
    title: wordingSchema,
    beneficiaries: z.array(z.enum(BENEFICIARY_KINDS)).min(1),
    times: z.enum(TIMES),
    from: daySchema.optional(),
    until: daySchema.optional(),
    ruleDay: nameSchema.optional(),
    pays: z.boolean().optional(),
    fund: nameSchema.optional(),
    group: membershipSchema.optional(),
    facts: z.record(nameSchema, factSchema).optional(),
    parameters: z.record(nameSchema, parameterSchema).optional(),
    conditions: z.array(conditionSchema).max(50).optional(),
    term: termSchema.optional(),
    quota: nameSchema.optional(),
    amount: z.array(amountStepSchema).min(1).max(20).optional(),
    total: z.strictObject({ limit: nameSchema, key }).optional(),
    standard: formula.optional(),
  })
  .refine((entitlement) => (entitlement.amount === undefined) !== (entitlement.standard === undefined), 'either "amount" or "standard" is expected');
export type EntitlementSource = z.infer<typeof entitlementSchema>;

export const groupSchema = z.strictObject({
  title: wordingSchema,
  key,
  acrossCities: z.boolean().optional(),
  onPaid: z.enum(['top-up', 'exclusive']),
});
export type GroupSource = z.infer<typeof groupSchema>;
