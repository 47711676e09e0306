import { addDays, ok, refuse, type Day, type Fen, type Refusal, type Result } from '@gongjiang/kernel';
import type { Books } from './books.js';
import type { BankEvent } from './books.events.js';

/** The farthest that the business date moves in one command: ten years. Farther is a slip of the keyboard. */
export const MAX_DAYS_A_MOVE = 3_660;

export type BankRefusal = Refusal<'bank.funding-reference-used' | 'bank.date-backwards' | 'bank.date-too-far'>;
type Events = Result<readonly BankEvent[], BankRefusal>;

export interface Funding { readonly account: string; readonly amountFen: Fen; readonly reference: string }

/** Puts money into a paying account, once for each reference. Refuses a reference used with another amount or account. */
export function decideFunding(books: Books, funding: Funding): Events {
  const known = books.fundings.get(funding.reference);
  if (!known) return ok([{ type: 'account-funded', ...funding }]);
  if (known.account === funding.account && known.amountFen === funding.amountFen) return ok([]);
  return refuse('bank.funding-reference-used', { reference: funding.reference });
}

/** Moves the business date forward; what falls due on the way is booked and returned, day by day. */
export function decideDate(books: Books, to: Day): Events {
  if (to === books.businessDate) return ok([]);
  if (to < books.businessDate) return refuse('bank.date-backwards', { from: books.businessDate, to });
  if (to > addDays(books.businessDate, MAX_DAYS_A_MOVE)) return refuse('bank.date-too-far', { to, days: MAX_DAYS_A_MOVE });
  return ok([{ type: 'date-moved', to }]);
}
