import { describe, test } from '@jest/globals';
import { DEAD_LETTER_CONTRACT } from './dead-letter/dead-letter.contract.js';
import { MemoryDeadLetters } from './dead-letter/dead-letter.store.memory.js';
import { INBOX_CONTRACT, type InboxBench } from './inbox/inbox.contract.js';
import { MemoryInbox } from './inbox/inbox.store.memory.js';
import { inMemoryTransaction, type MemoryTransaction } from './memory/memory.transaction.js';
import { OUTBOX_CONTRACT, type OutboxBench } from './outbox/outbox.contract.js';
import { MemoryOutbox } from './outbox/outbox.store.memory.js';

describe.each(OUTBOX_CONTRACT)('the outbox in memory', ({ claim, holds }) => {
  const bench = (): OutboxBench<MemoryTransaction> => ({ outbox: new MemoryOutbox(), inTransaction: inMemoryTransaction });
  test(claim, () => holds(bench()));
});

describe.each(INBOX_CONTRACT)('the inbox in memory', ({ claim, holds }) => {
  const bench = (): InboxBench<MemoryTransaction> => ({ inbox: new MemoryInbox(), inTransaction: inMemoryTransaction });
  test(claim, () => holds(bench()));
});

describe.each(DEAD_LETTER_CONTRACT)('the dead letters in memory', ({ claim, holds }) => {
  test(claim, () => holds(new MemoryDeadLetters()));
});
