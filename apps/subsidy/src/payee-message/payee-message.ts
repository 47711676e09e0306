import { factId, impossible, type CityCode, type Day, type Fen, type Period, type PersonToken } from '@gongjiang/kernel';
import type { HeldLine } from '../held-line/held-line.js';
import { dueKey, type Due, type Item } from '../item/item.js';

/** What a payee is told of a line: paid, kept against a claim, refused by the bank, come back, or held this month. */
export const PAYEE_MESSAGE_KINDS = ['settled', 'offset', 'rejected', 'returned', 'held'] as const;
export type PayeeMessageKind = (typeof PAYEE_MESSAGE_KINDS)[number];

/** A message to a payee (发放告知), before it is put into words. Its id is the fact's: told twice it is the same. */
export interface PayeeMessage {
  readonly id: string;
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly kind: PayeeMessageKind;
  readonly entitlement: string;
  readonly period: Period;
  readonly amountFen: Fen;
  /** The day on which it was paid or came back. */
  readonly on: Day | null;
  /** Why it is held. */
  readonly codes: HeldLine['codes'];
}

/** What is to be told of a chunk by now: the same for the same facts. A line that came back was paid before, and that was told. */
export function payeeMessagesOf(batchId: string, items: readonly Item[], held: readonly HeldLine[]): readonly PayeeMessage[] {
  return [...items.flatMap(ofItem), ...held.map((line) => messageOf('held', `${dueKey(line.due)}|${batchId}`, line.due, { codes: line.codes }))];
}

function ofItem(item: Item): readonly PayeeMessage[] {
  const { id, due, amountFen, bookedOn, returnedOn } = item;
  const told = (kind: PayeeMessageKind, on: Day | null): PayeeMessage => messageOf(kind, id, due, { amountFen, on });
  switch (item.state) {
    case 'settled': return [told('settled', bookedOn)];
    case 'returned': return [told('settled', bookedOn), told('returned', returnedOn)];
    case 'rejected': return [told('rejected', null)];
    case 'offset': return [told('offset', null)];
    case 'due': case 'withheld': case 'accepted': case 'overpaid': case 'void': case 'taken-over': return [];
    default: return impossible(item.state);
  }
}

function messageOf(kind: PayeeMessageKind, line: string, { city, person, entitlement, period }: Due, facts: Partial<Pick<PayeeMessage, 'amountFen' | 'on' | 'codes'>>): PayeeMessage {
  return { id: factId(`${line}|${kind}`), city, person, kind, entitlement, period, amountFen: 0 as Fen, on: null, codes: [], ...facts };
}
