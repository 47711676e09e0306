import type { Fen } from '@gongjiang/kernel';
import type { PauseCause } from './control.js';

/** Who acts, and at which moment (technical time: the bank does not wait for a business date). */
interface By {
  readonly actor: string;
  readonly at: Date;
}

/** What can be asked of a control. */
export type ControlCommand =
  | (By & { readonly kind: 'pause'; readonly cause: PauseCause; readonly reason: string })
  /** `restored` where the service was put back to an older state: nothing else locks a restore, and that locks nothing else. */
  | (By & { readonly kind: 'stop'; readonly reason: string; readonly cause?: 'restored' })
  | (By & { readonly kind: 'resume' })
  | (By & { readonly kind: 'ask-resumption'; readonly reason: string })
  | (By & { readonly kind: 'confirm-resumption' })
  | (By & { readonly kind: 'ask-cancellation'; readonly reason: string })
  | (By & { readonly kind: 'confirm-cancellation' })
  | (By & { readonly kind: 'withdraw-request' })
  | (By & { readonly kind: 'complete-cancellation'; readonly lines: number; readonly amountFen: Fen });

export type ControlCommandKind = ControlCommand['kind'];

/** What happened to a control, in the past tense; it carries what the command said. */
export const CONTROL_EVENTS = {
  pause: 'paused',
  stop: 'stopped',
  resume: 'resumed',
  'ask-resumption': 'resumption-asked',
  'confirm-resumption': 'resumed',
  'ask-cancellation': 'cancellation-asked',
  'confirm-cancellation': 'cancellation-confirmed',
  'withdraw-request': 'request-withdrawn',
  'complete-cancellation': 'rest-cancelled',
} as const satisfies Record<ControlCommandKind, string>;
export type ControlEventKind = (typeof CONTROL_EVENTS)[ControlCommandKind];
