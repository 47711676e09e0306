import { cityCode, merkleRoot, sha256Hex, type CityCode } from '@gongjiang/kernel';
import { MemoryChain, MemoryChunks } from './audit-chain.memory.js';
import type { AuditEntry } from './audit-entry.js';
import type { AuditFinding } from './audit-finding.js';
import { KnownHeads, type KnownHead } from './audit-heads.js';
import type { KeptReceipt } from './audit-root-source.js';
import { AuditSealer } from './audit-sealer.js';
import { verifyCity, type ChainSummary } from './audit-verify.js';

export const WENZHOU = cityCode('330300');
export const JINHUA = cityCode('330700');

export function anEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return { city: WENZHOU, at: '2026-11-03T01:02:03.000Z', actorId: 'zhang', kind: 'batch.submitted', object: 'b1', outcome: 'done', source: '10.0.0.7', ...change };
}

/** The `at` of the n-th entry: a second apart. */
export function secondOf(n: number): string {
  return new Date(Date.UTC(2026, 10, 3) + n * 1_000).toISOString();
}

export function someReceipts(count: number, seed = 'receipt'): KeptReceipt[] {
  return Array.from({ length: count }, (_, at) => JSON.stringify({ seed, at })).map((json) => ({ id: sha256Hex(json), json }));
}

/** A city's chain in memory, with its sealer. */
export class ChainBench {
  readonly chain = new MemoryChain();
  readonly chunks = new MemoryChunks();
  readonly sealer: AuditSealer;

  constructor(maxEntries = 3) {
    this.sealer = new AuditSealer({ chain: this.chain, roots: this.chunks, clock: { now: () => new Date(Date.UTC(2026, 10, 4)) }, maxEntries });
  }

  addChunk(id: string, receipts: KeptReceipt[], city: CityCode = WENZHOU): void {
    this.chunks.chunks.set(id, { city, root: merkleRoot(receipts.map((receipt) => receipt.id)), block: null, receipts });
  }

  async sealAll(): Promise<void> {
    for (const city of await this.sealer.cities()) while ((await this.sealer.sealNext(city)) > 0);
  }

  heads(city: CityCode = WENZHOU): readonly KnownHead[] {
    return this.chain.chain.filter((block) => block.city === city).map(({ number, head }) => ({ city, number, head }));
  }

  async verify(city: CityCode = WENZHOU, known: readonly KnownHead[] = []): Promise<{ readonly findings: readonly AuditFinding[]; readonly summary: ChainSummary }> {
    const heads = new KnownHeads();
    for (const head of known) heads.add(head);
    const findings: AuditFinding[] = [];
    const summary = await verifyCity({ chain: this.chain, receipts: this.chunks }, { city, heads, report: (finding) => { findings.push(finding); } });
    return { findings, summary };
  }

  /** The findings in short: code, block, object. */
  async found(city: CityCode = WENZHOU, known: readonly KnownHead[] = []): Promise<readonly string[]> {
    return (await this.verify(city, known)).findings.map(({ code, block, object }) => [code, block ?? '-', object ?? '-'].join(' '));
  }
}

/** A chain of `count` entries in blocks of three, and a chunk of receipts. */
export async function sealedChain(count = 9): Promise<ChainBench> {
  const bench = new ChainBench();
  bench.addChunk('c1', someReceipts(5));
  for (let at = 0; at < count; at += 1) bench.chain.record(anEntry({ at: secondOf(at), object: `b${at}` }));
  await bench.sealAll();
  return bench;
}
