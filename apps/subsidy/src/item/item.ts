import { factId, type CityCode, type Day, type Fen, type Period, type PersonToken } from '@gongjiang/kernel';

/** What one person is due under one entitlement for one subject and period. The first of the three identities. */
export interface Due {
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly entitlement: string;
  readonly subject: string | null;
  readonly period: Period;
}

const CITY_CODE_LENGTH = 6;

/** The due's key, person first: parallel chunks then write to ranges of their own. */
export function dueKey(due: Due): string {
  return `${due.city}${due.person}|${due.entitlement}|${due.subject ?? ''}|${due.period}`;
}

/** An item is a due and a revision: the first amount is revision 0, each later difference one more. The second identity. */
export function itemId(due: Due, revision: number): string {
  return `${dueKey(due)}|r${revision}`;
}

/** The id of an item's later attempt, which is a line of its own in a later batch; the first attempt is the item itself. */
export function attemptId(item: string, attempt: number): string {
  return attempt === 1 ? item : `${item}|a${attempt}`;
}

/** The item that a line is an attempt of. */
export function itemOfLine({ id, attempt }: Pick<Item, 'id' | 'attempt'>): string {
  return attempt === 1 ? id : id.slice(0, id.lastIndexOf('|a'));
}

/** Whose an item is: its id begins with the city and the person. */
export function payeeOfItem(id: string): PersonToken {
  return id.slice(CITY_CODE_LENGTH, id.indexOf('|')) as PersonToken;
}

/** The bank's end-to-end id of a line. */
export function endToEndIdOf(line: Pick<Item, 'id' | 'attempt'>): string {
  return endToEndId(itemOfLine(line), line.attempt);
}

/** An attempt is an item and a number. Its end-to-end id is a pure function of both: same attempt, same id. The third identity. */
export function endToEndId(item: string, attempt: number): string {
  return `GJ${factId(`${item}|a${attempt}`)}`;
}

/** How a line is paid: by the bank, against what is claimed back, or not at all: a difference below zero is claimed back. */
export const ITEM_WAYS = ['pay', 'offset', 'claim-back'] as const;
export type ItemWay = (typeof ITEM_WAYS)[number];

/**
 * The states of an item. `due` until the bank has answered: what was sent is read from its chunk; `accepted` and `settled` are
 * said of the lines of a chunk together (`JointState`), the others of each line.
 * `withheld` while an objection is open; `void`: never paid, and entitles to nothing; `taken-over`: paid before the platform.
 */
export const ITEM_STATES = ['due', 'withheld', 'accepted', 'rejected', 'settled', 'returned', 'offset', 'overpaid', 'void', 'taken-over'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** The states that may follow each state. A rejected or returned line is paid again by its next attempt, a line of its own. */
export const ITEM_TRANSITIONS = {
  due: ['withheld', 'accepted', 'rejected', 'offset', 'overpaid', 'void'],
  withheld: ['due', 'void'],
  accepted: ['settled'],
  rejected: [],
  settled: ['returned'],
  returned: [],
  offset: [],
  // The claim back was dropped: the line lowers the due no more.
  overpaid: ['void'],
  void: [],
  'taken-over': [],
} as const satisfies Record<ItemState, readonly ItemState[]>;

/** Reasons of the bank that lie with the paying account and not with the payee's: such a line goes out again as it is. */
const FAULTS_OF_PAYER: ReadonlySet<string> = new Set(['AM04', 'ED05']);

export function isFaultOfPayer(reason: string): boolean {
  return FAULTS_OF_PAYER.has(reason);
}

/** One line of a batch that carries money to one person. */
export interface Item {
  readonly id: string;
  readonly due: Due;
  readonly revision: number;
  readonly chunkId: string;
  readonly way: ItemWay;
  /** Below zero where it is claimed back. */
  readonly amountFen: Fen;
  /** The claim back that the money is kept for, where its way is `offset`. */
  readonly clawback: string | null;
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

/** What paying and settling ask of a line. The rest is for those who look at it: a third of what is read and decoded. */
export type MoneyLine = Omit<Item, 'chunkId' | 'revision' | 'clawback' | 'clause' | 'receiptId'>;

/** A page of an account's statement, `<day>|p<number>`: what it says of an item it says once. */
export type StatementPage = `${string}|p${number}`;

/** What a due is entitled to so far, and by how many items: the next item is the difference. */
export interface DueSoFar {
  readonly amountFen: Fen;
  readonly items: number;
  /** All of it has reached the person: only then can too much be claimed back. */
  readonly isPaid: boolean;
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

/** The line that carries another into a later batch: the same money, under the next attempt. */
export function nextAttemptOf(line: Item, chunkId: string): Item {
  const attempt = line.attempt + 1;
  return { ...line, id: attemptId(itemOfLine(line), attempt), attempt, chunkId, state: 'due', reason: null, bookedOn: null, returnedOn: null, settledBy: null, returnedBy: null };
}
