import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { cityCodeShape, countShape, sha256Shape } from '../shapes.js';

export const auditSealed = defineEvent({
  type: 'gongjiang.subsidy.audit.sealed.v1',
  about: {
    zh: '审计链封存了一块；保存链头者可日后证明链未被改写或截断。',
    en: 'A block of the city\'s audit chain was sealed. Who keeps its head can show later that the chain was neither rewritten nor cut.',
  },
  data: z.object({
    city: cityCodeShape,
    /** Of the block, from 1 without gaps. */
    number: z.int().min(1),
    head: sha256Shape,
    /** The head of the block before; 64 zeros for the first. */
    previousHead: sha256Shape,
    entries: countShape,
    /** Chunks whose receipts entered by their Merkle root. */
    chunks: countShape,
    /** Technical time. */
    sealedAt: z.iso.datetime(),
  }),
  example: {
    city: '330700',
    number: 12,
    head: '3f'.repeat(32),
    previousHead: 'a7'.repeat(32),
    entries: 48,
    chunks: 20,
    sealedAt: '2026-11-21T03:04:05.678Z',
  },
});
