import { contractOf, parseEvent, readData, type CloudEvent } from '@gongjiang/contracts';
import type { SamplePerson } from '../stage/sample.persons.js';
import type { HeardMessage } from '../stage/topic.reader.js';

/** The messages as events; every message that its contract does not allow is named. */
export function contractsKept(messages: readonly HeardMessage[]): { readonly events: readonly CloudEvent[]; readonly faults: readonly string[] } {
  const events: CloudEvent[] = [];
  const faults: string[] = [];
  for (const message of messages) {
    const event = eventOf(message);
    if (typeof event === 'string') faults.push(event);
    else events.push(event);
  }
  return { events, faults };
}

/** No identity number, name or account of anyone stands in any message, whatever its field. */
export function nobodyTold(messages: readonly HeardMessage[], persons: readonly SamplePerson[]): readonly string[] {
  const all = messages.map(({ key, text }) => `${key} ${JSON.stringify(JSON.parse(text))}`).join('\n');
  const secrets = new Set(persons.flatMap(({ identityNumber, name, accountHolder, bankAccount }) => [identityNumber, name, accountHolder, bankAccount]));
  secrets.delete('');
  return [...secrets].filter((secret) => all.includes(secret)).map((secret) => `Told of a person: ${secret}`);
}

function eventOf({ topic, key, text }: HeardMessage): CloudEvent | string {
  const parsed = parseEvent(text);
  if (!parsed.ok) return `${topic}: ${parsed.refusal.code} ${text.slice(0, 200)}`;
  const contract = contractOf(parsed.value.type);
  if (contract?.topic !== topic) return `${topic}: ${parsed.value.type} does not belong here`;
  const read = readData(contract, parsed.value);
  if (!read.ok) return `${parsed.value.type} ${parsed.value.id}: ${JSON.stringify(read.refusal.details)}`;
  return contract.keyOf(read.value) === key ? read.value : `${parsed.value.type} ${parsed.value.id} has the key ${key}`;
}
