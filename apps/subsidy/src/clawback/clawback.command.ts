import type { Day, Fen } from '@gongjiang/kernel';
import type { Instalment, OffsetTerms } from './clawback.js';
import type { ClaimedSource } from './clawback.money.js';

/** Who acts, and on which day of the city's business time. The system acts under an id of its own. */
interface By {
  readonly actor: string;
  readonly on: Day;
}

/** What can be asked of a case. Deadlines and what was paid are given by who knows the calendar and the books. */
export type ClawbackCommand =
  | (By & { readonly kind: 'notify'; readonly hearUntil: Day })
  | (By & { readonly kind: 'record-statement'; readonly statement: string })
  | (By & { readonly kind: 'close-hearing' })
  | (By & { readonly kind: 'decide'; readonly demandedFen: Fen; readonly reason: string; readonly paid: readonly ClaimedSource[]; readonly offset: OffsetTerms | null; readonly appealUntil: Day })
  | (By & { readonly kind: 'drop'; readonly reason: string })
  | (By & { readonly kind: 'withdraw'; readonly reason: string })
  | (By & { readonly kind: 'appeal'; readonly reason: string })
  | (By & { readonly kind: 'uphold'; readonly reason: string })
  | (By & { readonly kind: 'reduce'; readonly demandedFen: Fen; readonly reason: string })
  | (By & { readonly kind: 'overturn'; readonly reason: string })
  | (By & { readonly kind: 'come-into-force' })
  | (By & { readonly kind: 'arrange'; readonly instalments: readonly Instalment[] })
  | (By & { readonly kind: 'repay'; readonly reference: string; readonly amountFen: Fen })
  | (By & { readonly kind: 'offset'; readonly itemId: string; readonly amountFen: Fen })
  | (By & { readonly kind: 'ask-waiver'; readonly amountFen: Fen; readonly reason: string })
  | (By & { readonly kind: 'grant-waiver'; readonly reason: string })
  | (By & { readonly kind: 'refuse-waiver'; readonly reason: string })
  | (By & { readonly kind: 'lift'; readonly reason: string });

export type ClawbackCommandKind = ClawbackCommand['kind'];
export type CommandOf<Kind extends ClawbackCommandKind> = Extract<ClawbackCommand, { kind: Kind }>;
