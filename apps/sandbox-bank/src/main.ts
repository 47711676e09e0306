import { loadBankProfiles, openBankSideCodec } from '@gongjiang/bank-files';
import { Bank } from './bank.js';
import { readConfig } from './config.js';
import { bankServer } from './http/server.js';
import { FileJournal } from './journal/journal.store.file.js';

const config = readConfig();
const journal = await FileJournal.open(config.journalFile);
const bank = await Bank.open(journal, config.openingDay);
const door = { codec: await openBankSideCodec(), profiles: loadBankProfiles(config.profilesFolder) };
const server = bankServer(bank, { clientKey: config.clientKey, terms: config, door });
const address = await server.listen({ host: '127.0.0.1', port: config.port });
console.log(`listening ${address}`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await server.close();
  await journal.close();
  process.exit(0); // an answer that was told to come late must not hold the process
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
