import { merklePath, merkleRootOfPath, ok, refuse, sha256Hex, type MerkleStep, type Refusal, type Result } from '@gongjiang/kernel';
import { chunkLeaf, headerOf, headOf, type AuditBlock, type BlockHeader } from './audit-chain.js';

/**
 * That a receipt was sealed: the way from its id over its chunk's root to the head of a block. Whoever holds the
 * published head can check it without the database, and learns nothing of any other receipt.
 */
export interface ReceiptProof {
  readonly receiptId: string;
  readonly chunkId: string;
  readonly toChunk: readonly MerkleStep[];
  readonly toBlock: readonly MerkleStep[];
  readonly header: BlockHeader;
  readonly head: string;
}

export type ProofRefusal = Refusal<'audit.receipt-unknown' | 'audit.not-sealed' | 'audit.proof-broken'>;

/** A chunk with its receipts' ids, as it was sealed. */
export interface ProvableChunk {
  readonly id: string;
  readonly receiptIds: readonly string[];
}

/** Proves a receipt. Refused where the chunk has no such receipt, or the block does not hold the chunk as it is kept now. */
export function proofOf(receiptId: string, chunk: ProvableChunk, block: AuditBlock): Result<ReceiptProof, ProofRefusal> {
  const place = chunk.receiptIds.indexOf(receiptId);
  if (place === -1) return refuse('audit.receipt-unknown');
  const chunkPlace = block.chunkRoots.findIndex(({ id }) => id === chunk.id);
  if (chunkPlace === -1) return refuse('audit.not-sealed');
  const proof: ReceiptProof = {
    receiptId,
    chunkId: chunk.id,
    toChunk: merklePath(chunk.receiptIds, place),
    toBlock: merklePath(block.chunkRoots.map(chunkLeaf), chunkPlace),
    header: headerOf(block),
    head: block.head,
  };
  return headProvedBy(proof) === block.head ? ok(proof) : refuse('audit.proof-broken');
}

/** True where the receipt, to the letter, was sealed under this head. The head comes from whom the reader trusts, never from the proof. */
export function provesReceipt(proof: ReceiptProof, receiptJson: string, publishedHead: string): boolean {
  return sha256Hex(receiptJson) === proof.receiptId && headProvedBy(proof) === publishedHead;
}

/** The head that the proof leads to; undefined where its parts do not lead to one another. */
function headProvedBy({ receiptId, chunkId, toChunk, toBlock, header }: ReceiptProof): string | undefined {
  const root = merkleRootOfPath(receiptId, toChunk);
  return merkleRootOfPath(chunkLeaf({ id: chunkId, root }), toBlock) === header.chunksRoot ? headOf(header) : undefined;
}
