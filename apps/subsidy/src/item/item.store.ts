import type { CityCode, Fen, PersonToken, Transaction } from '@gongjiang/kernel';
import type { OfPayee } from '../shared/payee-range.js';
import type { Booking, Item, ItemState, ItemWay, MoneyLine, PastDue } from './item.js';
import type { PastScope } from './past-due.scope.js';

/** What is owed to whom. */
export type OwedItem = Pick<Item, 'id' | 'due' | 'amountFen'>;

/** A line that the bank refused, and its reason code. */
export interface RejectedItem {
  readonly itemId: string;
  readonly reason: string;
}

/** Lines and money by state and entitlement, over a batch. */
export interface ItemSum {
  readonly state: ItemState;
  readonly way: ItemWay;
  readonly entitlement: string;
  readonly lines: number;
  readonly amountFen: Fen;
}

/** Where a list of a batch's items goes on: carried lines stand in chunks of their own, behind all others. */
export interface ItemPosition {
  readonly chunkId: string;
  readonly id: string;
}

/** Keeps items by their natural key. All of it is safe to do twice. */
export abstract class ItemStore {
  /** Writes the items of a chunk. Those that are there already stay, but for what an earlier run of the same batch left behind. */
  abstract add(items: readonly Item[]): Promise<void>;
  /** A chunk's items; of some states only, where they are named. */
  abstract ofChunk(chunkId: string, states?: readonly ItemState[]): Promise<readonly Item[]>;
  /** A chunk's items in the order of their ids, as far as their money goes. */
  abstract moneyOf(chunkId: string): Promise<readonly MoneyLine[]>;
  /** What a chunk owes for the first time: its items without their later attempts, and without what became of them. */
  abstract owedBy(chunkId: string): Promise<readonly OwedItem[]>;
  /** What the persons from one to the other (both included) are entitled to so far by other batches than this one, by person; all of it, or what is asked for. */
  abstract past(city: CityCode, first: PersonToken, last: PersonToken, batchId: string, scope?: PastScope): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>>;
  /** What was paid to these persons before the platform, by person; nothing of the platform's own. */
  abstract takenOver(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>>;
  /** Writes items that were paid before the platform; answers the ids that another chunk holds already: these stay as they are. */
  abstract addTakenOver(items: readonly Item[]): Promise<readonly string[]>;
  /** Which of these items are there. */
  abstract known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The bank's answer to a chunk, once: the refused lines with their reasons, all others that are due accepted. */
  abstract applyAnswer(chunkId: string, rejected: readonly RejectedItem[]): Promise<void>;
  /** The bank's books: accepted lines settled, settled lines returned, each by the page that says so. The chunk's lines as they were read spare another reading. */
  abstract applyBookings(chunkId: string, settled: readonly Booking[], returned: readonly Booking[], read?: readonly MoneyLine[]): Promise<void>;
  abstract sumsOfBatch(batchId: string): Promise<readonly ItemSum[]>;
  /** What calculation made that the bank does not pay: kept against a claim back, or to be claimed back. */
  abstract settleInBooks(chunkId: string): Promise<void>;

  /** Holds lines that an objection is about; answers those that it held. */
  abstract withhold(itemIds: readonly string[], transaction: Transaction): Promise<readonly Item[]>;
  /** Lets withheld lines go on with their batch. */
  abstract restore(itemIds: readonly string[], transaction: Transaction): Promise<readonly Item[]>;
  /** Ends lines that are due or withheld: they are never paid, and entitle to nothing. */
  abstract void(itemIds: readonly string[], reason: string, transaction: Transaction): Promise<readonly Item[]>;

  /** Lines that the bank refused or sent back and that nobody has put right, in the order of their ids: still owed. */
  abstract owed(city: CityCode, query: { readonly person: PersonToken | null; readonly after: string | null; readonly limit: number }): Promise<readonly Item[]>;
  /** A person's rejected and returned lines may go out again: the account is right now. */
  abstract putRight(city: CityCode, person: PersonToken, transaction: Transaction): Promise<number>;
  /** Lines that were put right and are in no later batch yet, of these entitlements, in the order of their ids. */
  abstract toCarry(city: CityCode, entitlements: readonly string[]): AsyncIterable<Item>;
  /** Writes the next attempts of these lines into a chunk, but for what another batch carries already; answers what it wrote. */
  abstract carry(itemIds: readonly string[], chunkId: string): Promise<readonly Item[]>;

  /** Takes back what earlier planning runs of a batch wrote: never approved, never sent. */
  abstract discardBefore(batchId: string, run: number): Promise<void>;
  /** Takes back what was written for a chunk that no longer counts. */
  abstract discardChunk(chunkId: string): Promise<void>;
  /** Takes back all that a cancelled batch wrote: never approved, never sent. */
  abstract discardBatch(batchId: string): Promise<void>;
  /** A page of a batch's items in the order of its chunks, and of their ids within. */
  abstract page(city: CityCode, batchId: string, query: { readonly state: ItemState | null; readonly after: ItemPosition | null; readonly limit: number }): Promise<readonly Item[]>;
  abstract find(city: CityCode, itemId: string): Promise<Item | undefined>;
  /** All of one payee's lines, in the order of their ids. */
  abstract ofPayee(of: OfPayee): Promise<readonly Item[]>;
}
