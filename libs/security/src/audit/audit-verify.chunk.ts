import { merkleRoot, sha256Hex } from '@gongjiang/kernel';
import type { AuditBlock, ChunkRoot } from './audit-chain.js';
import type { AuditFinding } from './audit-finding.js';
import type { KeptChunk, ReceiptShelf } from './audit-root-source.js';

/** Checks the receipts behind a block's chunks, one chunk at a time. Answers how many receipts it read. */
export async function verifyChunks(shelf: ReceiptShelf, block: Pick<AuditBlock, 'number' | 'chunkRoots'> & { readonly city: string }, report: (finding: AuditFinding) => void): Promise<number> {
  let receipts = 0;
  for (const sealed of block.chunkRoots) {
    const kept = await shelf.kept(sealed.id);
    receipts += kept?.receipts?.length ?? 0;
    for (const finding of chunkFindings(block, sealed, kept)) report(finding);
  }
  const listed = new Set(block.chunkRoots.map(({ id }) => id));
  for (const id of await shelf.markedFor(block.city, block.number)) {
    if (!listed.has(id)) report({ code: 'chunk-added', city: block.city, block: block.number, object: id, detail: null });
  }
  return receipts;
}

/** What is wrong with the receipts of one chunk: which was altered, or that some came, went or changed places. */
export function chunkFindings({ city, number }: { readonly city: string; readonly number: number }, sealed: ChunkRoot, kept: KeptChunk | undefined): readonly AuditFinding[] {
  const finding = (code: AuditFinding['code'], object: string, detail: string | null): AuditFinding => ({ code, city, block: number, object, detail });
  if (!kept) return [finding('receipts-removed', sealed.id, null)];
  if (!kept.receipts) return [finding('receipts-altered', sealed.id, 'they cannot be read any more')];
  const altered = kept.receipts.filter(({ id, json }) => sha256Hex(json) !== id);
  const isListSealed = merkleRoot(kept.receipts.map(({ id }) => id)) === sealed.root;
  return [
    ...altered.map(({ id }) => finding('receipt-altered', id, `of chunk ${sealed.id}`)),
    ...(isListSealed ? [] : [finding('receipts-altered', sealed.id, null)]),
    ...(kept.root === sealed.root ? [] : [finding('receipts-altered', sealed.id, 'the chunk states another root than was sealed')]),
  ];
}
