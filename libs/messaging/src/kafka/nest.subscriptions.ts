import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { CloudEvent } from '@gongjiang/contracts';
import type { EventContext, Subscription } from '../consumer/subscription.js';
import type { HandlerExtras } from './on-event.decorator.js';

type Handlers = ReadonlyMap<string, MessageHandler>;

/** The subscriptions that Nest's handlers make. A second handler of a type is a second subscription: completeness refuses it. */
export function subscriptionsOf(handlers: Handlers): Subscription[] {
  const chains = [...handlers].map(([type, head]) => ({ type, chain: chainOf(head) }));
  const faults = chains.filter(({ chain }) => chain.some((handler) => handler.isEventHandler !== true)).map(({ type }) => type);
  if (faults.length > 0) throw new Error(`Events have no answers: use @OnEvent or @EventPattern, not @MessagePattern, for ${faults.join(', ')}`);
  const single = chains.flatMap(({ type, chain }) => chain.filter((handler) => extrasOf(handler).delivery !== 'batch').map((handler) => eachSubscription(type, handler)));
  const batches = chains.flatMap(({ type, chain }) => chain.filter((handler) => extrasOf(handler).delivery === 'batch').map((handler) => ({ type, handler })));
  return [...single, ...batchSubscriptions(batches)];
}

function eachSubscription(type: string, handler: MessageHandler): Subscription {
  return {
    name: `the handler of ${type}`, mode: 'each', types: [type],
    deliver: async (events, context) => {
      for (const event of events) await call(handler, event, context);
    },
  };
}

/** One method is registered once for each of its types; its name brings them together again. */
function batchSubscriptions(batches: readonly { readonly type: string; readonly handler: MessageHandler }[]): Subscription[] {
  const byName = new Map<string, { types: string[]; handler: MessageHandler }>();
  for (const { type, handler } of batches) {
    const name = extrasOf(handler).name ?? type;
    const known = byName.get(name);
    if (known) known.types.push(type);
    else byName.set(name, { types: [type], handler });
  }
  return [...byName].map(([name, { types, handler }]) => ({ name, mode: 'batch', types, deliver: (events, context) => call(handler, events, context) }));
}

function chainOf(head: MessageHandler): MessageHandler[] {
  return head.next ? [head, ...chainOf(head.next as MessageHandler)] : [head];
}

function extrasOf(handler: MessageHandler): HandlerExtras {
  return (handler.extras ?? {}) as HandlerExtras;
}

async function call(handler: MessageHandler, payload: CloudEvent | readonly CloudEvent[], context: EventContext): Promise<void> {
  const result: unknown = await handler(payload, context);
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}
