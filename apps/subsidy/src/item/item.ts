import { factId, type CityCode, type Day, type Fen, type Period, type PersonToken } from '@gongjiang/kernel';

/** What one person is due under one entitlement for one subject and period. The first of the three identities. */
export interface Due {
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly entitlement: string;
  readonly subject: string | null;
  readonly period: Period;
}

/** The due's key, person first: parallel chunks then write to ranges of their own. */
export function dueKey(due: Due): string {
  return `${due.city}${due.person}|${due.entitlement}|${due.subject ?? ''}|${due.period}`;
}

/** An item is a due and a revision: the first amount is revision 0, each later difference one more. The second identity. */
export function itemId(due: Due, revision: number): string {
  return `${dueKey(due)}|r${revision}`;
}

/** An attempt is an item and a number. Its end-to-end id is a pure function of both: same attempt, same id. The third identity. */
export function endToEndId(item: string, attempt: number): string {
  return `GJ${factId(`${item}|a${attempt}`)}`;
}

/** The states of an item that are written to it. `due` until the bank has answered: what was sent is read from its chunk. */
export const ITEM_STATES = ['due', 'accepted', 'rejected', 'settled', 'returned'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** The states that may follow each state. */
export const ITEM_TRANSITIONS = {
  due: ['accepted', 'rejected'],
  accepted: ['settled'],
  rejected: [],
  settled: ['returned'],
  returned: [],
} as const satisfies Record<ItemState, readonly ItemState[]>;

/** One line of a batch that carries money to one person. */
export interface Item {
  readonly id: string;
  readonly due: Due;
  readonly revision: number;
  readonly chunkId: string;
  readonly amountFen: Fen;
  readonly clause: string;
  readonly receiptId: string;
  readonly attempt: number;
  readonly state: ItemState;
  /** The bank's reason code, in the states rejected and returned. */
  readonly reason: string | null;
  /** The day on which the bank booked the payment, once it is settled. */
  readonly bookedOn: Day | null;
  /** The day on which it came back, in the state returned. */
  readonly returnedOn: Day | null;
  /** The statement's pages that said so: a booking on another page is another booking. */
  readonly settledBy: StatementPage | null;
  readonly returnedBy: StatementPage | null;
}

/** A page of an account's statement, `<day>|p<number>`: what it says of an item it says once. */
export type StatementPage = `${string}|p${number}`;

/** What a due is entitled to so far, and by how many items: the next item is the difference. */
export interface DueSoFar {
  readonly amountFen: Fen;
  readonly items: number;
}

/** A due that has items already. */
export interface PastDue extends DueSoFar {
  readonly due: Due;
}

/** An item that the bank's books confirm. */
export interface Booking {
  readonly itemId: string;
  readonly entitlement: string;
  readonly amountFen: Fen;
  readonly bookedOn: Day;
  readonly page: StatementPage;
  readonly reason: string | null;
}
