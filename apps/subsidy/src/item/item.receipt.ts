import type { Receipt } from '@gongjiang/policy';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { itemOfLine, type Item } from './item.js';
import type { ItemStore } from './item.store.js';

export interface ReceiptPorts {
  readonly items: Pick<ItemStore, 'find'>;
  readonly chunks: Pick<ChunkStore, 'decisions'>;
}

/** The first attempt of a line: what is paid again was decided once, in the batch that first owed it. */
export async function firstAttemptOf(items: ReceiptPorts['items'], line: Item): Promise<Item> {
  return line.attempt === 1 ? line : (await items.find(line.due.city, itemOfLine(line))) ?? line;
}

/** The receipt of the decision behind a line; undefined where it was paid before there were receipts. */
export async function receiptOfItem({ items, chunks }: ReceiptPorts, line: Item): Promise<Receipt | undefined> {
  const { chunkId, receiptId } = await firstAttemptOf(items, line);
  return keptReceipt(chunks, chunkId, receiptId);
}

/** A receipt among the decisions of a chunk. */
export async function keptReceipt(chunks: ReceiptPorts['chunks'], chunkId: string, receiptId: string): Promise<Receipt | undefined> {
  const decisions = await chunks.decisions(chunkId);
  return decisions?.results.flatMap(({ receipts }) => receipts).find(({ id }) => id === receiptId);
}
