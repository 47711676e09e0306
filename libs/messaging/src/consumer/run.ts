import type { Intake, ReceivedEvent } from './event.intake.js';
import type { Subscription } from './subscription.js';

/** Consecutive messages of a partition that are taken in one go; its last offset is resolved when it is done. */
export type Run =
  | { readonly kind: 'events'; readonly subscription: Subscription; readonly received: readonly ReceivedEvent[]; readonly lastOffset: string }
  | (Extract<Intake, { kind: 'poison' }> & { readonly lastOffset: string })
  | { readonly kind: 'skipped'; readonly lastOffset: string };

/** Events delivered to a bulk consumer at once: one bulk write's worth. */
export const MAX_RUN_EVENTS = 1_000;

/** Cuts what was read from a partition into runs, in order. Neighbours for one bulk subscription go together. */
export function* runsOf(intakes: Iterable<{ readonly offset: string; readonly intake: Intake }>): Generator<Run> {
  let open: { subscription: Subscription; received: ReceivedEvent[]; lastOffset: string } | undefined;
  for (const { offset, intake } of intakes) {
    if (open && joins(open, intake)) {
      if (intake.kind === 'event') open.received.push(intake.received);
      open.lastOffset = offset;
      continue;
    }
    if (open) yield { kind: 'events', ...open };
    open = undefined;
    if (intake.kind === 'event') open = { subscription: intake.subscription, received: [intake.received], lastOffset: offset };
    else yield { ...intake, lastOffset: offset };
  }
  if (open) yield { kind: 'events', ...open };
}

function joins(open: { readonly subscription: Subscription; readonly received: readonly ReceivedEvent[] }, intake: Intake): boolean {
  if (intake.kind === 'skipped') return true;
  return intake.kind === 'event'
    && intake.subscription === open.subscription
    && open.subscription.mode === 'batch'
    && open.received.length < MAX_RUN_EVENTS;
}
