import type { Payment, PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { impossible } from '@gongjiang/kernel';
import { amountText, titlesOf } from '../delimited/payroll.writer.js';
import { joinedRow } from '../delimited/rows.js';
import type { Cell, DelimitedProfile, OutcomeValue, ReturnValue } from '../profile/profile.delimited.js';

/** A bank's return file (回盘文件) as the profile says it: a row for each line of the answer, in its order. */
export function returnText(profile: DelimitedProfile, answer: PaymentMessageAnswer, sent: PaymentMessage): string {
  const { text: form, return: { header, titles, columns, trailer } } = profile;
  const places = new Map(sent.payments.map((payment, at) => [payment.endToEndId, { payment, sequence: at + 1 }]));
  const rowOf = (row: readonly Cell<ReturnValue>[]): string => joinedRow(form, row.map((cell) => ('text' in cell ? cell.text : totalIn(cell.value, profile, answer, sent))));
  const rows = answer.lines.flatMap((line) => {
    const place = places.get(line.endToEndId);
    return place ? [joinedRow(form, columns.map((cell) => ('text' in cell ? cell.text : outcomeIn(cell.value, profile, line, place))))] : [];
  });
  const all = [...(header ? [rowOf(header)] : []), ...(titles === 'shown' ? [joinedRow(form, titlesOf(columns))] : []), ...rows, ...(trailer ? [rowOf(trailer)] : [])];
  return all.map((row) => `${row}${form.lineEnd === 'crlf' ? '\r\n' : '\n'}`).join('');
}

function totalIn(value: ReturnValue, { text }: DelimitedProfile, { totals }: PaymentMessageAnswer, sent: PaymentMessage): string {
  switch (value) {
    case 'message-id': return sent.messageId;
    case 'debtor-account': return sent.debtorAccount;
    case 'count': return String(sent.numberOfPayments);
    case 'sum': return amountText(text, sent.controlSumFen);
    case 'accepted-count': return String(totals.accepted.numberOfPayments);
    case 'accepted-sum': return amountText(text, totals.accepted.sumFen);
    case 'rejected-count': return String(totals.rejected.numberOfPayments);
    case 'rejected-sum': return amountText(text, totals.rejected.sumFen);
    case '-': return '';
    default: return impossible(value);
  }
}

interface Place {
  readonly payment: Payment;
  readonly sequence: number;
}

function outcomeIn(value: OutcomeValue, { text, return: back }: DelimitedProfile, line: PaymentLineAnswer, { payment, sequence }: Place): string {
  switch (value) {
    case 'sequence': return String(sequence);
    case 'account': return payment.creditorAccount;
    case 'name': return payment.creditorName;
    case 'amount': return amountText(text, payment.amountFen);
    case 'end-to-end-id': return payment.endToEndId;
    case 'status': return back.statuses[line.status][0] ?? '';
    case 'reason': return line.reasonCode === null ? '' : wordsFor(back.reasons, line.reasonCode);
    case 'bank-reference': return line.bankReference ?? '';
    case 'repeat': return line.duplicate ? (back.repeatMark ?? '') : '';
    case '-': return '';
    default: return impossible(value);
  }
}

function wordsFor(reasons: Readonly<Record<string, string>>, code: string): string {
  return Object.entries(reasons).find(([, known]) => known === code)?.[0] ?? code;
}
