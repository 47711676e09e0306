import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fen } from '@gongjiang/kernel';
import { Bank } from '../bank.js';
import { cardOf, messageOf, OPENING, paymentOf, PAYER } from '../books/books.builders.js';
import { MemoryJournal } from '../journal/journal.store.memory.js';
import { startedBank } from './bank.fixture.js';
import { FILE_PROFILES, FileClient } from './files.fixture.js';

let bank: Awaited<ReturnType<typeof startedBank>>;
beforeEach(async () => { bank = await startedBank(); });
afterEach(() => bank.stop());

const summary = () => bank.client.summary();
const codeOf = ({ bytes }: { readonly bytes: Uint8Array }): string => (JSON.parse(new TextDecoder().decode(bytes)) as { code: string }).code;
const moveDate = (to: string) => bank.client.call('POST', '/business-date', { to });

describe.each(FILE_PROFILES)('a bank that is spoken to by files (%s)', (profile) => {
  let files: FileClient;
  const payments = [paymentOf('e1'), paymentOf('e2', { creditorAccount: cardOf(2) }), paymentOf('e3', { creditorName: '阿依古丽·买买提' })];
  /** A payroll file knows the message's id alone. */
  const message = messageOf(payments, profile === 'iso20022' ? {} : { paymentInformationId: 'M1' });
  beforeEach(async () => { files = await FileClient.of(bank.client, profile); });

  test('takes a file, keeps it to the byte, and answers it line by line whenever it is asked', async () => {
    expect((await files.send(message)).status).toBe(200);
    const answer = { status: 'accepted', totals: { accepted: { numberOfPayments: 3, sumFen: 180_000 } } };
    for (const _time of [1, 2]) expect(await files.answer(message)).toMatchObject(answer);
    expect((await summary()).byStatus.settled).toEqual({ count: 3, sumFen: 180_000 });
    expect((await bank.client.exchange('GET', '/books/files/M1')).bytes).toEqual(files.bytesOf(message));
    expect((await bank.client.call('GET', '/books/files')).body).toMatchObject({ files: [{ messageId: 'M1', profile, takenOn: OPENING }], nextCursor: null });
  });

  test('pays nothing again for the same file, and answers the same', async () => {
    await files.send(message);
    const first = await files.answer(message);
    expect((await files.send(message)).status).toBe(200);
    expect(await files.answer(message)).toEqual(first);
    expect(await summary()).toMatchObject({ byStatus: { settled: { count: 3 } }, repeats: { same: 0 } });
  });

  test('refuses another file under the same message id', async () => {
    await files.send(message);
    const other = await files.put('M1', files.bytesOf(messageOf([paymentOf('e4')])));
    expect([other.status, codeOf(other)]).toEqual([409, 'bank.message-id-used']);
    expect((await summary()).byStatus.settled.count).toBe(3);
  });

  test('pays no id of a file that it has paid over the interface', async () => {
    await bank.client.pay([paymentOf('e1')], { messageId: 'M0' });
    await files.send(message);
    expect(await files.answer(message)).toMatchObject({ lines: [{ endToEndId: 'e1', status: 'accepted', duplicate: true }, { duplicate: false }, { duplicate: false }] });
    expect((await summary()).byStatus.settled.count).toBe(3);
  });

  test('refuses a file that is not whole, is of another kind, or names another message; nothing of it enters the books', async () => {
    const bytes = files.bytesOf(message);
    const otherKind = (await FileClient.of(bank.client, FILE_PROFILES.find((one) => one !== profile) ?? '')).bytesOf(message);
    for (const [id, wrong] of [['M1', bytes.subarray(0, bytes.length - 20)], ['M1', otherKind], ['M2', bytes], ['M1', new Uint8Array(0)]] as const) {
      const refused = await files.put(id, wrong);
      expect([refused.status, codeOf(refused)]).toEqual([422, 'bank.file-refused']);
    }
    expect((await summary()).byStatus.settled.count).toBe(0);
    expect((await files.answerBytes('M1')).status).toBe(404);
  });

  test('rejects the lines that are wrong, with the reason', async () => {
    await bank.client.call('POST', '/accounts/states', [{ account: cardOf(2), state: 'closed' }]);
    await files.send(message);
    expect(await files.answer(message)).toMatchObject({ status: 'partially-accepted', lines: [{ status: 'accepted' }, { status: 'rejected', reasonCode: 'AC04' }, { status: 'accepted' }] });
  });

  test('states a day when it is closed: what was paid, what came in and what came back', async () => {
    await bank.client.misbehave({ kind: 'returns-lines', times: 1, afterDays: 1 });
    await files.send(message);
    expect(await files.statement({ account: PAYER, day: OPENING })).toBe('204');
    await moveDate('2026-11-04');
    const ids = { messageId: 'M1', paymentInformationId: message.paymentInformationId };
    expect(await files.statement({ account: PAYER, day: OPENING })).toMatchObject({ status: 'closed', numberOfEntries: 4, debitSumFen: 180_000, entries: [{ kind: 'funding' }, { kind: 'debit', endToEndId: 'e1', ...ids }, { endToEndId: 'e2' }, { endToEndId: 'e3' }], nextCursor: null });
    expect(await files.statement({ account: PAYER, day: '2026-11-03' })).toMatchObject({ entries: [{ kind: 'return', endToEndId: 'e1', amountFen: 60_000, ...ids }] });
    expect(await files.statement({ account: PAYER, day: '2026-11-09' })).toBe('204');
    expect(await files.statement({ account: '999', day: OPENING })).toBe('404');
  });

  describe('told to,', () => {
    test('breaks the connection while the file is on its way: sent again, all is paid once', async () => {
      await bank.client.misbehave({ kind: 'cuts-before-booking', times: 1 });
      await expect(files.send(message)).rejects.toThrow('fetch failed');
      expect((await summary()).byStatus.settled.count).toBe(0);
      await files.send(message);
      expect((await summary()).byStatus.settled.count).toBe(3);
    });

    test('takes a file and never says so: its answer is there all the same', async () => {
      await bank.client.misbehave({ kind: 'cuts-after-booking', times: 1 });
      await expect(files.send(message)).rejects.toThrow('fetch failed');
      expect(await files.answer(message)).toMatchObject({ status: 'accepted' });
    });

    test('has no answer yet, then has it; or never', async () => {
      await files.send(message);
      await bank.client.misbehave({ kind: 'withholds-answers', times: 2 });
      expect([await files.answer(message), await files.answer(message)]).toEqual(['204', '204']);
      expect(await files.answer(message)).toMatchObject({ status: 'accepted' });
      await bank.client.misbehave({ kind: 'withholds-answers' });
      for (const _time of [1, 2, 3]) expect(await files.answer(message)).toBe('204');
    });

    test.each([
      ['every line twice', 'answers-twice'], ['half of the lines', 'omits-lines'], ['totals a fen off', 'answers-wrong-totals'], ['half of the file', 'truncates-files'],
    ])('answers with %s, which its client does not believe', async (_what, kind) => {
      await files.send(message);
      await bank.client.misbehave({ kind, times: 1 });
      expect(await files.answer(message)).toMatch(/^bank-file\./);
      expect(await files.answer(message)).toMatchObject({ status: 'accepted' });
    });

    test('answers its lines in another order', async () => {
      await files.send(message);
      await bank.client.misbehave({ kind: 'answers-out-of-order' });
      const answer = await files.answer(message);
      expect(answer).toMatchObject({ status: 'accepted' });
      expect(typeof answer === 'string' ? [] : answer.lines.map(({ endToEndId }) => endToEndId)).not.toEqual(['e1', 'e2', 'e3']);
    });

    test('rejects all lines', async () => {
      await bank.client.misbehave({ kind: 'rejects-lines', reasonCode: 'AC06' });
      await files.send(message);
      expect(await files.answer(message)).toMatchObject({ status: 'rejected', totals: { rejected: { numberOfPayments: 3 } } });
    });

    test('refuses every call, and keeps nothing', async () => {
      await bank.client.misbehave({ kind: 'refuses' });
      expect((await files.send(message)).status).toBe(503);
      expect(await files.statement({ account: PAYER, day: OPENING })).toBe('503');
      expect((await summary()).byStatus.settled.count).toBe(0);
      await bank.client.misbehave();
      expect((await files.answerBytes('M1')).status).toBe(404);
      await files.send(message);
      await bank.client.misbehave({ kind: 'refuses' });
      expect((await files.answerBytes('M1')).status).toBe(503);
    });

    test('refuses a file whole that there is too little money for, and takes the same one when there is', async () => {
      await bank.client.misbehave({ kind: 'refuses-whole-when-short' });
      const tooMuch = messageOf([paymentOf('e1'), ...Array.from({ length: 21 }, (_, at) => paymentOf(`big${at}`, { amountFen: fen(50_000_000) }))]);
      const refused = await files.send(tooMuch);
      expect([refused.status, JSON.parse(new TextDecoder().decode(refused.bytes))]).toEqual([422, expect.objectContaining({ code: 'bank.file-refused', reasonCode: 'AM04' })]);
      expect((await summary()).byStatus).toMatchObject({ settled: { count: 0 }, rejected: { count: 0 } });
      await bank.client.call('POST', '/accounts/fund', { account: PAYER, amountFen: 100_000_000, reference: 'F2' });
      expect((await files.send(tooMuch)).status).toBe(200);
    });

    test('states a day a fen off or cut off, which its client does not believe', async () => {
      await files.send(message);
      await moveDate('2026-11-03');
      for (const kind of ['states-wrong-amounts', 'truncates-files', 'omits-lines', 'answers-wrong-totals']) {
        await bank.client.misbehave({ kind, ...(kind === 'omits-lines' ? { at: ['statement'] } : {}) });
        expect(await files.statement({ account: PAYER, day: OPENING })).toMatch(/^bank-file\./);
      }
    });
  });
});

test('a bank that is started again knows its files', async () => {
  const lines: string[] = [];
  const first = await Bank.open(new MemoryJournal(lines), OPENING);
  const file = { profile: 'iso20022', sha256: 'a', bytes: 1, content: '' };
  const conduct = { settlementDays: 0, returnDays: 2, rejects: () => null, returns: () => null, idempotency: 'honoured' } as const;
  await first.takeFile(file, messageOf([paymentOf('e1')]), conduct);
  const again = await Bank.open(new MemoryJournal(lines), OPENING);
  expect(await again.takeFile(file, messageOf([paymentOf('e1')]), conduct)).toMatchObject({ ok: true });
  expect(await again.takeFile({ ...file, sha256: 'b' }, messageOf([paymentOf('e1')]), conduct)).toMatchObject({ ok: false, refusal: { code: 'bank.message-id-used' } });
  expect(await again.read(({ payments }) => payments.length)).toBe(1);
});

test('there is no file of a profile that the bank does not know, nor of the interface', async () => {
  for (const profile of ['nothing', 'interface']) expect((await bank.client.exchange('PUT', `/files/${profile}/payments/M1`, new Uint8Array(1))).status).toBe(404);
});
