import { z } from 'zod';
import { accountCheckField, headFields, limitsSchema } from './profile.common.js';

/** The most columns of a row: payroll files have six to twenty. */
const MAX_COLUMNS = 60;

const literalCell = z.strictObject({ text: z.string().max(200) });

function rowOf<Value extends string>(values: readonly [Value, ...Value[]]) {
  const valueCell = z.strictObject({ value: z.enum(values), title: z.string().min(1).max(60).optional(), maxBytes: z.int().positive().max(1_000).optional() });
  return z.array(z.union([literalCell, valueCell])).min(1).max(MAX_COLUMNS);
}

/** What a head or foot row of the file sent can say. */
export const MESSAGE_VALUES = ['message-id', 'debtor-account', 'payer-name', 'day', 'count', 'sum', 'currency'] as const;
export const PAYMENT_VALUES = ['sequence', 'account', 'name', 'amount', 'purpose', 'end-to-end-id', 'bank-mark', 'currency'] as const;
/** What a head or foot row of the return file can say; `-` is a column that is not looked at. */
export const RETURN_VALUES = ['message-id', 'debtor-account', 'count', 'sum', 'accepted-count', 'accepted-sum', 'rejected-count', 'rejected-sum', '-'] as const;
export const OUTCOME_VALUES = ['sequence', 'account', 'name', 'amount', 'end-to-end-id', 'status', 'reason', 'bank-reference', 'repeat', '-'] as const;

export type MessageValue = (typeof MESSAGE_VALUES)[number];
export type PaymentValue = (typeof PAYMENT_VALUES)[number];
export type ReturnValue = (typeof RETURN_VALUES)[number];
export type OutcomeValue = (typeof OUTCOME_VALUES)[number];

export type Cell<Value extends string> = { readonly text: string } | { readonly value: Value; readonly title?: string | undefined; readonly maxBytes?: number | undefined };

const words = z.array(z.string().min(1).max(60)).min(1).max(40);
const titles = z.enum(['shown', 'none']).default('none');

const textSchema = z.strictObject({
  encoding: z.literal('gb18030'),
  /** `gbk`: behind the file the bank's system knows the characters of GBK alone; rarer ones are refused before they leave. */
  repertoire: z.enum(['gb18030', 'gbk']).default('gb18030'),
  delimiter: z.enum(['|', ',', '\t', ';', '^', '~', '|+|', '|!|', '@|@']),
  /** `none`: a cell is what stands between delimiters. `csv`: quoted as RFC 4180 says. */
  quoting: z.enum(['none', 'csv']).default('none'),
  /** `closed`: each row ends with one more delimiter. */
  rows: z.enum(['open', 'closed']).default('open'),
  lineEnd: z.enum(['crlf', 'lf']).default('crlf'),
  amounts: z.enum(['yuan', 'fen']).default('yuan'),
  days: z.enum(['compact', 'dashed']).default('compact'),
});
export type TextForm = z.infer<typeof textSchema>;

const ownBankSchema = z.strictObject({
  /** How accounts of the paying bank begin (卡号前缀). */
  prefixes: z.array(z.string().regex(/^\d{3,12}$/)).min(1).max(500),
  /** `marked`: one file, with a column that tells them apart. `own-file`: two files. `refused`: the bank takes its own only. */
  others: z.enum(['marked', 'own-file', 'refused']),
  marks: z.strictObject({ own: z.string().min(1).max(20), other: z.string().min(1).max(20) }).optional(),
});

const paymentsSchema = z.strictObject({
  /** `{message}` and `{day}` are filled in. */
  fileName: z.string().regex(/^(?=.*\{message\})[A-Za-z0-9_.{}-]{1,80}$/, 'Letters, digits, _ . - and {message}, {day}'),
  header: rowOf(MESSAGE_VALUES).optional(),
  titles,
  columns: rowOf(PAYMENT_VALUES),
  trailer: rowOf(MESSAGE_VALUES).optional(),
});

const returnSchema = z.strictObject({
  header: rowOf(RETURN_VALUES).optional(),
  titles,
  columns: rowOf(OUTCOME_VALUES),
  trailer: rowOf(RETURN_VALUES).optional(),
  statuses: z.strictObject({ accepted: words, rejected: words, undecided: words.optional() }),
  /** The bank's words for a reason, and the ISO 20022 reason code that says the same; any other reason is MS03. */
  reasons: z.record(z.string().min(1).max(100), z.string().regex(/^[A-Z0-9]{4}$/)).default({}),
  /** What stands in the column `repeat` of a payment that the bank knew before. */
  repeatMark: z.string().min(1).max(20).optional(),
});

/** One delimited payroll file (代发文件) of a bank with its return file (回盘文件). */
export const delimitedProfileSchema = z.strictObject({
  kind: z.literal('delimited'),
  ...headFields,
  text: textSchema,
  limits: limitsSchema.prefault({}),
  accounts: accountCheckField,
  ownBank: ownBankSchema.optional(),
  payments: paymentsSchema,
  return: returnSchema,
  /** `camt.053`: the bank's statements come as ISO 20022. `none`: as no file that is read here. */
  statements: z.enum(['camt.053', 'none']).default('none'),
}).superRefine((profile, context) => {
  for (const message of contradictionsOf(profile)) context.addIssue({ code: 'custom', message });
});
export type DelimitedProfile = z.infer<typeof delimitedProfileSchema>;

type Rows = Pick<DelimitedProfile, 'payments' | 'return' | 'ownBank'>;

/** What a profile must say so that no payment is lost between the file and its return. */
function contradictionsOf({ payments, return: back, ownBank }: Rows): string[] {
  const sent = valuesOf(payments.columns);
  const outcome = valuesOf(back.columns);
  const sentTotals = [...valuesOf(payments.header), ...valuesOf(payments.trailer)];
  const returnTotals = [...valuesOf(back.header), ...valuesOf(back.trailer)];
  const rules: [boolean, string][] = [
    [includesAll(sent, ['account', 'name', 'amount']), 'payments.columns: account, name and amount are needed'],
    [includesAll(sentTotals, ['count', 'sum']), 'payments: count and sum must stand in the header or the trailer'],
    [includesAll(outcome, ['amount', 'status']), 'return.columns: amount and status are needed'],
    [includesAll(returnTotals, ['count', 'sum']), 'return: count and sum must stand in the header or the trailer'],
    [matches(sent, outcome), 'return.columns: sequence or end-to-end-id is needed, and must be sent as well'],
    [outcome.includes('repeat') === (back.repeatMark !== undefined), 'return.repeatMark belongs to the column repeat'],
    [sent.includes('bank-mark') === (ownBank?.marks !== undefined), 'ownBank.marks belongs to the column bank-mark'],
    [ownBank?.others !== 'marked' || sent.includes('bank-mark'), 'payments.columns: bank-mark is needed, since other banks are marked'],
    [isOnce(Object.values(back.statuses).flatMap((list) => list ?? [])), 'return.statuses: a word stands for one status only'],
    [isOnce(sent) && isOnce(outcome.filter((value) => value !== '-')), 'columns: a value stands in one column only'],
  ];
  return rules.filter(([holds]) => !holds).map(([, message]) => message);
}

function valuesOf<Value extends string>(row: readonly Cell<Value>[] | undefined): Value[] {
  return (row ?? []).flatMap((cell) => ('value' in cell ? [cell.value] : []));
}

function includesAll<Value extends string>(values: readonly Value[], needed: readonly Value[]): boolean {
  return needed.every((value) => values.includes(value));
}

function matches(sent: readonly PaymentValue[], outcome: readonly OutcomeValue[]): boolean {
  return (['sequence', 'end-to-end-id'] as const).some((value) => sent.includes(value) && outcome.includes(value));
}

function isOnce(list: readonly string[]): boolean {
  return new Set(list).size === list.length;
}
