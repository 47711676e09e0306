import type { PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import type { Faults } from '../refusal/faults.js';
import { outcomeOf } from './pain002.status.js';
import { childrenOf, countOf, elementAt, plainAmountOf, type XmlElement } from './xml.tree.js';

/**
 * The bank must say what it received, number and sum, of the group or of the payment information; all totals that are
 * there must be those of the message and of its lines.
 */
export function checkPain002Totals(levels: readonly (XmlElement | undefined)[], answer: PaymentMessageAnswer, sent: PaymentMessage, faults: Faults): void {
  const numbers = levels.flatMap((level) => elementAt(level, 'OrgnlNbOfTxs') ?? []);
  const sums = levels.flatMap((level) => elementAt(level, 'OrgnlCtrlSum') ?? []);
  if (numbers.length === 0) faults.add('bank-file.totals-missing', { field: 'OrgnlNbOfTxs' });
  if (sums.length === 0) faults.add('bank-file.totals-missing', { field: 'OrgnlCtrlSum' });
  for (const element of numbers) compare(element.name, countOf(element, faults), sent.numberOfPayments, faults);
  for (const element of sums) compare(element.name, plainAmountOf(element, faults), sent.controlSumFen, faults);
  for (const level of levels) checkByStatus(childrenOf(level, 'NbOfTxsPerSts'), answer, faults);
}

function checkByStatus(elements: readonly XmlElement[], answer: PaymentMessageAnswer, faults: Faults): void {
  if (elements.length === 0) return;
  for (const status of ['accepted', 'rejected'] as const) {
    const own = elements.filter((element) => outcomeOf(elementAt(element, 'DtldSts')?.text ?? '') === status);
    const counts = own.map((element) => countOf(elementAt(element, 'DtldNbOfTxs'), faults) ?? 0);
    compare(`DtldNbOfTxs ${status}`, total(counts), answer.totals[status].numberOfPayments, faults);
    const sums = own.flatMap((element) => elementAt(element, 'DtldCtrlSum') ?? []);
    if (sums.length === own.length) compare(`DtldCtrlSum ${status}`, total(sums.map((element) => plainAmountOf(element, faults) ?? 0)), answer.totals[status].sumFen, faults);
  }
}

function compare(field: string, declared: number | undefined, found: number, faults: Faults): void {
  if (declared !== undefined && declared !== found) faults.add('bank-file.totals', { field, declared, found });
}

/** Plain addition: sums that no account can hold come out unequal, and do not stop the reading. */
function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
