import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fen, type Day } from '@gongjiang/kernel';
import { cardOf, messageOf, OPENING, paymentOf, PAYER } from './bank.builders.js';
import { BankSilent, type Bank } from './bank.js';

/** A bank to try, and what its own staff and books say. */
export interface BankBench {
  readonly bank: Bank;
  /** Closes a payee's account: payments to it are rejected with AC04. */
  closeAccount(account: string): Promise<void>;
  /** The next message is booked, and its answer never comes. */
  loseNextAnswer(): Promise<void>;
  /** Ends the day on which all was paid. */
  endDay(): Promise<Day>;
  /** Every id under which money left, as often as it left. */
  booked(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What every bank does, however it is spoken to; each adapter and each fake runs it. */
export function behavesAsBank(name: string, open: () => Promise<BankBench>): void {
  describe(`a bank (${name})`, () => {
    let bench: BankBench;
    beforeEach(async () => { bench = await open(); });
    afterEach(() => bench.close());

    const message = () => messageOf([paymentOf('e1'), paymentOf('e2', { creditorAccount: cardOf(2), amountFen: fen(120_000) }), paymentOf('e3', { creditorName: '阿依古丽·买买提' })]);
    const verdicts = (lines: readonly { readonly endToEndId: string; readonly status: string; readonly reasonCode: string | null }[]) =>
      [...lines].sort((left, right) => left.endToEndId.localeCompare(right.endToEndId)).map(({ endToEndId, status, reasonCode }) => [endToEndId, status, reasonCode]);
    const ALL_TAKEN = [['e1', 'accepted', null], ['e2', 'accepted', null], ['e3', 'accepted', null]];

    it('pays each line once, and answers each', async () => {
      const answer = await bench.bank.pay(message());
      expect(verdicts(answer.lines)).toEqual(ALL_TAKEN);
      expect([answer.messageId, answer.paymentInformationId, answer.status]).toEqual(['GM1', 'GP1', 'accepted']);
      expect(await bench.booked()).toEqual(['e1', 'e2', 'e3']);
    });

    it('pays nothing again for the same message, and answers as before', async () => {
      await bench.bank.pay(message());
      for (const _time of [1, 2]) expect(verdicts((await bench.bank.pay(message())).lines)).toEqual(ALL_TAKEN);
      expect(await bench.booked()).toEqual(['e1', 'e2', 'e3']);
    });

    it('rejects the line that it cannot pay, and pays the others', async () => {
      await bench.closeAccount(cardOf(2));
      const answer = await bench.bank.pay(message());
      expect(verdicts(answer.lines)).toEqual([['e1', 'accepted', null], ['e2', 'rejected', 'AC04'], ['e3', 'accepted', null]]);
      expect(answer.status).toBe('partially-accepted');
      expect(await bench.booked()).toEqual(['e1', 'e3']);
    });

    it('pays nothing under a known id with another amount, and says that it is no final no', async () => {
      await bench.bank.pay(message());
      const other = messageOf([paymentOf('e1', { amountFen: fen(60_001) })], { messageId: 'GM2', paymentInformationId: 'GP2' });
      expect((await bench.bank.pay(other)).lines).toMatchObject([{ endToEndId: 'e1', status: 'rejected', reasonCode: 'AM05', duplicate: true }]);
      expect(await bench.booked()).toEqual(['e1', 'e2', 'e3']);
    });

    it('that was not heard is silent; sent again, it has paid each line once', async () => {
      await bench.loseNextAnswer();
      await expect(bench.bank.pay(message())).rejects.toThrow(BankSilent);
      expect(await bench.booked()).toEqual(['e1', 'e2', 'e3']);
      expect(verdicts((await bench.bank.pay(message())).lines)).toEqual(ALL_TAKEN);
      expect(await bench.booked()).toEqual(['e1', 'e2', 'e3']);
    });

    it('asked after lines says what became of them, and that it does not know the others', async () => {
      await bench.closeAccount(cardOf(2));
      await bench.bank.pay(message());
      const statuses = await bench.bank.inquire(['e2', 'e1', 'e9'], message());
      expect(statuses.map(({ endToEndId }) => endToEndId)).toEqual(['e2', 'e1', 'e9']);
      expect(statuses).toMatchObject([{ status: 'rejected', reasonCode: 'AC04' }, { amountFen: 60_000 }, { status: 'unknown-id' }]);
      expect(['accepted', 'settled']).toContain(statuses[1]?.status);
    });

    it('states the day when it is over: each line under the ids that it was sent with', async () => {
      await bench.bank.pay(message());
      expect((await bench.bank.statement(PAYER, OPENING, null)).status).toBe('interim');
      const day = await bench.endDay();
      const { status, account, entries, nextCursor } = await bench.bank.statement(PAYER, day, null);
      expect([status, account, nextCursor]).toEqual(['closed', PAYER, null]);
      const ids = { messageId: 'GM1', paymentInformationId: 'GP1' };
      expect(entries.filter(({ kind }) => kind !== 'funding')).toMatchObject([
        { kind: 'debit', endToEndId: 'e1', amountFen: 60_000, ...ids }, { kind: 'debit', endToEndId: 'e2', amountFen: 120_000, ...ids }, { kind: 'debit', endToEndId: 'e3', ...ids },
      ]);
    });
  });
}
