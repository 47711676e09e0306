import { expectSame, type ContractClaim } from '../contract.claim.js';
import type { InboxStore } from './inbox.store.js';

/** An empty inbox and a transaction for it. */
export interface InboxBench<Session> {
  readonly inbox: InboxStore<Session>;
  inTransaction<Value>(work: (session: Session) => Promise<Value>): Promise<Value>;
}

type Claim = ContractClaim<InboxBench<unknown>>;

/** What every adapter of the inbox must do. */
export const INBOX_CONTRACT: readonly Claim[] = [
  {
    claim: 'an event is new once for each consumer',
    async holds(bench) {
      expectSame([await once(bench, 'a', 'e1'), await once(bench, 'a', 'e1'), await once(bench, 'b', 'e1')], [true, false, true]);
    },
  },
  {
    claim: 'an event is new once within one transaction too',
    async holds(bench) {
      const answers = await bench.inTransaction(async (session) => [await bench.inbox.once(session, 'a', 'e1'), await bench.inbox.once(session, 'a', 'e1')]);
      expectSame(answers, [true, false]);
    },
  },
  {
    claim: 'an event whose effect was taken back is new again',
    async holds(bench) {
      const failing = bench.inTransaction(async (session) => {
        await bench.inbox.once(session, 'a', 'e1');
        throw new Error('taken back');
      });
      await failing.catch(() => undefined);
      expectSame(await once(bench, 'a', 'e1'), true);
    },
  },
  {
    claim: 'of many at once those that are new are named once each, in their order',
    async holds(bench) {
      const fresh = (ids: readonly string[]): Promise<readonly string[]> => bench.inTransaction((session) => bench.inbox.onceEach(session, 'a', ids));
      await once(bench, 'a', 'e2');
      expectSame(await fresh(['e3', 'e2', 'e1', 'e3']), ['e3', 'e1']);
      expectSame(await fresh(['e1', 'e4']), ['e4']);
    },
  },
];

function once(bench: InboxBench<unknown>, consumer: string, eventId: string): Promise<boolean> {
  return bench.inTransaction((session) => bench.inbox.once(session, consumer, eventId));
}
