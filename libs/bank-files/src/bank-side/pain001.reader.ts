import type { Payment, PaymentMessage } from '@gongjiang/contracts';
import type { Fen } from '@gongjiang/kernel';
import { checkWhole } from '../check/payments.check.js';
import { amountOf, childrenOf, countOf, elementAt, plainAmountOf, textAt, type XmlElement } from '../iso20022/xml.tree.js';
import { Faults, type FileResult } from '../refusal/faults.js';

/** The message that a client's pain.001.001.09 holds, as a bank takes it: one payment information, totals that are counted again. */
export function readPain001(root: XmlElement): FileResult<PaymentMessage> {
  const faults = new Faults();
  const initiation = elementAt(root, 'CstmrCdtTrfInitn');
  const group = elementAt(initiation, 'GrpHdr');
  const [information, second] = childrenOf(initiation, 'PmtInf');
  if (second) faults.add('bank-file.duplicate-id', { line: second.line, id: 'PmtInf' });
  const payments = childrenOf(information, 'CdtTrfTxInf').flatMap((element) => paymentOf(element, faults) ?? []);
  for (const level of [group, information]) checkTotals(level, payments, faults);
  if (faults.count > 0) return faults.result<PaymentMessage>(undefined);
  const message = {
    messageId: textAt(group, 'MsgId') ?? '', paymentInformationId: textAt(information, 'PmtInfId') ?? '',
    debtorAccount: textAt(information, 'DbtrAcct', 'Id', 'Othr', 'Id') ?? '', currency: 'CNY' as const,
    numberOfPayments: payments.length, controlSumFen: sumOf(payments) as Fen, payments,
  };
  checkWhole(message, faults);
  return faults.result<PaymentMessage>(message);
}

function paymentOf(element: XmlElement, faults: Faults): Payment | undefined {
  const amountFen = amountOf(elementAt(element, 'Amt', 'InstdAmt'), faults);
  if (amountFen === undefined) return faults.add('bank-file.amount', { line: element.line, field: 'InstdAmt' });
  return {
    endToEndId: textAt(element, 'PmtId', 'EndToEndId') ?? '', amountFen, creditorName: textAt(element, 'Cdtr', 'Nm') ?? '',
    creditorAccount: textAt(element, 'CdtrAcct', 'Id', 'Othr', 'Id') ?? '', purpose: textAt(element, 'RmtInf', 'Ustrd') ?? '',
  };
}

function checkTotals(level: XmlElement | undefined, payments: readonly Payment[], faults: Faults): void {
  const declared = [[countOf(elementAt(level, 'NbOfTxs'), faults), payments.length, 'NbOfTxs'], [plainAmountOf(elementAt(level, 'CtrlSum'), faults), sumOf(payments), 'CtrlSum']] as const;
  for (const [said, found, field] of declared) if (said !== found) faults.add('bank-file.totals', { field, declared: said ?? '-', found });
}

function sumOf(payments: readonly Payment[]): number {
  return payments.reduce((sum, { amountFen }) => sum + amountFen, 0);
}
