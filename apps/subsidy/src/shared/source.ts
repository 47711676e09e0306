import type { Actor } from '@gongjiang/security';

/** Where a command comes from, as its audit entry says it: the address of a caller, `worker`, or `event <id>`. */
export const WORKER_SOURCE = 'worker';

/** The address that a request came from. */
export function sourceOf(actor: Actor): string {
  return actor.address ?? 'unknown address';
}

/** Events are taken in bulk: the first stands for those that came with it. */
export function sourceOfEvents([first, ...others]: readonly { readonly id: string }[]): string {
  return `event ${first?.id ?? 'none'}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

/** The officer's id under which the system itself takes its steps. */
export const SYSTEM_ACTOR = 'system';
