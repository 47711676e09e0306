import { expectSame, type ContractClaim } from '../contract.claim.js';
import { deadLetterId, type DeadLetter } from './dead-letter.js';
import type { DeadLetterStore } from './dead-letter.store.js';

/** What every adapter of the dead letters must do. */
export const DEAD_LETTER_CONTRACT: readonly ContractClaim<DeadLetterStore>[] = [
  {
    claim: 'a message makes one letter, and its tries add up',
    async holds(letters) {
      await letters.keep(letter(1));
      await letters.keep({ ...letter(1), error: { code: 'later', message: '' } });
      const [kept, ...others] = await letters.list({ limit: 10 });
      expectSame([kept?.attempts, kept?.error.code, others.length], [10, 'later', 0]);
    },
  },
  {
    claim: 'a replayed letter that fails again waits again; one that is taken is resolved',
    async holds(letters) {
      await letters.keep(letter(1));
      await letters.markReplayed(letter(1).id, new Date(9));
      expectSame(await statuses(letters), ['replayed']);
      await letters.keep(letter(1));
      expectSame(await statuses(letters), ['waiting']);
      await letters.markResolved(letter(1).id, new Date(10));
      expectSame(await statuses(letters), ['resolved']);
    },
  },
  {
    claim: 'they are listed the oldest first, by status, type and id',
    async holds(letters) {
      await letters.keep(letter(2));
      await letters.keep(letter(1));
      await letters.keep({ ...letter(3), type: 'other' });
      const listed = async (filter: object): Promise<string[]> => (await letters.list({ limit: 2, ...filter })).map(({ place }) => place.offset);
      expectSame(await listed({}), ['1', '2']);
      expectSame(await listed({ type: 'other' }), ['3']);
      expectSame(await listed({ ids: [letter(2).id] }), ['2']);
      expectSame(await listed({ status: 'resolved' }), []);
    },
  },
];

async function statuses(letters: DeadLetterStore): Promise<string[]> {
  return (await letters.list({ limit: 10 })).map(({ status }) => status);
}

function letter(offset: number): DeadLetter {
  const place = { topic: 't', partition: 0, offset: String(offset) };
  return {
    id: deadLetterId(place), place, key: null, value: '{}', encoding: 'utf8', truncated: false, eventId: null, type: null,
    error: { code: 'event.not-json', message: '' }, attempts: 5, at: new Date(offset), status: 'waiting',
  };
}
