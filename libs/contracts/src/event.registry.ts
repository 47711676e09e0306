import type { EventContract } from './event.contract.js';
import * as contracts from './events/index.js';

/** Every contract of the platform, ordered by type. What is exported from `events/` is in it. */
export const EVENTS: readonly EventContract[] = Object.values<unknown>(contracts)
  .filter(isContract)
  .sort((left, right) => (left.type < right.type ? -1 : 1));

const byType = new Map(EVENTS.map((contract) => [contract.type, contract]));
if (byType.size !== EVENTS.length) throw new Error('Two event contracts have the same type: give one of them another verb');

export function contractOf(type: string): EventContract | undefined {
  return byType.get(type);
}

/** The topics of the platform, or of one service, ordered. */
export function topicsOf(service?: string): readonly string[] {
  const own = EVENTS.filter((contract) => service === undefined || contract.service === service);
  return [...new Set(own.map((contract) => contract.topic))];
}

function isContract(value: unknown): value is EventContract {
  return typeof value === 'object' && value !== null && 'keyOf' in value && 'example' in value;
}
