import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exampleEventOf, paymentSettled } from '@gongjiang/contracts';
import { MemoryDeadLetters } from '../dead-letter/dead-letter.store.memory.js';
import { EventDelivery } from './event.delivery.js';
import type { ReceivedEvent } from './event.intake.js';
import type { Run } from './run.js';
import { PoisonEvent, type Subscription } from './subscription.js';

const TERMS = { tries: 3, backoffMs: 0, timeoutMs: 1_000 };
const beat = async (): Promise<void> => undefined;

function received(at: number): ReceivedEvent {
  return { event: { ...exampleEventOf(paymentSettled), id: `e${at}` }, message: { place: { topic: 't', partition: 0, offset: String(at) }, key: null, value: Buffer.from('{}'), letterId: null } };
}

function run(count: number, deliver: Subscription['deliver']): Run {
  const all = Array.from({ length: count }, (_, at) => received(at));
  return { kind: 'events', subscription: { name: 's', mode: 'batch', types: [], deliver }, received: all, lastOffset: String(count - 1) };
}

describe('a delivery', () => {
  test('takes every event in order exactly once or buries it, whatever of them is poison', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), async (isPoison) => {
      const letters = new MemoryDeadLetters();
      const taken: string[] = [];
      await new EventDelivery(letters, TERMS).deliver(run(isPoison.length, async (events) => {
        if (events.some(({ id }) => isPoison[Number(id.slice(1))])) throw new Error('no');
        taken.push(...events.map(({ id }) => id));
      }), beat);
      const buried = (await letters.list({ limit: 100 })).map(({ place }) => Number(place.offset)).toSorted((a, b) => a - b);
      expect(buried).toEqual(isPoison.flatMap((poison, at) => (poison ? [at] : [])));
      expect(taken).toEqual(isPoison.flatMap((poison, at) => (poison ? [] : [`e${at}`])));
    }));
  });

  test('is tried again, and the letter says how often', async () => {
    const letters = new MemoryDeadLetters();
    const attempts: number[] = [];
    await new EventDelivery(letters, TERMS).deliver(run(1, async (_, { attempt }) => { attempts.push(attempt); throw new Error('no'); }), beat);
    expect(attempts).toEqual([1, 2, 3]);
    expect((await letters.list({ limit: 1 }))[0]).toMatchObject({ attempts: 3, error: { code: 'event.handler-failed', message: 'Error: no' } });
  });

  test('of poison is not tried again', async () => {
    const letters = new MemoryDeadLetters();
    await new EventDelivery(letters, TERMS).deliver(run(1, async () => { throw new PoisonEvent('claim.unknown', 'nobody'); }), beat);
    expect((await letters.list({ limit: 1 }))[0]).toMatchObject({ attempts: 1, error: { code: 'claim.unknown' } });
  });

  test('stops when the partition is lost, and buries nothing', async () => {
    const letters = new MemoryDeadLetters();
    const lost = async (): Promise<void> => { throw new Error('rebalancing'); };
    await expect(new EventDelivery(letters, TERMS).deliver(run(1, async () => undefined), lost)).rejects.toThrow('rebalancing');
    expect(await letters.list({ limit: 1 })).toEqual([]);
  });

  test('stops when a letter cannot be kept: the event comes again', async () => {
    const letters = new MemoryDeadLetters();
    letters.keep = async () => { throw new Error('the database is away'); };
    await expect(new EventDelivery(letters, TERMS).deliver(run(2, async () => { throw new Error('no'); }), beat)).rejects.toThrow('the database is away');
  });
});
