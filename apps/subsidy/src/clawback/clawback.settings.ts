import type { Fen } from '@gongjiang/kernel';
import { z } from 'zod';
import type { OffsetTerms } from './clawback.js';

/** What a city sets for claims back: the days to be heard and to appeal, and what a person keeps of later payments. */
export const clawbackSettingsSchema = z.strictObject({
  hearingWorkingDays: z.int().min(1).max(60).default(5),
  appealWorkingDays: z.int().min(1).max(120).default(15),
  /** Of each later payment the person keeps this share in ten-thousandths, and of a batch's payments this sum together. */
  keepBasisPoints: z.int().min(0).max(10_000).default(8_000),
  keepAtLeastFen: z.int().min(0).max(100_000_000).transform((amount) => amount as Fen).prefault(0),
});
export type ClawbackSettings = z.infer<typeof clawbackSettingsSchema>;

export function offsetTermsOf({ keepBasisPoints, keepAtLeastFen }: ClawbackSettings): OffsetTerms {
  return { keepBasisPoints, keepAtLeastFen };
}
