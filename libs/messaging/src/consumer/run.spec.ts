import { describe, expect, test } from '@jest/globals';
import { encodeEvent, exampleEventOf, paymentReturned, paymentSettled, type EventContract } from '@gongjiang/contracts';
import fc from 'fast-check';
import { takeIn } from './event.intake.js';
import { MAX_RUN_EVENTS, runsOf, type Run } from './run.js';
import { SubscriptionTable, type Subscription } from './subscription.js';

const subscription = (mode: 'each' | 'batch', ...contracts: EventContract[]): Subscription => ({ name: mode, mode, types: contracts.map(({ type }) => type), deliver: async () => undefined });
const inBulk = new SubscriptionTable([subscription('batch', paymentSettled, paymentReturned)]);
const oneByOne = new SubscriptionTable([subscription('each', paymentSettled)]);

const settled = encodeEvent(exampleEventOf(paymentSettled));
const returned = encodeEvent(exampleEventOf(paymentReturned));
const other = JSON.stringify({ ...exampleEventOf(paymentSettled), type: 'gongjiang.subsidy.payment.confirmed.v1' });
const poison = '{"no":';

function runs(values: readonly string[], table: SubscriptionTable): Run[] {
  return [...runsOf(values.map((value, at) => {
    const place = { topic: 't', partition: 0, offset: String(at) };
    return { offset: String(at), intake: takeIn({ place, key: null, value: Buffer.from(value), letterId: null }, table) };
  }))];
}
const shape = (run: Run): string => (run.kind === 'events' ? `${run.received.length} to ${run.lastOffset}` : `${run.kind} to ${run.lastOffset}`);

describe('what was read from a partition', () => {
  test('goes to a bulk consumer together, over other events, up to poison', () => {
    expect(runs([settled, other, returned, poison, settled, other], inBulk).map(shape)).toEqual(['2 to 2', 'poison to 3', '1 to 5']);
  });

  test('goes to an ordinary handler one at a time', () => {
    expect(runs([settled, settled, returned], oneByOne).map(shape)).toEqual(['1 to 0', '1 to 2']);
  });

  test('goes at most a thousand at a time', () => {
    const sizes = runs(Array.from({ length: 2_500 }, () => settled), inBulk).map((run) => (run.kind === 'events' ? run.received.length : 0));
    expect(sizes).toEqual([MAX_RUN_EVENTS, MAX_RUN_EVENTS, 500]);
  });

  test('is all there once, in its order, and every offset is passed', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(settled, returned, other, poison), { minLength: 1 }), fc.constantFrom(inBulk, oneByOne), (values, table) => {
      const cut = runs(values, table);
      const offsets = cut.flatMap((run) => (run.kind === 'events' ? run.received.map(({ message }) => message.place.offset) : run.kind === 'poison' ? [run.message.place.offset] : []));
      const wanted = values.flatMap((value, at) => (value === poison || value === settled || (value === returned && table === inBulk) ? [String(at)] : []));
      expect(offsets).toEqual(wanted);
      expect(cut.at(-1)?.lastOffset).toBe(String(values.length - 1));
    }));
  });
});
