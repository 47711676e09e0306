import type { Fen } from '@gongjiang/kernel';
import { z } from 'zod';

const share = z.int().min(0).max(10_000);

/** What a city lets pass at the gate without a word. */
export const gateSettingsSchema = z.strictObject({
  changeBasisPoints: share.default(3_000),
  heldBasisPoints: share.default(5_000),
  largeLineFen: z.int().min(1).default(50_000_000).transform((amount) => amount as Fen),
});
