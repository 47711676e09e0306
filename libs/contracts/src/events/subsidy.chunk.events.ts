import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, countShape, sha256Shape } from '../shapes.js';

const chunk = z.object({
  chunkId: codeShape,
  batchId: codeShape,
  lines: countShape,
  amountFen: amountFenShape,
  /** The root of the Merkle tree over the chunk's receipts. */
  merkleRoot: sha256Shape.optional(),
  /** The head of the audit chain after the chunk's receipts entered it. */
  receiptsHead: sha256Shape.optional(),
});

const example = {
  chunkId: 'batch-330700-skills-2026-11-0001',
  batchId: 'batch-330700-skills-2026-11',
  lines: 1_000,
  amountFen: 80_000_000,
  merkleRoot: '3f'.repeat(32),
};

function chunkEvent(verb: string, zh: string, en: string) {
  return defineEvent({ type: `gongjiang.subsidy.chunk.${verb}.v1`, about: { zh, en }, data: chunk, keyOf: (data) => data.batchId, example });
}

export const chunkCalculated = chunkEvent('calculated', '一个分块计算完毕。', 'A chunk of the batch was calculated; its receipts are sealed under the root.');
export const chunkInstructed = chunkEvent('instructed', '一个分块已发往银行。', 'A chunk was handed to the bank.');
export const chunkAnswered = chunkEvent('answered', '银行已答复一个分块的每一行。', 'The bank answered for every line of a chunk.');
