import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BankProfile } from '@gongjiang/bank-files';
import { addDays } from '@gongjiang/kernel';
import { startProcess } from '@gongjiang/testing';
import { AskingPace } from './asking-pace.js';
import { HttpBankDoor } from './bank-door.http-client.js';
import { deskOf, OPENING, PAYER } from './bank.builders.js';
import type { BankBench } from './bank.contract.fixture.js';
import { HttpBank } from './bank.http-client.js';
import { FileCarrier } from './file.carrier.js';
import type { OutgoingStore } from './outgoing.store.js';
import { PreparedBank } from './prepared.bank.js';

const KEY = 'a key for tests only';

/** The sandbox bank as a process, with money on the city's account. */
export interface Sandbox {
  readonly url: string;
  call<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  misbehave(...rules: readonly object[]): Promise<void>;
  booked(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'bank-'));
  const running = await startProcess('apps/sandbox-bank/dist/main.js', {
    environment: { GONGJIANG_BANK_BOOKS: join(folder, 'books.jsonl'), GONGJIANG_BANK_KEY: KEY, GONGJIANG_BANK_OPENING_DAY: OPENING },
  });
  const call = async <Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${running.url}${path}`, { method, headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return (await response.json()) as Answer;
  };
  await call('POST', '/accounts/fund', { account: PAYER, amountFen: 1_000_000_000, reference: 'F1' });
  return {
    url: running.url, call,
    misbehave: async (...rules) => { await call('POST', '/misbehaviour', { rules }); },
    booked: async () => (await call<{ payments: { endToEndId: string; status: string }[] }>('GET', '/books/payments')).payments.filter(({ status }) => status !== 'rejected').map(({ endToEndId }) => endToEndId),
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A city's bank over a sandbox, as `bankParts` puts it together; it may ask again at once. */
export async function cityBankOn(sandbox: Pick<Sandbox, 'url'>, profile: BankProfile, outgoing?: OutgoingStore): Promise<PreparedBank> {
  const address = { url: sandbox.url, key: KEY, timeoutMs: 5_000 };
  const desk = await deskOf(profile, outgoing);
  if (profile.kind === 'interface') return new PreparedBank(desk, new HttpBank(address));
  const pace = new AskingPace({ now: () => new Date() }, 0);
  return new PreparedBank(desk, new FileCarrier({ profile, codec: desk.codec, pace, door: new HttpBankDoor(address, profile.id) }));
}

/** A sandbox for a contract: each bench is another customer of the same bank, whose date only moves on. */
export async function sandboxBenches(): Promise<{ open(profile: BankProfile): Promise<BankBench>; stop(): Promise<void> }> {
  const sandbox = await startSandbox();
  let customers = 0;
  let today = OPENING;
  const open = async (profile: BankProfile): Promise<BankBench> => {
    customers += 1;
    await sandbox.misbehave();
    const before = (await sandbox.booked()).length;
    const payer = String(BigInt(PAYER) + BigInt(customers));
    await sandbox.call('POST', '/accounts/fund', { account: payer, amountFen: 1_000_000_000, reference: `F-${payer}` });
    return {
      bank: await cityBankOn(sandbox, profile), payer, today,
      closeAccount: async (account) => { await sandbox.call('POST', '/accounts/states', [{ account, state: 'closed' }]); },
      loseNextAnswer: () => sandbox.misbehave({ kind: 'cuts-after-booking', times: 1 }),
      endDay: async () => {
        today = addDays(today, 1);
        await sandbox.call('POST', '/business-date', { to: today });
      },
      booked: async () => (await sandbox.booked()).slice(before),
    };
  };
  return { open, stop: () => sandbox.stop() };
}
