import { limitsSchema, payerSchema } from '@gongjiang/bank-files';
import { z } from 'zod';

/** How a city's bank is spoken to, as the city's file says it beside the bank's name and hours. */
export const cityBankFields = {
  /** The id of a bank profile (`libs/bank-files/profiles`); the bank interface over HTTP where nothing is said. */
  profile: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/).optional(),
  /** Who pays, as the bank knows them: needed where files go out. */
  payer: payerSchema.optional(),
  /** What this city agreed on with its bank, in the place of the profile's limits. */
  limits: limitsSchema.partial().optional(),
};
