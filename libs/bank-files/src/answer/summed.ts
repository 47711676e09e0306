import type { PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { sumFen } from '@gongjiang/kernel';

/** The answer that these lines come to; sums are those of the message, since the lines were found to be its own. */
export function summedAnswer(sent: PaymentMessage, lines: PaymentLineAnswer[]): PaymentMessageAnswer {
  const amounts = new Map(sent.payments.map(({ endToEndId, amountFen }) => [endToEndId, amountFen]));
  const totalsOf = (status: PaymentLineAnswer['status']) => {
    const own = lines.filter((line) => line.status === status);
    return { numberOfPayments: own.length, sumFen: sumFen(own.flatMap(({ endToEndId }) => amounts.get(endToEndId) ?? [])) };
  };
  const totals = { accepted: totalsOf('accepted'), rejected: totalsOf('rejected') };
  const status = totals.rejected.numberOfPayments === 0 ? 'accepted' : totals.accepted.numberOfPayments === 0 ? 'rejected' : 'partially-accepted';
  return { messageId: sent.messageId, paymentInformationId: sent.paymentInformationId, status, lines, totals };
}
