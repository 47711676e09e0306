import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cardOf, messageOf, paymentOf, profileOf } from './bank.builders.js';
import { BankPending, BankSilent, type Bank } from './bank.js';
import { cityBankOn, startSandbox, type Sandbox } from './sandbox.fixture.js';

let sandbox: Sandbox;
beforeAll(async () => { sandbox = await startSandbox(); });
afterAll(() => sandbox.stop());

/** S7: each line's outcome is known in the end, and no line is paid twice, whatever the bank does. */
describe.each(['interface', 'iso20022', 'payroll-gb18030'])('a bank that misbehaves (%s)', (id) => {
  let bank: Bank;
  let round = 0;
  /** Three messages a file, and one line that never leaves; other ids for every test. */
  const message = () => messageOf(
    [1, 2, 3, 4, 5].map((nth) => paymentOf(`${id.slice(0, 2)}${round}-${nth}`, { creditorAccount: nth === 5 ? '6228480000000000019' : cardOf(nth) })),
    { messageId: `GM${id.slice(0, 2)}${round}`, paymentInformationId: `GP${id.slice(0, 2)}${round}` },
  );
  beforeEach(async () => {
    round += 1;
    await sandbox.misbehave();
    bank = await cityBankOn(sandbox, profileOf(id, { rows: 2 }));
  });

  async function payUntilAnswered(attempts = 12): Promise<{ readonly silences: number; readonly verdicts: readonly string[] }> {
    for (let silences = 0; silences < attempts; silences += 1) {
      const answer = await bank.pay(message()).catch((error: unknown) => {
        if (!(error instanceof BankSilent)) throw error;
        return undefined;
      });
      if (answer) return { silences, verdicts: answer.lines.map(({ endToEndId, status, reasonCode }) => `${endToEndId.slice(-1)} ${reasonCode ?? status}`).sort() };
    }
    throw new Error('The bank never answered');
  }
  const ofThisRound = async (): Promise<readonly string[]> => (await sandbox.booked()).filter((one) => one.startsWith(`${id.slice(0, 2)}${round}-`)).map((one) => one.slice(-1)).sort();
  const ALL = ['1 accepted', '2 accepted', '3 accepted', '4 accepted', '5 GJ01'];

  it.each<[string, readonly object[]]>([
    ['breaks the connection before it has anything', [{ kind: 'cuts-before-booking', times: 2 }]],
    ['pays and never says so', [{ kind: 'cuts-after-booking', times: 2 }]],
    ['refuses everything for a while', [{ kind: 'refuses', times: 3 }]],
    ['says every line twice', [{ kind: 'answers-twice', times: 2 }]],
    ['leaves lines out', [{ kind: 'omits-lines', times: 2 }]],
    ['says totals that are not those of its lines', [{ kind: 'answers-wrong-totals', times: 2 }]],
    ['answers nothing after having paid, and then half of it', [{ kind: 'cuts-after-booking', times: 1 }, { kind: 'omits-lines', times: 1 }]],
  ])('and %s pays each line once in the end, and says so', async (_what, rules) => {
    await sandbox.misbehave(...rules);
    const { silences, verdicts } = await payUntilAnswered();
    expect(silences).toBeGreaterThan(0);
    expect(verdicts).toEqual(ALL);
    expect(await ofThisRound()).toEqual(['1', '2', '3', '4']);
  });

  it('and says its lines out of order is understood at once', async () => {
    await sandbox.misbehave({ kind: 'answers-out-of-order' });
    expect(await payUntilAnswered()).toEqual({ silences: 0, verdicts: ALL });
  });

  it('and rejects a line, or all of them, is believed', async () => {
    await sandbox.misbehave({ kind: 'rejects-lines', times: 1, reasonCode: 'AC06' });
    expect((await payUntilAnswered()).verdicts).toEqual(['1 AC06', ...ALL.slice(1)]);
    round += 1;
    await sandbox.misbehave({ kind: 'rejects-lines', reasonCode: 'AC06' });
    expect((await payUntilAnswered()).verdicts).toEqual(['1 AC06', '2 AC06', '3 AC06', '4 AC06', '5 GJ01']);
    expect(await ofThisRound()).toEqual([]);
  });

  it('and is short of money says so of the message whole, while it has none of it', async () => {
    await sandbox.misbehave({ kind: 'refuses-whole-when-short' });
    const payments = [1, 2].map((nth) => paymentOf(`${id.slice(0, 2)}${round}-${nth}`, { amountFen: 50_000_000 as never, creditorAccount: cardOf(nth) }));
    const tooMuch = messageOf(Array.from({ length: 30 }, (_, at) => ({ ...(payments[at % 2] as (typeof payments)[number]), endToEndId: `${id.slice(0, 2)}${round}-${at}` })), { messageId: `GMshort${id.slice(0, 2)}`, paymentInformationId: `GPshort${id.slice(0, 2)}` });
    const whole = await cityBankOn(sandbox, profileOf(id));
    expect(await whole.pay(tooMuch)).toMatchObject({ status: 'rejected', refusedFor: 'AM04', lines: [] });
    expect(await ofThisRound()).toEqual([]);
  });
});

describe.each(['iso20022', 'payroll-gb18030'])('a bank of files (%s)', (id) => {
  const message = () => messageOf([1, 2, 3].map((nth) => paymentOf(`late-${id}-${nth}`.slice(0, 35), { creditorAccount: cardOf(nth) })), { messageId: `GMlate${id}`, paymentInformationId: `GPlate${id}` });

  it('whose answers are late is asked again, and never sent the file again', async () => {
    const bank = await cityBankOn(sandbox, profileOf(id));
    await sandbox.misbehave({ kind: 'withholds-answers', times: 3 });
    for (const _time of [1, 2, 3]) await expect(bank.pay(message())).rejects.toThrow(BankPending);
    await sandbox.misbehave({ kind: 'truncates-files', times: 1 });
    await expect(bank.pay(message())).rejects.toThrow(/an answer that cannot be taken: bank-file\.(not-xml|truncated|totals|columns)/);
    expect((await bank.pay(message())).status).toBe('accepted');
    const { files } = await sandbox.call<{ files: { messageId: string }[] }>('GET', '/books/files');
    expect(files.filter(({ messageId }) => messageId === message().messageId)).toHaveLength(1);
  });

  it('that never answers is asked for ever, and its file says by the books what was paid', async () => {
    await sandbox.misbehave({ kind: 'withholds-answers' });
    const bank = await cityBankOn(sandbox, profileOf(id));
    const never = { ...message(), messageId: `GMnever${id}`, paymentInformationId: `GPnever${id}`, payments: message().payments.map((payment) => ({ ...payment, endToEndId: `never${payment.endToEndId}`.slice(0, 35) })) };
    for (const _time of [1, 2, 3, 4]) await expect(bank.pay(never)).rejects.toThrow(BankPending);
    expect((await sandbox.booked()).filter((one) => one.startsWith(`neverlate-${id}`))).toHaveLength(3);
    await sandbox.misbehave();
    expect((await bank.pay(never)).status).toBe('accepted');
  });
});
