import { eventOf, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { cityCode } from '@gongjiang/kernel';
import { expectSame, type ContractClaim } from '../contract.claim.js';
import type { OutboxStore } from './outbox.store.js';

/** An empty outbox and a transaction for it. */
export interface OutboxBench<Session> {
  readonly outbox: OutboxStore<Session>;
  inTransaction<Value>(work: (session: Session) => Promise<Value>): Promise<Value>;
}

type Claim = ContractClaim<OutboxBench<unknown>>;

/** What every adapter of the outbox must do. */
export const OUTBOX_CONTRACT: readonly Claim[] = [
  {
    claim: 'events leave in the order of their sequence, aggregate by aggregate, whatever the order of writing',
    async holds(bench) {
      await append(bench, [settled('b', 2)]);
      await append(bench, [settled('a', 10)]);
      await append(bench, [settled('a', 9), settled('b', 1)]);
      expectSame(await subjects(bench, 10), ['a9', 'a10', 'b1', 'b2']);
      expectSame(await subjects(bench, 3), ['a9', 'a10', 'b1']);
    },
  },
  {
    claim: 'events of a transaction that is taken back never leave',
    async holds(bench) {
      const failing = bench.inTransaction(async (session) => {
        await bench.outbox.append(session, [settled('a', 1)]);
        throw new Error('taken back');
      });
      await failing.catch(() => undefined);
      expectSame(await subjects(bench, 10), []);
    },
  },
  {
    claim: 'what was removed does not leave again, and removing it twice is harmless',
    async holds(bench) {
      await append(bench, [settled('a', 1), settled('a', 2)]);
      const [first] = await bench.outbox.next(1);
      await bench.outbox.remove([first?.id ?? '']);
      await bench.outbox.remove([first?.id ?? '']);
      expectSame(await subjects(bench, 10), ['a2']);
    },
  },
  {
    claim: 'an event without a contract is refused and leaves nothing',
    async holds(bench) {
      const stranger = { ...settled('a', 1), type: 'gongjiang.subsidy.payment.lost.v1' };
      const isRefused = await append(bench, [stranger]).then(() => false, () => true);
      expectSame(isRefused, true);
      expectSame(await subjects(bench, 10), []);
    },
  },
  {
    claim: 'it says how many wait and since when',
    async holds(bench) {
      expectSame(await bench.outbox.waiting(), { count: 0, oldestAt: null });
      await append(bench, [settled('b', 2), settled('a', 1)]);
      expectSame(await bench.outbox.waiting(), { count: 2, oldestAt: new Date(1_000) });
    },
  },
];

async function append(bench: OutboxBench<unknown>, events: readonly CloudEvent[]): Promise<void> {
  await bench.inTransaction((session) => bench.outbox.append(session, events));
}

async function subjects(bench: OutboxBench<unknown>, limit: number): Promise<string[]> {
  const waiting = await bench.outbox.next(limit);
  return waiting.map(({ value }) => JSON.parse(value) as CloudEvent).map(({ subject, sequence }) => `${subject}${Number(sequence)}`);
}

function settled(subject: string, sequence: number): CloudEvent {
  return eventOf(paymentSettled, { city: cityCode('330300'), subject, sequence, time: new Date(sequence * 1_000), data: paymentSettled.example });
}
