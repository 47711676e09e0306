import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fen } from '@gongjiang/kernel';
import { HONEST, messageOf, OPENING, paymentOf, PAYER } from '../books/books.builders.js';
import { summaryOf } from '../books/books.summary.js';
import { Bank } from '../bank.js';
import { FileJournal } from './journal.store.file.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bank-journal-'));
  file = join(folder, 'books.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function withBank<Answer>(use: (bank: Bank) => Promise<Answer>): Promise<Answer> {
  const journal = await FileJournal.open(file);
  try {
    return await use(await Bank.open(journal, OPENING));
  } finally {
    await journal.close();
  }
}

const fund = (bank: Bank) => bank.fund({ account: PAYER, amountFen: fen(10_000_000), reference: 'F1' });
const summary = () => withBank((bank) => bank.read(summaryOf));

describe('the journal', () => {
  test('read at the next start gives the books as they were', async () => {
    const before = await withBank(async (bank) => {
      await fund(bank);
      await bank.take(messageOf([paymentOf('e1'), paymentOf('e2', { creditorName: '阿依古丽·买买提' })]), HONEST);
      return bank.read(summaryOf);
    });
    expect(before.byStatus.settled.count).toBe(2);
    expect(await summary()).toEqual(before);
  });

  test('keeps the day on which the books were opened', async () => {
    await withBank(async () => undefined);
    expect((await summary()).businessDate).toBe(OPENING);
  });

  test('writes calls that overlap in few goes, all of them', async () => {
    await withBank(async (bank) => {
      await fund(bank);
      const calls = Array.from({ length: 100 }, (_, at) => bank.take(messageOf([paymentOf(`e${at}`)], { messageId: `M${at}` }), HONEST));
      const answers = await Promise.all([...calls, bank.take(messageOf([paymentOf('e7')]), HONEST)]);
      expect(answers.at(-1)?.lines[0]?.duplicate).toBe(true);
    });
    expect((await summary()).byStatus.settled.count).toBe(100);
  });

  test('cut anywhere in its last message forgets that message whole and keeps the others', async () => {
    await withBank(async (bank) => {
      await fund(bank);
      await bank.take(messageOf([paymentOf('e1')]), HONEST);
    });
    const kept = (await readFile(file)).length;
    await withBank((bank) => bank.take(messageOf([paymentOf('e2'), paymentOf('e3')], { messageId: 'M2' }), HONEST));
    const whole = await readFile(file);
    for (const length of [whole.length - 1, whole.length - 20, kept + 200, kept + 1]) {
      await writeFile(file, whole);
      await truncate(file, length);
      expect((await summary()).byStatus.settled.count).toBe(1);
      await withBank((bank) => bank.take(messageOf([paymentOf('e2'), paymentOf('e3')], { messageId: 'M2' }), HONEST));
      expect((await summary()).byStatus.settled.count).toBe(3);
    }
  });

  test('damaged in the middle stops the start and names the place', async () => {
    await withBank(fund);
    await appendFile(file, '{"type":"payments-ta\n{"type":"date-moved","to":"2026-11-03"}\n');
    await expect(summary()).rejects.toThrow(/damaged at byte \d+/);
  });

  test('written by a second bank fails the first one from then on', async () => {
    await withBank(async (bank) => {
      await fund(bank);
      await appendFile(file, '{"type":"date-moved","to":"2026-11-03"}\n');
      await expect(bank.take(messageOf([paymentOf('e1')]), HONEST)).rejects.toThrow('Another process writes this journal');
      await expect(bank.read(summaryOf)).rejects.toThrow('Another process');
    }).catch(() => undefined);
    expect((await summary()).byStatus.settled.count).toBe(0);
  });

  test('of more than a megabyte is read line by line', async () => {
    await withBank(async (bank) => {
      await bank.fund({ account: PAYER, amountFen: fen(1_000_000_000), reference: 'F1' });
      for (let message = 0; message < 6; message += 1) {
        await bank.take(messageOf(Array.from({ length: 2_000 }, (_, at) => paymentOf(`m${message}-${at}`)), { messageId: `M${message}` }), HONEST);
      }
    });
    expect((await readFile(file)).length).toBeGreaterThan(2_000_000);
    expect((await summary()).byStatus.settled).toEqual({ count: 12_000, sumFen: 720_000_000 });
  });
});
