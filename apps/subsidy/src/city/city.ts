import { isCityCode, isMonth, type Fen } from '@gongjiang/kernel';
import { z } from 'zod';
import { cityBankFields } from '../bank/city-bank.js';
import { withoutApplicationSchema } from '../claim/without-application.js';
import { clawbackSettingsSchema } from '../clawback/clawback.settings.js';
import { bankHoursSchema } from '../disbursement-control/bank-hours.js';
import { fundsOfCitySchema } from '../fund/fund.settings.js';
import { gateSettingsSchema } from '../gate/gate.settings.js';
import { noticeRuleSchema } from '../notice/notice.rule.js';
import { voucherSettingsSchema } from '../voucher/voucher.settings.js';
import { payeeMessageSettingsSchema } from '../payee-message/payee-message.settings.js';
import { personChecksSchema } from '../person-check/person-check.settings.js';

const wording = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** A list of entitlements that a city pays together, from one fund: one batch a month each. */
export const programmeSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  title: wording,
  fund: z.string().regex(/^[a-z][a-z-]{0,39}$/),
  entitlements: z.array(z.string().regex(/^[a-z]+\/\d+\/[a-z-]+$/)).min(1).max(40),
});
export type Programme = z.infer<typeof programmeSchema>;

/** What a city sets for itself: its programmes, the days of notice, the limit of one approver, the paying account. */
export const citySchema = z.strictObject({
  code: z.string().refine(isCityCode, 'a six-digit division code'),
  name: wording,
  pack: z.string().min(1),
  /** The first month that the platform pays; what was paid for earlier ones is taken over by file. */
  firstMonth: z.string().refine(isMonth, 'YYYY-MM'),
  programmes: z.array(programmeSchema).min(1).max(100),
  /** What the city sets for its funds; one that is not named is an ordinary one. */
  funds: fundsOfCitySchema,
  /** What starts a claim by itself (免申即享): the event, and the entitlement that it stands for. */
  withoutApplication: withoutApplicationSchema.default({}),
  notice: noticeRuleSchema,
  approval: z.strictObject({ secondApproverAboveFen: z.int().min(0).transform((amount) => amount as Fen) }),
  debtorAccount: z.string().regex(/^\d{8,34}$/),
  /** The days and shares of claims back (追回); what is left out is a default. */
  clawback: clawbackSettingsSchema.prefault({}),
  /** What passes the gate without a word. */
  gate: gateSettingsSchema.prefault({}),
  /** Days after which a line that the bank took, and that no statement has, is a case. */
  reconciliation: z.strictObject({ missingAfterDays: z.int().min(1).max(60) }).default({ missingAfterDays: 5 }),
  /** How vouchers are written for the city's finance system. */
  vouchers: voucherSettingsSchema.prefault({}),
  /** How payees are told what became of their lines. */
  payeeMessages: payeeMessageSettingsSchema.prefault({}),
  /** Days from the confirmation of an account's change in which the payee can object to it. */
  accountChange: z.strictObject({ coolingDays: z.int().min(1).max(60) }).default({ coolingDays: 3 }),
  /** What registries are asked of persons before they are paid; nothing where it is left out. */
  personChecks: personChecksSchema.default({}),
  /** The bank that pays for the city, how it is spoken to, and when it takes messages; without hours: at any time. */
  bank: z.strictObject({ id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), hours: bankHoursSchema.optional(), ...cityBankFields }).default({ id: 'paying-bank' }),
});
export type City = z.infer<typeof citySchema>;

export function programmeOf(city: City, programmeId: string): Programme | undefined {
  return city.programmes.find((programme) => programme.id === programmeId);
}
