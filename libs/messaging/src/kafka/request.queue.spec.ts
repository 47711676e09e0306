import { afterEach, describe, expect, it } from '@jest/globals';
// @ts-expect-error -- kafkajs has no types of its inside
import Queue from 'kafkajs/src/network/requestQueue/index.js';
import { eventually } from '@gongjiang/testing';
import './kafka.client.js';
import type { RequestQueue } from './request.queue.js';

interface WholeQueue extends RequestQueue {
  readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
  throttledUntil: number;
  push(request: unknown): void;
  fulfillRequest(response: { correlationId: number; payload: Buffer; size: number }): void;
  destroy(): void;
}

const open = (sent: number[], maxInFlightRequests: number | null): WholeQueue => {
  const logger = { debug: () => undefined, warn: () => undefined };
  const queue = new (Queue as new (options: unknown) => WholeQueue)({ maxInFlightRequests, requestTimeout: 30_000, enforceRequestTimeout: false, clientId: 'test', broker: 'test', logger });
  queues.push(queue);
  ask(queue, sent, 1);
  return queue;
};
const ask = (queue: WholeQueue, sent: number[], correlationId: number): void => {
  queue.push({ entry: { apiKey: 3, apiName: 'Metadata', apiVersion: 0, correlationId, resolve: () => undefined, reject: () => undefined }, expectResponse: true, sendRequest: () => { sent.push(correlationId); } });
};
const answer = (queue: WholeQueue, correlationId: number): void => { queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 }); };

const queues: WholeQueue[] = [];
afterEach(() => { for (const queue of queues.splice(0)) queue.destroy(); });

describe('a connection to Kafka', () => {
  it('rests when its request was answered and no other waits', () => {
    const queue = open([], null);
    answer(queue, 1);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('sends what waited for an answer as soon as it has it, and rests', () => {
    const sent: number[] = [];
    const queue = open(sent, 1);
    ask(queue, sent, 2);
    expect(sent).toEqual([1]);
    answer(queue, 1);
    expect(sent).toEqual([1, 2]);
  });

  it('sends by itself what the broker made it hold back, and rests', async () => {
    const sent: number[] = [];
    const queue = open(sent, null);
    answer(queue, 1);
    queue.throttledUntil = Date.now() + 50;
    ask(queue, sent, 2);
    expect(sent).toEqual([1]);
    await eventually(() => { expect(sent).toEqual([1, 2]); });
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });
});
