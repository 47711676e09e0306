import { headOf, type AuditBlock } from './audit-chain.js';
import type { AuditFinding } from './audit-finding.js';
import type { KnownHeads } from './audit-heads.js';
import type { ChainReader, KeptBlock, KeptEntry } from './audit-reader.js';
import type { ReceiptShelf } from './audit-root-source.js';
import { blockFindings } from './audit-verify.block.js';
import { verifyChunks } from './audit-verify.chunk.js';
import { contentHash, entryFindings, saysNow } from './audit-verify.entries.js';

export interface VerificationPorts {
  readonly chain: ChainReader;
  /** Null where the receipts are not to be read: then only their roots are checked. */
  readonly receipts: ReceiptShelf | null;
}

export interface VerificationTask {
  readonly city: string;
  /** What others know of this city's heads. */
  readonly heads: KnownHeads;
  readonly report: (finding: AuditFinding) => void;
}

/** What was verified of a city's chain. */
export interface ChainSummary {
  readonly city: string;
  readonly blocks: number;
  readonly entries: number;
  readonly chunks: number;
  readonly receipts: number;
  readonly unsealed: number;
  readonly oldestUnsealedAt: string | null;
  readonly last: { readonly number: number; readonly head: string } | null;
  readonly headsCompared: number;
  readonly findings: number;
}

/** Verifies a city's chain from its first block to the last that was there at the start. Commands and sealing go on meanwhile. */
export async function verifyCity(ports: VerificationPorts, task: VerificationTask): Promise<ChainSummary> {
  const run = new CityVerification(ports, task);
  await run.blocks();
  await run.strays();
  await run.unsealed();
  run.tail();
  return run.summary();
}

class CityVerification {
  private readonly counts = { blocks: 0, entries: 0, chunks: 0, receipts: 0, unsealed: 0, findings: 0 };
  private oldestUnsealedAt: string | null = null;
  private lastNumber = 0;
  private last: ChainSummary['last'] = null;

  constructor(private readonly ports: VerificationPorts, private readonly task: VerificationTask) {}

  async blocks(): Promise<void> {
    let previous: AuditBlock | null | undefined = null;
    for await (const { kept, next } of withNext(this.ports.chain.blocks(this.task.city))) {
      if (!(kept.number > this.lastNumber)) {
        this.report({ code: 'block-altered', detail: 'a block stands under a key that is no number' });
        continue;
      }
      const expected = this.lastNumber + 1;
      if (kept.number > expected) {
        previous = undefined;
        this.report({ code: 'block-missing', block: expected, detail: kept.number === expected + 1 ? null : `and all after it up to block ${kept.number - 1}` });
      }
      previous = await this.block(kept, previous, next);
      this.lastNumber = kept.number;
      this.counts.blocks += 1;
    }
  }

  /** Entries that are marked for a block that is none. */
  async strays(): Promise<void> {
    const { chain } = this.ports;
    for (const mark of await chain.marks(this.task.city)) {
      if (mark === null || mark === undefined) continue;
      if (Number.isSafeInteger(mark) && Number(mark) >= 1 && Number(mark) <= this.lastNumber) continue;
      // A block that was sealed since the start is no finding; it is verified the next time.
      if (Number.isSafeInteger(mark) && await chain.hasBlock(this.task.city, Number(mark))) continue;
      for (const kept of await chain.entriesWithMark(this.task.city, mark)) this.report({ code: 'entry-added', object: kept.id, detail: `it is marked ${JSON.stringify(mark)}, and there is no such block; ${saysNow(kept)}` });
    }
  }

  async unsealed(): Promise<void> {
    for await (const kept of this.ports.chain.unsealed(this.task.city)) {
      this.counts.unsealed += 1;
      this.oldestUnsealedAt ??= kept.entry.at;
      if (contentHash(kept) !== kept.entry.hash) this.report({ code: 'entry-altered', object: kept.id, detail: saysNow(kept) });
    }
  }

  tail(): void {
    for (const number of this.task.heads.beyond(this.lastNumber)) this.report({ code: 'tail-cut', block: number });
  }

  summary(): ChainSummary {
    return { city: this.task.city, ...this.counts, oldestUnsealedAt: this.oldestUnsealedAt, last: this.last, headsCompared: this.task.heads.count };
  }

  private async block({ number, read }: KeptBlock, previous: AuditBlock | null | undefined, next: KeptBlock | undefined): Promise<AuditBlock | undefined> {
    if (!read.ok) {
      this.report({ code: 'block-altered', block: number, detail: read.fault });
      return undefined;
    }
    const { block } = read;
    const entries = await this.entriesOf(block, number, next === undefined);
    const headAfter = next?.number === number + 1 && next.read.ok ? next.read.block.previousHead : undefined;
    for (const finding of blockFindings(block, { city: this.task.city, number, previous, headAfter }, entries)) this.report(finding);
    if (this.task.heads.contradict(number, headOf(block))) this.report({ code: 'head-differs', block: number });
    this.counts.chunks += block.chunkRoots.length;
    const place = { city: this.task.city, number, chunkRoots: block.chunkRoots };
    if (this.ports.receipts) this.counts.receipts += await verifyChunks(this.ports.receipts, place, (finding) => this.report(finding));
    this.last = { number, head: block.head };
    return block;
  }

  private async entriesOf(block: AuditBlock, number: number, isLast: boolean): Promise<readonly KeptEntry[]> {
    const marked = await this.ports.chain.markedFor(this.task.city, number);
    const there = new Set(marked.map(({ id }) => id));
    const absent = block.entryList.map(({ id }) => id).filter((id) => !there.has(id));
    const elsewhere = absent.length === 0 ? [] : await this.ports.chain.entriesById(absent);
    for (const finding of entryFindings({ block: { ...block, number }, marked, elsewhere, isLast })) this.report(finding);
    this.counts.entries += block.entryList.length;
    return [...marked, ...elsewhere];
  }

  private report(finding: Partial<AuditFinding> & Pick<AuditFinding, 'code'>): void {
    this.counts.findings += 1;
    this.task.report({ block: null, object: null, detail: null, ...finding, city: this.task.city });
  }
}

/** Each block together with the one after it. */
async function* withNext(blocks: AsyncIterable<KeptBlock>): AsyncGenerator<{ readonly kept: KeptBlock; readonly next: KeptBlock | undefined }> {
  let kept: KeptBlock | undefined;
  for await (const next of blocks) {
    if (kept) yield { kept, next };
    kept = next;
  }
  if (kept) yield { kept, next: undefined };
}
