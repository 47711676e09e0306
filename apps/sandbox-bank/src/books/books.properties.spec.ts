import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, fen } from '@gongjiang/kernel';
import { balanceOf, cardOf, opened, OPENING, paymentOf, PAYER } from './books.builders.js';
import { emptyBooks } from './books.js';
import type { BankEvent } from './books.events.js';
import { evolve } from './books.evolve.js';
import { statementOf } from './books.statement.js';
import { accountSummary, summaryOf } from './books.summary.js';

describe('whatever happens in whatever order', () => {
  type Step = (bank: ReturnType<typeof opened>) => void;
  const payment = fc.record({ id: fc.integer({ min: 0, max: 12 }), payee: fc.integer({ min: 0, max: 6 }), amountFen: fc.integer({ min: 1, max: 90_000 }), valid: fc.boolean() })
    .map(({ id, payee, amountFen, valid }) => paymentOf(`e${id}`, { amountFen: fen(amountFen), creditorAccount: valid ? cardOf(payee) : '123' }));
  const steps: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.uniqueArray(payment, { minLength: 1, maxLength: 6, selector: ({ endToEndId }) => endToEndId }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3 }))
      .map(([payments, settlementDays, information]): Step => (bank) => bank.take(payments, { settlementDays }, { paymentInformationId: `P${information}` })) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }).map((days): Step => (bank) => bank.moveDate(days)) },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 1, max: 5 })).map(([amount, n]): Step => (bank) => bank.fund(amount, `F${n}`)) },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom('open', 'closed', 'returned-later', 'name-mismatch')).map(([payee, state]): Step => (bank) => bank.setPayees({ account: cardOf(payee), state })) },
  );
  const histories = fc.array(steps, { maxLength: 40 });
  const afterEach = (history: Step[], check: (bank: ReturnType<typeof opened>) => void) => {
    const bank = opened(200_000);
    for (const step of history) { step(bank); check(bank); }
  };

  test('no id is paid twice', () => {
    fc.assert(fc.property(histories, (history) => afterEach(history, ({ books }) => {
      expect(new Set(books.payments.map(({ endToEndId }) => endToEndId)).size).toBe(books.payments.length);
    })));
  });

  test('the balance is funding less debits and with returns, and what is promised is there', () => {
    fc.assert(fc.property(histories, (history) => afterEach(history, ({ books }) => {
      for (const account of books.accounts.values()) {
        const { fundedFen, debitedFen, returnedFen } = accountSummary(account);
        expect(account.balanceFen).toBe(fundedFen - debitedFen + returnedFen);
        expect(account.balanceFen - account.reservedFen).toBeGreaterThanOrEqual(0);
      }
      const { byStatus, accounts } = summaryOf(books);
      expect(byStatus.accepted.sumFen).toBe(accounts.reduce((sum, { reservedFen }) => sum + reservedFen, 0));
      expect(byStatus.settled.sumFen + byStatus.returned.sumFen).toBe(accounts.reduce((sum, { debitedFen }) => sum + debitedFen, 0));
      expect(byStatus.returned.sumFen).toBe(accounts.reduce((sum, { returnedFen }) => sum + returnedFen, 0));
    })));
  });

  test('each day opens with what the day before closed with, and its entries sum to its totals', () => {
    fc.assert(fc.property(histories, (history) => {
      const bank = opened(200_000);
      for (const step of history) step(bank);
      let balance = 0;
      for (let on = OPENING; on <= bank.books.businessDate; on = addDays(on, 1)) {
        const statement = statementOf(bank.books, PAYER, on, { from: 0, limit: 10_000 });
        if (!statement.ok) throw new Error(statement.refusal.code);
        const moved = statement.value.entries.reduce((sum, entry) => sum + (entry.kind === 'debit' ? -entry.amountFen : entry.amountFen), 0);
        expect(statement.value.openingBalanceFen).toBe(balance);
        expect(statement.value.closingBalanceFen).toBe(balance + moved);
        balance += moved;
      }
      expect(balance).toBe(balanceOf(bank.books));
    }));
  });

  test('the journal read again gives the same books', () => {
    fc.assert(fc.property(histories, (history) => {
      const bank = opened(200_000);
      for (const step of history) step(bank);
      const again = emptyBooks(OPENING);
      for (const line of bank.journal.map((event) => JSON.stringify(event))) evolve(again, JSON.parse(line) as BankEvent);
      expect(again).toEqual(bank.books);
    }));
  });
});
