import type { Payment, PaymentLineAnswer } from '@gongjiang/contracts';
import type { DelimitedProfile, OutcomeValue } from '../profile/profile.delimited.js';
import type { Faults } from '../refusal/faults.js';
import { amountIn, type ReadRow } from './return.rows.js';

const DUPLICATION = 'AM05';
const NO_KNOWN_REASON = 'MS03';

/** The outcome of one payment, when the row is of this payment and of no other. */
export function lineAnswerOf(profile: DelimitedProfile, row: ReadRow<OutcomeValue>, payment: Payment, faults: Faults): PaymentLineAnswer | undefined {
  const { line, values } = row;
  checkSame(profile, row, payment, faults);
  const status = statusOf(profile, row, faults);
  const bankReference = values.get('bank-reference') ?? '';
  if (bankReference.length > 35) faults.add('bank-file.reference', { line, field: 'bank-reference' });
  const repeat = values.get('repeat') ?? '';
  if (repeat !== '' && repeat !== profile.return.repeatMark) faults.add('bank-file.status', { line, found: repeat.slice(0, 20) });
  if (status === undefined) return undefined;
  const reasonCode = status === 'accepted' ? null : reasonOf(profile, values.get('reason') ?? '');
  return { endToEndId: payment.endToEndId, status, bankReference: bankReference === '' ? null : bankReference, reasonCode, duplicate: repeat !== '' || reasonCode === DUPLICATION };
}

function checkSame({ text }: DelimitedProfile, { line, values }: ReadRow<OutcomeValue>, payment: Payment, faults: Faults): void {
  const amount = amountIn(text, values.get('amount') ?? '');
  if (amount === undefined) faults.add('bank-file.amount', { line, field: 'amount' });
  else if (amount !== payment.amountFen) faults.add('bank-file.line-differs', { line, field: 'amount' });
  const texts: [OutcomeValue, string][] = [['account', payment.creditorAccount], ['name', payment.creditorName], ['end-to-end-id', payment.endToEndId]];
  for (const [field, sent] of texts) if ((values.get(field) ?? sent) !== sent) faults.add('bank-file.line-differs', { line, field });
}

function statusOf({ return: { statuses } }: DelimitedProfile, { line, values }: ReadRow<OutcomeValue>, faults: Faults): 'accepted' | 'rejected' | undefined {
  const found = values.get('status') ?? '';
  if (statuses.accepted.includes(found)) return 'accepted';
  if (statuses.rejected.includes(found)) return 'rejected';
  return faults.add(statuses.undecided?.includes(found) ? 'bank-file.undecided' : 'bank-file.status', { line, found: found.slice(0, 20) });
}

/** The ISO code for the bank's words; its own code where it writes one; MS03 for words that the profile does not know. */
function reasonOf({ return: { reasons } }: DelimitedProfile, text: string): string | null {
  if (text === '') return null;
  if (Object.hasOwn(reasons, text)) return reasons[text] ?? NO_KNOWN_REASON;
  return /^[A-Z]{2}\d{2}$/.test(text) ? text : NO_KNOWN_REASON;
}
