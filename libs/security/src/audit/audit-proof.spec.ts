import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sealBlock, type AuditBlock } from './audit-chain.js';
import { ChainBench, someReceipts, WENZHOU } from './audit-chain.builders.js';
import { proofOf, provesReceipt, type ReceiptProof } from './audit-proof.js';

async function sealed(chunks: number, receipts: number): Promise<{ readonly block: AuditBlock; readonly kept: ReturnType<typeof someReceipts> }> {
  const bench = new ChainBench();
  for (let at = 0; at < chunks; at += 1) bench.addChunk(`c${at}`, someReceipts(receipts, `c${at}`));
  await bench.sealAll();
  return { block: bench.chain.chain[0] as AuditBlock, kept: someReceipts(receipts, 'c0') };
}

const proved = (block: AuditBlock, kept: ReturnType<typeof someReceipts>, at: number): ReceiptProof => {
  const proof = proofOf(kept[at]?.id ?? '', { id: 'c0', receiptIds: kept.map(({ id }) => id) }, block);
  if (!proof.ok) throw new Error(proof.refusal.code);
  return proof.value;
};

describe('the proof that a receipt was sealed', () => {
  it('holds for every receipt of every chunk, and for no other text or head', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), fc.nat(), async (chunks, receipts, place) => {
      const { block, kept } = await sealed(chunks, receipts);
      const receipt = kept[place % receipts] as (typeof kept)[number];
      const proof = proved(block, kept, place % receipts);
      expect(provesReceipt(proof, receipt.json, block.head)).toBe(true);
      expect(provesReceipt(proof, `${receipt.json} `, block.head)).toBe(false);
      expect(provesReceipt(proof, receipt.json, 'f'.repeat(64))).toBe(false);
    }), { numRuns: 40 });
  });

  it('cannot be turned to another receipt, chunk, block or time', async () => {
    const { block, kept } = await sealed(3, 4);
    const [proof, json] = [proved(block, kept, 1), kept[1]?.json ?? ''];
    const forgeries: Partial<ReceiptProof>[] = [
      { chunkId: 'c1' }, { toChunk: [] }, { toBlock: [] }, { toChunk: proof.toChunk.map((step) => ({ ...step, side: 'left' as const })) },
      { header: { ...proof.header, number: 9 } }, { header: { ...proof.header, sealedAt: '2020-01-01T00:00:00.000Z' } }, { header: { ...proof.header, chunksRoot: 'f'.repeat(64) } },
    ];
    for (const forgery of forgeries) expect(provesReceipt({ ...proof, ...forgery }, json, block.head)).toBe(false);
  });

  it('is refused for a receipt that is not there, a chunk that is not sealed, and receipts that were altered since', async () => {
    const { block, kept } = await sealed(2, 3);
    const receiptIds = kept.map(({ id }) => id);
    const codeOf = (result: ReturnType<typeof proofOf>): string => (result.ok ? 'proved' : result.refusal.code);
    expect(codeOf(proofOf('nobody', { id: 'c0', receiptIds }, block))).toBe('audit.receipt-unknown');
    expect(codeOf(proofOf(receiptIds[0] ?? '', { id: 'c9', receiptIds }, block))).toBe('audit.not-sealed');
    expect(codeOf(proofOf(receiptIds[0] ?? '', { id: 'c0', receiptIds: receiptIds.slice(0, 2) }, block))).toBe('audit.proof-broken');
    const other = sealBlock({ city: WENZHOU, previous: null, entries: [], chunkRoots: [{ id: 'c0', root: 'x' }], sealedAt: new Date(0) });
    expect(codeOf(proofOf(receiptIds[0] ?? '', { id: 'c0', receiptIds }, other))).toBe('audit.proof-broken');
  });
});
