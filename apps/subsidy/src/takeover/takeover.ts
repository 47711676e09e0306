import { factId, type CityCode, type Day, type Fen } from '@gongjiang/kernel';
import { itemId, type Due, type Item } from '../item/item.js';

/** What a file says of one entitlement. */
export interface EntitlementSummary {
  readonly entitlement: string;
  readonly dues: number;
  readonly payees: number;
  readonly amountFen: Fen;
}

/** So many payees have so many periods of an entitlement: months used of the 24, or something that was paid once. */
export interface PeriodsUsed {
  readonly entitlement: string;
  readonly periods: number;
  readonly payees: number;
}

/** What the reviewer looks at: the control totals of the whole file. */
export interface TakeoverSummary {
  readonly dues: number;
  readonly amountFen: Fen;
  readonly byEntitlement: readonly EntitlementSummary[];
  readonly periodsUsed: readonly PeriodsUsed[];
}

interface Known {
  readonly id: string;
  readonly city: CityCode;
  /** The import that it came by. */
  readonly file: string;
  /** Whoever handed the file in: none of them reviews it. */
  readonly handedInBy: readonly string[];
}
interface Reviewable extends Known { readonly summary: TakeoverSummary }
interface Accepted extends Reviewable { readonly acceptedBy: string; readonly acceptedOn: Day }

/** What was paid before the platform (上线前已发放), from a file to history. A field exists only in the states that have it. */
export type Takeover =
  | (Known & { readonly status: 'receiving' })
  | (Reviewable & { readonly status: 'in-review' })
  | (Accepted & { readonly status: 'accepted' })
  | (Accepted & { readonly status: 'counted'; readonly leftOut: number })
  | (Reviewable & { readonly status: 'rejected'; readonly rejectedBy: string; readonly rejectedOn: Day; readonly reason: string });

/** One due of the file: a period of a payee, and what was paid for it. */
export interface TakenOverDue {
  readonly due: Due;
  readonly amountFen: Fen;
  /** The line of the file that says so. */
  readonly line: number;
  /** It was there already when the takeover was counted, and stays as it was. */
  readonly isLeftOut: boolean;
}

/** The same file is the same takeover. */
export function takeoverIdOf(city: CityCode, file: string): string {
  return `${city}.${factId(file).slice(0, 12)}`;
}

/** In the place of a batch's chunk: what its items are found by. */
export function takeoverChunkOf(takeoverId: string): string {
  return `takeover.${takeoverId}`;
}

/** The item that a due becomes: settled history, with the takeover in the place of a receipt. */
export function itemOfDue(takeoverId: string, { due, amountFen }: Pick<TakenOverDue, 'due' | 'amountFen'>, clause: string): Item {
  return {
    id: itemId(due, 0), due, revision: 0, chunkId: takeoverChunkOf(takeoverId), way: 'pay', amountFen, clawback: null, clause, receiptId: takeoverId, attempt: 1,
    state: 'taken-over', reason: null, bookedOn: null, returnedOn: null, settledBy: null, returnedBy: null,
  };
}
