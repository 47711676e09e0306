import { beforeEach, describe, expect, it } from '@jest/globals';
import { fen, type Day } from '@gongjiang/kernel';
import { cardOf, messageOf, paymentOf } from './bank.builders.js';
import { BankSilent, type Bank } from './bank.js';

/** A bank to try, and what its own staff and books say. It may have had other customers: each test has ids, payees and a payer of its own. */
export interface BankBench {
  readonly bank: Bank;
  /** The account that pays: nothing else was booked on it. */
  readonly payer: string;
  /** The bank's date. */
  readonly today: Day;
  /** Closes a payee's account: payments to it are rejected with AC04. */
  closeAccount(account: string): Promise<void>;
  /** The next message is booked, and its answer never comes. */
  loseNextAnswer(): Promise<void>;
  /** Ends the bank's day. */
  endDay(): Promise<void>;
  /** Every id under which money left since the bench was opened, whoever it was asked for, as often as it left. */
  booked(): Promise<readonly string[]>;
}

let round = 0;

/** What every bank does, however it is spoken to; each adapter and each fake runs it. */
export function behavesAsBank(name: string, open: () => Promise<BankBench>): void {
  describe(`a bank (${name})`, () => {
    let bench: BankBench;
    beforeEach(async () => {
      round += 1;
      bench = await open();
    });

    const id = (what: string): string => `${what}r${round}`;
    const ids = (...which: readonly string[]): readonly string[] => which.map(id);
    const payee = (nth: number): string => cardOf(round * 10 + nth);
    const ofMessage = (messageId: string) => ({ debtorAccount: bench.payer, messageId: id(messageId), paymentInformationId: id(`${messageId}-p`) });
    const message = () => messageOf([
      paymentOf(id('e1'), { creditorAccount: payee(1) }), paymentOf(id('e2'), { creditorAccount: payee(2), amountFen: fen(120_000) }), paymentOf(id('e3'), { creditorAccount: payee(1), creditorName: '阿依古丽·买买提' }),
    ], ofMessage('m1'));
    const verdicts = (lines: readonly { readonly endToEndId: string; readonly status: string; readonly reasonCode: string | null }[]) =>
      [...lines].sort((left, right) => left.endToEndId.localeCompare(right.endToEndId)).map(({ endToEndId, status, reasonCode }) => [endToEndId, status, reasonCode]);
    const allTaken = () => ids('e1', 'e2', 'e3').map((one) => [one, 'accepted', null]);

    it('pays each line once, and answers each', async () => {
      const answer = await bench.bank.pay(message());
      expect(verdicts(answer.lines)).toEqual(allTaken());
      expect([answer.messageId, answer.paymentInformationId, answer.status]).toEqual([...ids('m1', 'm1-p'), 'accepted']);
      expect(await bench.booked()).toEqual(ids('e1', 'e2', 'e3'));
    });

    it('pays nothing again for the same message, and answers as before', async () => {
      await bench.bank.pay(message());
      for (const _time of [1, 2]) expect(verdicts((await bench.bank.pay(message())).lines)).toEqual(allTaken());
      expect(await bench.booked()).toEqual(ids('e1', 'e2', 'e3'));
    });

    it('rejects the line that it cannot pay, and pays the others', async () => {
      await bench.closeAccount(payee(2));
      const answer = await bench.bank.pay(message());
      expect(verdicts(answer.lines)).toEqual([[id('e1'), 'accepted', null], [id('e2'), 'rejected', 'AC04'], [id('e3'), 'accepted', null]]);
      expect(answer.status).toBe('partially-accepted');
      expect(await bench.booked()).toEqual(ids('e1', 'e3'));
    });

    it('pays nothing under a known id with another amount, and says that it is no final no', async () => {
      await bench.bank.pay(message());
      const other = messageOf([paymentOf(id('e1'), { creditorAccount: payee(1), amountFen: fen(60_001) })], ofMessage('m2'));
      expect((await bench.bank.pay(other)).lines).toMatchObject([{ endToEndId: id('e1'), status: 'rejected', reasonCode: 'AM05', duplicate: true }]);
      expect(await bench.booked()).toEqual(ids('e1', 'e2', 'e3'));
    });

    it('that was not heard is silent; sent again, it has paid each line once', async () => {
      await bench.loseNextAnswer();
      await expect(bench.bank.pay(message())).rejects.toThrow(BankSilent);
      expect(await bench.booked()).toEqual(ids('e1', 'e2', 'e3'));
      expect(verdicts((await bench.bank.pay(message())).lines)).toEqual(allTaken());
      expect(await bench.booked()).toEqual(ids('e1', 'e2', 'e3'));
    });

    it('asked after lines says what became of them, and that it does not know the others', async () => {
      await bench.closeAccount(payee(2));
      await bench.bank.pay(message());
      const statuses = await bench.bank.inquire(ids('e2', 'e1', 'e9'), message());
      expect(statuses.map(({ endToEndId }) => endToEndId)).toEqual(ids('e2', 'e1', 'e9'));
      expect(statuses).toMatchObject([{ status: 'rejected', reasonCode: 'AC04' }, { amountFen: 60_000 }, { status: 'unknown-id' }]);
      expect(['accepted', 'settled']).toContain(statuses[1]?.status);
    });

    it('states the day when it is over: each line under the ids that it was sent with', async () => {
      const day = bench.today;
      await bench.bank.pay(message());
      expect((await bench.bank.statement(bench.payer, day, null)).status).toBe('interim');
      await bench.endDay();
      const { status, account, entries, nextCursor } = await bench.bank.statement(bench.payer, day, null);
      expect([status, account, nextCursor]).toEqual(['closed', bench.payer, null]);
      const own = { messageId: id('m1'), paymentInformationId: id('m1-p') };
      expect(entries.filter(({ kind }) => kind !== 'funding')).toMatchObject([
        { kind: 'debit', endToEndId: id('e1'), amountFen: 60_000, ...own }, { kind: 'debit', endToEndId: id('e2'), amountFen: 120_000, ...own }, { kind: 'debit', endToEndId: id('e3'), ...own },
      ]);
    });
  });
}
