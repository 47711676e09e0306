import { OPENING, PAYER } from '../books/books.builders.js';
import { Bank } from '../bank.js';
import { MemoryJournal } from '../journal/journal.store.memory.js';
import { BankClient } from './bank.client.js';
import { bankServer } from './server.js';

const KEY = 'a key for tests only';

/** A bank on a free port with one funded account, for tests over HTTP. */
export async function startedBank(terms = { settlementDays: 0, returnDays: 2 }) {
  const bank = await Bank.open(new MemoryJournal(), OPENING);
  const server = bankServer(bank, KEY, terms);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const client = new BankClient(url, KEY);
  await client.call('POST', '/accounts/fund', { account: PAYER, amountFen: 1_000_000_000, reference: 'F1' });
  return { client, url, stop: () => server.close() };
}
