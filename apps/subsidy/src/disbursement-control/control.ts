import type { CityCode } from '@gongjiang/kernel';

/**
 * What a control stands over: one batch, all of a city's payments, or all that the city pays through one bank. `restore` is
 * the lock over a service that was put back to an older state.
 */
export type ControlScope =
  | { readonly kind: 'batch'; readonly batchId: string }
  | { readonly kind: 'city' }
  | { readonly kind: 'bank'; readonly bank: string }
  | { readonly kind: 'restore' };

/** Why payments rest: an officer said so, the paying account is short (AM04), the bank refused a whole message, or the service was restored. */
export const PAUSE_CAUSES = ['officer', 'money-short', 'message-refused', 'restored'] as const;
export type PauseCause = (typeof PAUSE_CAUSES)[number];

/** Who asked for what a second person must confirm, and when (technical time). */
export interface Ask {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

interface Known {
  readonly city: CityCode;
  readonly scope: ControlScope;
}
/** Payments rest: since when, by whom and why; and whether it takes two to go on. */
interface Resting extends Known {
  readonly mode: 'paused' | 'stopped';
  readonly cause: PauseCause;
  readonly by: string;
  readonly since: Date;
  readonly reason: string;
}

/**
 * What operators said about payments. A pause is lifted by one person; a stop, the emergency brake, by two; the rest of
 * a resting batch is cancelled by two.
 */
export type Control =
  | (Known & { readonly status: 'running' })
  | (Resting & { readonly status: 'resting' })
  | (Resting & { readonly status: 'resumption-asked'; readonly asked: Ask })
  | (Resting & { readonly status: 'cancellation-asked'; readonly asked: Ask })
  | (Resting & { readonly status: 'cancelling'; readonly asked: Ask; readonly confirmedBy: string });

export type ControlStatus = Control['status'];
export type RestingControl = Exclude<Control, { status: 'running' }>;

/** The name of a control within its city: `city`, `restore`, `bank.<id>`, `batch.<id>`. */
export function controlIdOf(scope: ControlScope): string {
  switch (scope.kind) {
    case 'batch': return `batch.${scope.batchId}`;
    case 'bank': return `bank.${scope.bank}`;
    case 'city': case 'restore': return scope.kind;
  }
}

/** The scope that a name stands for; undefined for a name of none. */
export function scopeOf(controlId: string): ControlScope | undefined {
  if (controlId === 'city' || controlId === 'restore') return { kind: controlId };
  const [, kind, id = ''] = /^(bank|batch)\.(.+)$/.exec(controlId) ?? [];
  if (kind === 'bank') return { kind, bank: id };
  return kind === 'batch' ? { kind, batchId: id } : undefined;
}

/** What stands where nobody has said anything yet. */
export function runningControl(city: CityCode, scope: ControlScope): Extract<Control, { status: 'running' }> {
  return { city, scope, status: 'running' };
}

export function isResting(control: Control): control is RestingControl {
  return control.status !== 'running';
}
