import type { StatementEntry } from '@gongjiang/contracts';
import { OPENING, PAYER } from './bank.builders.js';
import { behavesAsBank, type BankBench } from './bank.contract.fixture.js';
import { BookkeepingBank } from './bank.fixture.js';

async function bench(): Promise<BankBench> {
  const bank = new BookkeepingBank();
  bank.state(OPENING, [[]], 'interim');
  return {
    bank, payer: PAYER, today: OPENING,
    closeAccount: async (account) => bank.reject(({ creditorAccount }) => (creditorAccount === account ? 'AC04' : null)),
    loseNextAnswer: async () => bank.misbehave('silent-after'),
    endDay: async () => { bank.state(OPENING, [bank.bookings.flatMap((id) => debitOf(bank, id))]); },
    booked: async () => [...bank.bookings],
  };
}

function debitOf(bank: BookkeepingBank, endToEndId: string): readonly StatementEntry[] {
  const booked = bank.books.get(endToEndId);
  if (!booked) return [];
  const { message: { messageId, paymentInformationId }, payment: { amountFen } } = booked;
  return [{ kind: 'debit', entryReference: `E${endToEndId}`, amountFen, bookedOn: OPENING, endToEndId, messageId, paymentInformationId, bankReference: `B${endToEndId}`, reasonCode: null }];
}

behavesAsBank('kept in the process, for tests', bench);
