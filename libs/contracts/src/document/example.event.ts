import { cityCode } from '@gongjiang/kernel';
import type { CloudEvent } from '../cloud-event.js';
import { eventOf, type EventContract } from '../event.contract.js';

/** The contract's example as a whole event: for documents, and for the tests of those who produce and consume it. */
export function exampleEventOf(contract: EventContract): CloudEvent {
  const [subject] = Object.values(contract.example as Record<string, unknown>);
  return eventOf(contract, { city: cityCode('330700'), subject: String(subject), sequence: 1, time: new Date(Date.UTC(2026, 10, 21, 2)), data: contract.example });
}
