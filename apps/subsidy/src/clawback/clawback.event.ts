import type { Day, Fen } from '@gongjiang/kernel';
import type { Decision, Instalment } from './clawback.js';

interface By {
  readonly actor: string;
  readonly on: Day;
}
interface Said extends By { readonly text: string }

/** What happened to a case, in the past tense. */
export type ClawbackEvent =
  | (By & { readonly kind: 'notified'; readonly hearUntil: Day })
  | (Said & { readonly kind: 'statement-recorded' })
  | (By & { readonly kind: 'hearing-closed' })
  | (Said & { readonly kind: 'decided'; readonly decision: Decision; readonly appealUntil: Day })
  | (Said & { readonly kind: 'dropped' })
  | (Said & { readonly kind: 'withdrawn' })
  | (Said & { readonly kind: 'appealed' })
  | (Said & { readonly kind: 'upheld' })
  | (Said & { readonly kind: 'reduced'; readonly decision: Decision })
  | (Said & { readonly kind: 'overturned' })
  | (By & { readonly kind: 'came-into-force' })
  | (By & { readonly kind: 'arranged'; readonly instalments: readonly Instalment[] })
  | (By & { readonly kind: 'repaid'; readonly reference: string; readonly amountFen: Fen })
  | (By & { readonly kind: 'offset'; readonly itemId: string; readonly amountFen: Fen })
  | (Said & { readonly kind: 'waiver-asked'; readonly amountFen: Fen })
  | (Said & { readonly kind: 'waived'; readonly amountFen: Fen })
  | (Said & { readonly kind: 'waiver-refused' })
  | (Said & { readonly kind: 'lifted' });

export type ClawbackEventKind = ClawbackEvent['kind'];
