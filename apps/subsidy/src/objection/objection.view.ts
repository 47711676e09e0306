import { z } from 'zod';
import { CONSEQUENCES } from './line-hold.js';
import { OBJECTION_STATUSES, type Objection } from './objection.js';
import type { KeptObjection } from './objection.store.js';

/** An objection in a work list: which line is held, since when; not who objects, nor what they say. */
export const listedObjectionSchema = z.object({
  id: z.string(), noticeId: z.string(), batchId: z.string(), line: z.int(), status: z.enum(OBJECTION_STATUSES), filedOn: z.string(), filedBy: z.string(),
  decidedOn: z.string().nullable(), decidedBy: z.string().nullable(), consequence: z.enum(CONSEQUENCES).nullable(),
});
export type ListedObjection = z.infer<typeof listedObjectionSchema>;

/** An objection as those see it who decide it: with what was said, by whom, and what they were told. */
export const shownObjectionSchema = listedObjectionSchema.extend({
  version: z.int(), text: z.string(), contact: z.object({ name: z.string(), reachedAt: z.string() }), itemIds: z.array(z.string()), reason: z.string().nullable(), answer: z.string().nullable(),
});
export type ShownObjection = z.infer<typeof shownObjectionSchema>;

export function listedObjection(objection: Objection): ListedObjection {
  const { id, noticeId, batchId, line, status, filedOn, filedBy } = objection;
  const decision = objection.status === 'open' ? null : objection.decision;
  return { id, noticeId, batchId, line, status, filedOn, filedBy, decidedOn: decision?.on ?? null, decidedBy: decision?.by ?? null, consequence: decision?.consequence ?? null };
}

export function shownObjection({ objection, version }: KeptObjection, itemIds: readonly string[]): ShownObjection {
  const { text, contact } = objection;
  const decision = objection.status === 'open' ? null : objection.decision;
  return { ...listedObjection(objection), version, text, contact, itemIds: [...itemIds], reason: decision?.reason ?? null, answer: decision?.answer ?? null };
}
