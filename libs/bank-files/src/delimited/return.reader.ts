import type { Payment, PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { summedAnswer } from '../answer/summed.js';
import type { DelimitedProfile, OutcomeValue, ReturnValue } from '../profile/profile.delimited.js';
import { Faults, type FileResult } from '../refusal/faults.js';
import { lineAnswerOf } from './return.line.js';
import { amountIn, readRow, rowsOf, type FileRows, type ReadRow } from './return.rows.js';

/** The answer to a message, out of the bank's return file: every payment once, as it was sent, and totals that add up. */
export function readReturn(profile: DelimitedProfile, bytes: Uint8Array, sent: PaymentMessage): FileResult<PaymentMessageAnswer> {
  const faults = new Faults();
  const rows = rowsOf(profile, profile.return, bytes, faults);
  if (!rows) return faults.result<PaymentMessageAnswer>(undefined);
  const said = saidOf(profile, rows, faults);
  if (faults.count === 0) checkMeant(said, sent, faults);
  if (faults.count > 0) return faults.result<PaymentMessageAnswer>(undefined);
  const answer = summedAnswer(sent, linesOf(profile, rows, sent, faults));
  if (faults.count === 0) checkTotals(profile, said, answer, faults);
  return faults.result(answer);
}

/** What the head and foot rows say. */
type Said = ReadonlyMap<ReturnValue, { readonly text: string; readonly line: number }>;

function saidOf({ text, return: back }: DelimitedProfile, { header, trailer }: FileRows, faults: Faults): Said {
  const rows = [
    ...(header && back.header ? [readRow(text, back.header, header, faults)] : []),
    ...(trailer && back.trailer ? [readRow(text, back.trailer, trailer, faults)] : []),
  ];
  return new Map(rows.flatMap((row) => [...(row?.values ?? [])].map(([value, found]) => [value, { text: found, line: row?.line ?? 0 }] as const)));
}

function checkMeant(said: Said, sent: PaymentMessage, faults: Faults): void {
  for (const [value, expected] of [['message-id', sent.messageId], ['debtor-account', sent.debtorAccount]] as const) {
    const found = said.get(value);
    if (found && found.text !== expected) faults.add('bank-file.other-message', { expected: value, found: value === 'message-id' ? found.text.slice(0, 35) : 'another account' });
  }
}

function linesOf(profile: DelimitedProfile, rows: FileRows, sent: PaymentMessage, faults: Faults): PaymentLineAnswer[] {
  const byId = new Map(sent.payments.map((payment) => [payment.endToEndId, payment]));
  const seen = new Set<string>();
  if (rows.body.length > sent.payments.length) faults.add('bank-file.rows-limit', { rows: rows.body.length, limit: sent.payments.length });
  const lines = rows.body.flatMap((raw) => {
    const row = readRow(profile.text, profile.return.columns, raw, faults);
    const payment = row && paymentOf(row, { byId, all: sent.payments }, faults);
    if (!row || !payment) return [];
    if (seen.has(payment.endToEndId)) faults.add('bank-file.duplicate-id', { line: row.line, id: payment.endToEndId });
    seen.add(payment.endToEndId);
    return lineAnswerOf(profile, row, payment, faults) ?? [];
  });
  const missing = sent.payments.length - seen.size;
  if (missing > 0) faults.add('bank-file.missing-lines', { count: missing });
  return lines;
}

interface SentPayments {
  readonly byId: ReadonlyMap<string, Payment>;
  readonly all: readonly Payment[];
}

/** By the end-to-end id where the bank gives it back, else by the row's number in the file sent; where it gives both, they must agree. */
function paymentOf({ line, values }: ReadRow<OutcomeValue>, { byId, all }: SentPayments, faults: Faults): Payment | undefined {
  const sequence = values.get('sequence');
  const bySequence = sequence !== undefined && /^\d{1,6}$/.test(sequence) ? all[Number(sequence) - 1] : undefined;
  const id = values.get('end-to-end-id');
  const payment = id === undefined ? bySequence : byId.get(id);
  if (!payment) return faults.add('bank-file.unknown-line', { line, id: (id ?? sequence ?? '-').slice(0, 35) });
  if (sequence !== undefined && bySequence !== payment) faults.add('bank-file.line-differs', { line, field: 'sequence' });
  return payment;
}

function checkTotals({ text }: DelimitedProfile, said: Said, { lines, totals }: PaymentMessageAnswer, faults: Faults): void {
  const found: Partial<Record<ReturnValue, number>> = {
    'count': lines.length,
    'sum': totals.accepted.sumFen + totals.rejected.sumFen,
    'accepted-count': totals.accepted.numberOfPayments,
    'accepted-sum': totals.accepted.sumFen,
    'rejected-count': totals.rejected.numberOfPayments,
    'rejected-sum': totals.rejected.sumFen,
  };
  for (const [value, { text: declaredText, line }] of said) {
    const counted = found[value];
    if (counted === undefined) continue;
    const declared = value.endsWith('count') ? countIn(declaredText) : amountIn(text, declaredText);
    if (declared === undefined) faults.add(declaredText === '' ? 'bank-file.totals-missing' : 'bank-file.amount', { line, field: value });
    else if (declared !== counted) faults.add('bank-file.totals', { field: value, declared, found: counted });
  }
}

function countIn(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
