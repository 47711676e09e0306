import { contractOf, type EventContract } from '@gongjiang/contracts';
import { SubscriptionTable, type Subscription } from './subscription.js';

/**
 * Checks at boot that every consumed event has a contract and exactly one handler, and that nothing else is handled.
 * Throws with every fault and its mend.
 */
export function completeTable(subscriptions: readonly Subscription[], consumes: readonly EventContract[]): SubscriptionTable {
  const handled = subscriptions.flatMap(({ name, types }) => types.map((type) => ({ name, type })));
  const wanted = new Set(consumes.map(({ type }) => type));
  const faults = [
    ...handled.filter(({ type }) => !contractOf(type)).map(({ name, type }) => `${name} handles ${type}, which has no contract: define it in libs/contracts/src/events`),
    ...handled.filter(({ type }) => !wanted.has(type)).map(({ name, type }) => `${name} handles ${type}: name it in "consumes"`),
    ...[...wanted].flatMap((type) => countFault(type, handled.filter((one) => one.type === type).map(({ name }) => name))),
  ];
  if (faults.length > 0) throw new Error(`The event handlers are not complete.\n- ${faults.join('\n- ')}`);
  return new SubscriptionTable(subscriptions);
}

function countFault(type: string, handlers: readonly string[]): string[] {
  if (handlers.length === 1) return [];
  if (handlers.length === 0) return [`Nothing handles ${type}: add a method with @OnEvent, or take it out of "consumes"`];
  return [`${handlers.join(' and ')} both handle ${type}: leave one`];
}
