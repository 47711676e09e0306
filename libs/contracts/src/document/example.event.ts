import { cityCode } from '@gongjiang/kernel';
import type { CloudEvent } from '../cloud-event.js';
import { eventOf, type EventContract } from '../event.contract.js';

/** The contract's example as a whole event: for documents, and for the tests of those who produce and consume it. */
export function exampleEventOf(contract: EventContract): CloudEvent {
  return eventOf(contract, { city: cityCode('330700'), subject: exampleSubjectOf(contract.example), sequence: 1, time: new Date(Date.UTC(2026, 10, 21, 2)), data: contract.example });
}

/** The subject of an example: the first field of its data. */
export function exampleSubjectOf(example: unknown): string {
  const [subject] = Object.values(example as Record<string, unknown>);
  if (typeof subject !== 'string') throw new Error('The first field of an event\'s data is its aggregate\'s id');
  return subject;
}
