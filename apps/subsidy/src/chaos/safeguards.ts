import type { SubsidyParts } from '../subsidy.parts.js';

/** What keeps money from being lost or doubled, one by one. All are there but in the negative controls, which take one out. */
export interface Safeguards {
  /** The bank pays an id once, over all time. */
  readonly bankHonoursIds: boolean;
  /** A month is claimed among the cities by one write that only the first can make. */
  readonly claimsAreAtomic: boolean;
  /** An answer is kept before it is applied, and the kept one holds. */
  readonly answersAreKept: boolean;
  /** Who writes looks whether what it read still stands. */
  readonly writesAreConditional: boolean;
  /** On a retry, rows that are one's own count as done. */
  readonly ownRowsAreOwn: boolean;
  /** A posting is made once, by its id. */
  readonly postingsHaveIds: boolean;
  /** The events of a change are in its write. */
  readonly eventsAreInTheWrite: boolean;
}

export const ALL_SAFEGUARDS: Safeguards = {
  bankHonoursIds: true, claimsAreAtomic: true, answersAreKept: true, writesAreConditional: true, ownRowsAreOwn: true, postingsHaveIds: true, eventsAreInTheWrite: true,
};

/** Takes out of the parts what the control does without. The parts are one process's own. */
export function weakened(safeguards: Safeguards, parts: SubsidyParts): SubsidyParts {
  const { sameKind, payments, items, ledger, changes, connection, outbox } = parts;
  const put = (object: object, methods: Record<string, unknown>): void => { Object.assign(object, methods); };
  const claim = sameKind.claim.bind(sameKind);
  if (!safeguards.claimsAreAtomic) put(sameKind, { claim: async (...of: Parameters<typeof claim>) => { await claim(...of); return []; } });
  if (!safeguards.ownRowsAreOwn) {
    const known = connection.db.collection<{ _id: string; city: string; dueKey: string; chunk: string; amountFen: number }>('same_kind_claims');
    put(sameKind, { claim: async (...[city, claims]: Parameters<typeof claim>) => {
      const there = await known.find({ _id: { $in: claims.map(({ id }) => id) } }).toArray();
      const lost = await claim(city, claims);
      return [...lost, ...there.filter(({ _id }) => !lost.some(({ id }) => id === _id)).map(({ _id, ...rest }) => ({ id: _id, ...rest }))];
    } });
  }
  if (!safeguards.answersAreKept) put(payments, { keepAnswer: (_id: string, lines: unknown) => Promise.resolve(lines), answer: () => Promise.resolve(undefined) });
  if (!safeguards.writesAreConditional) {
    const [documents, joint] = [connection.db.collection('items'), connection.db.collection('joint_states')];
    put(items, { applyAnswer: async (chunk: string, rejected: readonly { readonly itemId: string; readonly reason: string }[]) => {
      await joint.updateOne({ _id: chunk as never }, { $set: { booked: [] } }, { upsert: true });
      for (const { itemId, reason } of rejected) await documents.updateOne({ _id: itemId as never }, { $set: { state: 'rejected', reason } });
    } });
  }
  if (!safeguards.postingsHaveIds) {
    let tries = 0;
    const post = ledger.post.bind(ledger);
    put(ledger, { post: (postings: Parameters<typeof post>[0], session?: Parameters<typeof post>[1]) => post(postings.map((one) => ({ ...one, id: `${one.id}|${(tries += 1)}|${performance.now()}` })), session) });
  }
  if (!safeguards.eventsAreInTheWrite) {
    const record = changes.record.bind(changes);
    put(changes, { record: async (change: Parameters<typeof record>[0], transaction: Parameters<typeof record>[1]) => {
      await record({ ...change, events: [] }, transaction);
      const { session } = { session: connection.client.startSession() };
      void session.withTransaction(() => outbox.append(session, change.events)).catch(() => undefined);
    } });
  }
  return parts;
}
