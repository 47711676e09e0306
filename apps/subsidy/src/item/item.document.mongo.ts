import { fen, type CityCode, type Day, type Period, type PersonToken } from '@gongjiang/kernel';
import type { Due, Item, ItemState, ItemWay, MoneyLine, StatementPage } from './item.js';
import { whatBecameOf, type JointState } from './joint-state.js';

/** A line as Mongo keeps it: its key says whose it is, for what, of which period, revision and attempt. */
export interface ItemDocument {
  readonly _id: string;
  readonly chunk: string;
  /** Absent where the bank pays it, as nearly all. */
  readonly way?: Exclude<ItemWay, 'pay'>;
  readonly clawback?: string;
  readonly amountFen: number;
  readonly clause: string;
  readonly receipt: string;
  readonly revision: number;
  readonly attempt: number;
  /** `due` until something is said of this line alone: what is said of its chunk's lines alike stands beside them (`JointState`). */
  readonly state: ItemState;
  /** This and what follows: absent until it happens, so that a new line is a fifth smaller and quicker to write and read. */
  readonly reason?: string | null;
  readonly bookedOn?: Day | null;
  readonly returnedOn?: Day | null;
  readonly settledBy?: StatementPage | null;
  readonly returnedBy?: StatementPage | null;
  /** Rejected or returned, and may go out again; then the chunk that carries it. */
  readonly putRight?: true;
  readonly carriedIn?: string | null;
}

export function documentOf(item: Item): ItemDocument {
  const { id, chunkId, way, clawback, amountFen, clause, receiptId, revision, attempt, state, reason, bookedOn, returnedOn, settledBy, returnedBy } = item;
  const line = { _id: id, chunk: chunkId, ...(way === 'pay' ? {} : { way }), ...(clawback === null ? {} : { clawback }), amountFen, clause, receipt: receiptId, revision, attempt, state: state === 'accepted' ? 'due' : state } as const;
  const isNew = (reason ?? bookedOn ?? returnedOn ?? settledBy ?? returnedBy) === null;
  return isNew ? line : { ...line, reason, bookedOn, returnedOn, settledBy, returnedBy };
}

/** The fields of a `MoneyLine`. */
export const MONEY_FIELDS = { amountFen: 1, way: 1, attempt: 1, state: 1, reason: 1, bookedOn: 1, returnedOn: 1, settledBy: 1, returnedBy: 1 } as const;

export function moneyLineOf(document: Pick<ItemDocument, '_id' | keyof typeof MONEY_FIELDS>, joint?: JointState): MoneyLine {
  const { _id, way = 'pay', amountFen, attempt, reason = null, returnedOn = null, returnedBy = null } = document;
  const { state, bookedOn = null, settledBy = null } = document.state === 'due' && joint ? whatBecameOf(_id, joint) : document;
  return { id: _id, due: dueOf(_id), way, amountFen: fen(amountFen), attempt, state, reason, bookedOn, returnedOn, settledBy, returnedBy };
}

/** The line as it stands; of a chunk that was answered, with the joint state. */
export function itemOf(document: ItemDocument, joint?: JointState): Item {
  const { _id, chunk, way = 'pay', clawback = null, amountFen, clause, receipt, revision, attempt, reason = null, returnedOn = null, returnedBy = null } = document;
  const { state, bookedOn = null, settledBy = null } = document.state === 'due' && joint ? whatBecameOf(_id, joint) : document;
  return { id: _id, due: dueOf(_id), chunkId: chunk, way, clawback, amountFen: fen(amountFen), clause, receiptId: receipt, revision, attempt, state, reason, bookedOn, returnedOn, settledBy, returnedBy };
}

/** What the key says. */
export function dueOf(id: string): Due {
  const [owner = '', entitlement = '', subject = '', period = ''] = id.split('|');
  return { city: owner.slice(0, 6) as CityCode, person: owner.slice(6) as PersonToken, entitlement, subject: subject === '' ? null : subject, period: period as Period };
}
