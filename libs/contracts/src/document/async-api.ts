import { groupBy, type Json } from '@gongjiang/kernel';
import type { EventContract } from '../event.contract.js';
import { EVENTS } from '../event.registry.js';
import { exampleEventOf } from './example.event.js';
import { eventSchemaOf } from './json.schema.js';

const CONTENT_TYPE = 'application/cloudevents+json';

/** The AsyncAPI 3 document of what a service sends. */
export function asyncApiOf(service: string): { readonly [member: string]: Json } {
  const own = EVENTS.filter((contract) => contract.service === service);
  const byTopic = [...groupBy(own, ({ topic }) => topic)];
  return {
    asyncapi: '3.0.0',
    info: {
      title: `Gongjiang 工匠: events of ${service}`,
      version: '1.0.0',
      description: 'CloudEvents 1.0, structured JSON, at least once, in order within a key. Persons appear by token only.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: CONTENT_TYPE,
    channels: Object.fromEntries(byTopic.map(([topic, contracts]) => [topic, channelOf(topic, contracts)])),
    operations: Object.fromEntries(byTopic.map(([topic, contracts]) => [`send.${topic}`, operationOf(topic, contracts)])),
    components: { messages: Object.fromEntries(own.map((contract) => [contract.type, messageOf(contract)])) },
  };
}

function channelOf(topic: string, contracts: readonly EventContract[]): Json {
  return {
    address: topic,
    messages: Object.fromEntries(contracts.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
  };
}

function operationOf(topic: string, contracts: readonly EventContract[]): Json {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${topic}` },
    messages: contracts.map(({ type }) => ({ $ref: `#/channels/${topic}/messages/${type}` })),
  };
}

function messageOf(contract: EventContract): Json {
  return {
    name: contract.type,
    title: contract.about.zh,
    summary: contract.about.en,
    contentType: CONTENT_TYPE,
    payload: eventSchemaOf(contract),
    bindings: { kafka: { key: { type: 'string' } } },
    examples: [{ name: 'example', payload: exampleEventOf(contract) as unknown as Json }],
  };
}
