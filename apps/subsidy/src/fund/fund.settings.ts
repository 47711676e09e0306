import { z } from 'zod';

/**
 * What a city sets for a fund. A special account (专账) is kept apart: no money goes from it to another fund, or comes
 * from one. At the end of a budget year what is left goes back to its sources or on to the next year; what is owed still
 * (rejected and returned payments) keeps the year open, or goes on with the obligation.
 */
export const fundSettingsSchema = z.strictObject({
  kind: z.enum(['ordinary', 'special']).default('ordinary'),
  yearEnd: z.strictObject({ rest: z.enum(['lapse', 'carry-over']).default('lapse'), owed: z.enum(['wait', 'carry-over']).default('wait') }).prefault({}),
});
export type FundSettings = z.infer<typeof fundSettingsSchema>;

export const fundsOfCitySchema = z.record(z.string().regex(/^[a-z][a-z-]{0,39}$/), fundSettingsSchema).default({});

/** A fund that the city says nothing of is an ordinary one. */
export function fundSettingsOf({ funds }: { readonly funds: Readonly<Record<string, FundSettings>> }, fund: string): FundSettings {
  return funds[fund] ?? fundSettingsSchema.parse({});
}
