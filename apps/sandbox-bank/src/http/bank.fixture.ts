import { loadBankProfiles, openBankSideCodec, type BankSideCodec } from '@gongjiang/bank-files';
import { OPENING, PAYER } from '../books/books.builders.js';
import { Bank } from '../bank.js';
import { MemoryJournal } from '../journal/journal.store.memory.js';
import { BankClient } from './bank.client.js';
import { bankServer } from './server.js';

const KEY = 'a key for tests only';
/** The schemas are compiled once for all banks of a spec. */
let codec: Promise<BankSideCodec> | undefined;

async function door() {
  codec ??= openBankSideCodec();
  return { codec: await codec, profiles: loadBankProfiles() };
}

/** A bank on a free port with one funded account, for tests over HTTP. */
export async function startedBank(terms = { settlementDays: 0, returnDays: 2 }) {
  const bank = await Bank.open(new MemoryJournal(), OPENING);
  const server = bankServer(bank, { clientKey: KEY, terms, door: await door() });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const client = new BankClient(url, KEY);
  await client.call('POST', '/accounts/fund', { account: PAYER, amountFen: 1_000_000_000, reference: 'F1' });
  return { client, url, stop: () => server.close() };
}
