import { pageOf } from '@gongjiang/http';
import { refuse, type CityCode, type Result } from '@gongjiang/kernel';
import { KnownHeads, proofOf, verifyCity, type AuditFinding, type ChainSummary, type FoundEntry, type ProofRefusal, type ReceiptProof } from '@gongjiang/security';
import { z } from 'zod';
import type { Item } from '../item/item.js';
import type { AuditParts } from './audit.parts.js';

const sha256 = z.string().length(64);
const step = z.object({ side: z.enum(['left', 'right']), hash: sha256 });
const header = z.object({
  city: z.string(), number: z.int(), previousHead: sha256, entries: z.int(), entriesRoot: sha256, chunks: z.int(), chunksRoot: sha256,
  from: z.string().nullable(), until: z.string().nullable(), sealedAt: z.string(),
});

export const shownEntry = z.object({
  id: z.string(), at: z.string(), actorId: z.string(), kind: z.string(), object: z.string(), outcome: z.string(), source: z.string(),
  details: z.record(z.string(), z.unknown()).nullable(), hash: sha256, block: z.int().nullable(),
});
export const entryPage = pageOf(shownEntry);

/** Findings of one answer; who has more of them runs `audit verify`. */
const MAX_FINDINGS = 100;
const finding = z.object({ code: z.string(), block: z.int().nullable(), object: z.string().nullable(), detail: z.string().nullable() });
export const verificationSchema = z.object({
  sound: z.boolean(), blocks: z.int(), entries: z.int(), chunks: z.int(), receipts: z.int(), unsealed: z.int(), oldestUnsealedAt: z.string().nullable(),
  last: z.object({ number: z.int(), head: z.string() }).nullable(), findings: z.int(), first: z.array(finding),
});
export type Verification = z.infer<typeof verificationSchema>;

export const proofSchema = z.object({ receiptId: sha256, chunkId: z.string(), toChunk: z.array(step), toBlock: z.array(step), header, head: sha256 });

export function shownEntryOf({ id, at, actorId, kind, object, outcome, source, details, hash, block }: FoundEntry): z.infer<typeof shownEntry> {
  return { id, at, actorId, kind, object, outcome, source, details: details ?? null, hash, block };
}

/** What an auditor asks of the chain as a whole. */
export class AuditChainView {
  private readonly running = new Map<string, Promise<Verification>>();

  constructor(private readonly parts: Pick<AuditParts, 'reader' | 'roots'>) {}

  /** Verifies a city's chain. Who asks while a verification runs gets the answer of that one: it reads the whole chain. */
  async verify(city: CityCode, withReceipts: 'with-receipts' | 'without-receipts'): Promise<Verification> {
    const key = `${city}/${withReceipts}`;
    const run = this.running.get(key) ?? this.run(city, withReceipts).finally(() => this.running.delete(key));
    this.running.set(key, run);
    return run;
  }

  /** Proves that the receipt behind an item is in the chain. */
  async prove(item: Item): Promise<Result<ReceiptProof, ProofRefusal>> {
    const kept = await this.parts.roots.kept(item.chunkId);
    if (!kept) return refuse('audit.receipt-unknown');
    const block = kept.block === null ? undefined : await this.parts.reader.block(item.due.city, kept.block);
    if (!block) return refuse('audit.not-sealed');
    if (!block.read.ok || !kept.receipts) return refuse('audit.proof-broken');
    return proofOf(item.receiptId, { id: item.chunkId, receiptIds: kept.receipts.map(({ id }) => id) }, block.read.block);
  }

  private async run(city: CityCode, withReceipts: 'with-receipts' | 'without-receipts'): Promise<Verification> {
    const first: AuditFinding[] = [];
    const ports = { chain: this.parts.reader, receipts: withReceipts === 'with-receipts' ? this.parts.roots : null };
    const summary = await verifyCity(ports, { city, heads: new KnownHeads(), report: (found) => { if (first.length < MAX_FINDINGS) first.push(found); } });
    return shownVerification(summary, first);
  }
}

function shownVerification({ blocks, entries, chunks, receipts, unsealed, oldestUnsealedAt, last, findings }: ChainSummary, first: readonly AuditFinding[]): Verification {
  return { sound: findings === 0, blocks, entries, chunks, receipts, unsealed, oldestUnsealedAt, last, findings, first: first.map(({ code, block, object, detail }) => ({ code, block, object, detail })) };
}
