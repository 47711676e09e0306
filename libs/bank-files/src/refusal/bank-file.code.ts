/** Why a bank file was not written, or not read. */
export const BANK_FILE_CODES = [
  // a payment that does not fit the bank's file
  'bank-file.characters', 'bank-file.encoding-lacks', 'bank-file.too-long', 'bank-file.delimiter', 'bank-file.formula',
  'bank-file.account', 'bank-file.other-bank', 'bank-file.amount-limit',
  // a message that does not fit it
  'bank-file.rows-limit', 'bank-file.bytes-limit', 'bank-file.sum-limit', 'bank-file.head', 'bank-file.mixed-banks', 'bank-file.no-such-file',
  // a file that cannot be read at all
  'bank-file.empty', 'bank-file.encoding', 'bank-file.not-xml', 'bank-file.doctype', 'bank-file.wrong-kind', 'bank-file.schema',
  'bank-file.truncated', 'bank-file.columns', 'bank-file.heading',
  // a file that says what cannot be
  'bank-file.amount', 'bank-file.currency', 'bank-file.date', 'bank-file.reference', 'bank-file.totals-missing', 'bank-file.totals',
  'bank-file.duplicate-id', 'bank-file.other-message', 'bank-file.unknown-line', 'bank-file.missing-lines', 'bank-file.line-differs',
  'bank-file.status', 'bank-file.undecided', 'bank-file.not-booked', 'bank-file.several-statements',
] as const;

export type BankFileCode = (typeof BANK_FILE_CODES)[number];
