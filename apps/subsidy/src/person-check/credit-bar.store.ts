import type { CityCode, Day, PersonToken, Transaction } from '@gongjiang/kernel';
import type { CreditBars, KnownBar } from './credit-bar.js';

/** What was heard of a bar: that it was made, or that it was lifted. The sequence tells the later of two of a kind. */
export type HeardOfBar = Pick<KnownBar, 'id' | 'subject'> & { readonly sequence: string } & (
  | { readonly kind: 'barred'; readonly from: Day; readonly until: Day | null }
  | { readonly kind: 'lifted'; readonly freeFrom: Day }
);

/** Keeps the bars of the credit file that a city has heard of. */
export abstract class CreditBarStore {
  /** Takes what was heard, in any order and as often as it comes. Answers the bar as it is known now where that changed it. */
  abstract hear(city: CityCode, heard: HeardOfBar, transaction: Transaction): Promise<KnownBar | undefined>;
  /** The standing bars of these payees; who has none is not in it. */
  abstract standing(city: CityCode, tokens: readonly PersonToken[]): Promise<CreditBars>;
}
