import { fen } from '@gongjiang/kernel';
import { allowanceOf } from '../grant/grant.builders.js';
import { CHUNK_ID, dueOfGrant } from '../chunk/chunk.builders.js';
import { attemptId, itemId, type Due, type Item } from './item.js';

export function dueNo(n: number, overrides: Partial<Due> = {}): Due {
  return { ...dueOfGrant(allowanceOf(n)), ...overrides };
}

/** The nth person's item of November, as calculation writes it, unless the test says otherwise. */
export function itemNo(n: number, overrides: Partial<Omit<Item, 'id'>> = {}): Item {
  const item = {
    due: dueNo(n), revision: 0, chunkId: CHUNK_ID, way: 'pay', amountFen: fen(60_000), clawback: null, clause: 'jinhua/7', receiptId: `receipt-${n}`, attempt: 1,
    state: 'due', reason: null, bookedOn: null, returnedOn: null, settledBy: null, returnedBy: null, ...overrides,
  } as const;
  return { ...item, id: attemptId(itemId(item.due, item.revision), item.attempt) };
}
