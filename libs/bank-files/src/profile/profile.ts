import { z } from 'zod';
import { accountCheckField, headFields, limitsSchema } from './profile.common.js';
import { delimitedProfileSchema } from './profile.delimited.js';
import { iso20022ProfileSchema } from './profile.iso20022.js';

/** The bank interface over HTTP: no files at all. */
const interfaceProfileSchema = z.strictObject({ kind: z.literal('interface'), ...headFields, limits: limitsSchema.prefault({}), accounts: accountCheckField });

/** How one bank is spoken to. A city names the profile of its bank by id. */
export const bankProfileSchema = z.discriminatedUnion('kind', [iso20022ProfileSchema, delimitedProfileSchema, interfaceProfileSchema]);
export type BankProfile = z.infer<typeof bankProfileSchema>;
