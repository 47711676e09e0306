import { z } from 'zod';

const entitlement = z.string().regex(/^[a-z]+\/\d+\/[a-z-]+$/);
/** By what the event says: the scope of a medal, the level of a listing, the kind of a base. */
const byKind = z.record(z.string().regex(/^[a-z][a-z-]{0,39}$/), entitlement);

/** What a city pays without an application (免申即享): for each event, the entitlement that it is a claim for. */
export const withoutApplicationSchema = z.strictObject({
  certificateIssued: entitlement.optional(),
  titleGranted: entitlement.optional(),
  /** By scope. */
  medalWon: byKind.optional(),
  /** By the level of the listing. */
  baseAccredited: byKind.optional(),
  /** By the kind of the base. */
  personTimesCounted: byKind.optional(),
});
export type WithoutApplication = z.infer<typeof withoutApplicationSchema>;
