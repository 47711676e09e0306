import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess, type StartedProcess } from '@gongjiang/testing';
import { paymentOf, PAYER } from './books/books.builders.js';
import { BankClient } from './http/bank.client.js';

const KEY = 'a key for tests only';
const LINES = 500;
let folder: string;
let running: StartedProcess;

async function start(): Promise<BankClient> {
  running = await startProcess('apps/sandbox-bank/dist/main.js', {
    environment: { GONGJIANG_BANK_BOOKS: join(folder, 'books.jsonl'), GONGJIANG_BANK_KEY: KEY, GONGJIANG_BANK_OPENING_DAY: '2026-11-02' },
  });
  return new BankClient(running.url, KEY);
}

beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bank-')); });
afterEach(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

const messageLines = (message: number) => Array.from({ length: LINES }, (_, line) => paymentOf(`m${message}-${line}`));
const send = (client: BankClient, message: number) => client.pay(messageLines(message), { messageId: `M${message}`, paymentInformationId: `P${message}` });

test('killed in the middle of messages, the bank comes back with whole messages only and pays each line once', async () => {
  let client = await start();
  await client.call('POST', '/accounts/fund', { account: PAYER, amountFen: 100_000_000_000, reference: 'F1' });
  const answered = new Set<number>();
  for (let round = 0; round < 4; round += 1) {
    const numbers = Array.from({ length: 20 }, (_, at) => round * 20 + at);
    const calls = numbers.map((number) => send(client, number).then(() => answered.add(number)).catch(() => undefined));
    await Promise.race(calls); // the first is answered, the others are under way
    await running.kill('SIGKILL');
    await Promise.all(calls);
    client = await start();
    const { byPaymentInformation } = await client.summary();
    expect(byPaymentInformation.every(({ byStatus }) => byStatus.settled.count === LINES)).toBe(true);
    const kept = new Set(byPaymentInformation.map(({ paymentInformationId }) => paymentInformationId));
    expect([...answered].filter((number) => !kept.has(`P${number}`))).toEqual([]);
  }
  for (let number = 0; number < 80; number += 1) expect((await send(client, number)).body.status).toBe('accepted');
  expect(await client.summary()).toMatchObject({
    byStatus: { settled: { count: 80 * LINES, sumFen: 80 * LINES * 60_000 } },
    idsPaidMoreThanOnce: 0,
    accounts: [{ fundedFen: 100_000_000_000, debitedFen: 80 * LINES * 60_000 }],
  });
});

test('without its key the bank does not start and says which variable is missing', async () => {
  await expect(startProcess('apps/sandbox-bank/dist/main.js', { environment: { GONGJIANG_BANK_BOOKS: join(folder, 'b') } })).rejects.toThrow('GONGJIANG_BANK_KEY');
  await start();
});
