import { z } from 'zod';
import { controlIdOf, PAUSE_CAUSES } from './control.js';
import { toldStatusOf } from './control.messages.js';
import type { KeptControl } from './control.store.js';
import type { Hold } from './sending.gate.js';

const asked = z.object({ by: z.string(), at: z.string(), reason: z.string() });

/** A control as it is shown to those who answer for payments. */
export const shownControlSchema = z.object({
  id: z.string(),
  scope: z.enum(['batch', 'bank', 'city', 'restore']),
  status: z.enum(['running', 'paused', 'stopped', 'resumption-asked', 'cancellation-asked', 'cancelling']),
  cause: z.enum(PAUSE_CAUSES).nullable(),
  reason: z.string().nullable(),
  by: z.string().nullable(),
  since: z.string().nullable(),
  asked: asked.nullable(),
  version: z.int(),
});
export type ShownControl = z.infer<typeof shownControlSchema>;

export function shownControl({ control, version }: KeptControl): ShownControl {
  const common = { id: controlIdOf(control.scope), scope: control.scope.kind, status: toldStatusOf(control), version };
  if (control.status === 'running') return { ...common, cause: null, reason: null, by: null, since: null, asked: null };
  const { cause, reason, by, since } = control;
  const ask = 'asked' in control ? { by: control.asked.by, at: control.asked.at.toISOString(), reason: control.asked.reason } : null;
  return { ...common, cause, reason, by, since: since.toISOString(), asked: ask };
}

/** What a batch waits for, in one line of a screen: since when, until when where that is known, and who said so. */
export const shownHoldSchema = z.object({
  kind: z.enum(['paused', 'stopped', 'cancelling', 'bank-closed', 'calendar-unpublished', 'not-compared']),
  /** The control that rests: the city's, the bank's, or the batch's own. */
  control: z.string().nullable(),
  cause: z.enum(PAUSE_CAUSES).nullable(),
  reason: z.string().nullable(),
  by: z.string().nullable(),
  since: z.string().nullable(),
  until: z.string().nullable(),
});
export type ShownHold = z.infer<typeof shownHoldSchema>;

const NOTHING_KNOWN = { control: null, cause: null, reason: null, by: null, since: null, until: null };

export function shownHold(hold: Hold | null): ShownHold | null {
  switch (hold?.kind) {
    case undefined: return null;
    case 'not-compared': return { ...NOTHING_KNOWN, kind: hold.kind, reason: hold.why };
    case 'bank-closed': return { ...NOTHING_KNOWN, kind: hold.kind, since: hold.since, until: hold.until };
    case 'calendar-unpublished': return { ...NOTHING_KNOWN, kind: hold.kind, reason: String(hold.refusal.details?.['year'] ?? '') };
    case 'control': {
      const { scope, status, mode, cause, reason, by, since } = hold.control;
      return { ...NOTHING_KNOWN, kind: status === 'cancelling' ? 'cancelling' : mode, control: controlIdOf(scope), cause, reason, by, since: since.toISOString() };
    }
  }
}
