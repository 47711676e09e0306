import type { CityCode } from '@gongjiang/kernel';
import type { MongoAuditSearch } from '@gongjiang/security';
import type { AuditParts } from '../audit/audit.parts.js';
import type { BatchStore, KeptBatch } from '../batch/batch.store.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { GateStore } from '../gate/gate.store.js';
import type { PopulationStore } from '../population/population.store.js';
import { reportPartsOf, type ReportParts, type SealedIn } from './batch-report.js';

export interface ReportPorts {
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  readonly chunks: ChunkStore;
  readonly gates: GateStore;
  readonly auditChain: Pick<AuditParts, 'reader'> & { readonly search: MongoAuditSearch };
}

/** What a batch came to, on one page. */
export class BatchReportView {
  constructor(private readonly ports: ReportPorts) {}

  async of(city: CityCode, batchId: string): Promise<(KeptBatch & { readonly parts: ReportParts }) | undefined> {
    const kept = await this.ports.batches.load(city, batchId);
    if (!kept) return undefined;
    const plan = await this.ports.populations.find(batchId, kept.batch.calculation);
    const [chunks, gate, sealed] = await Promise.all([plan ? this.ports.chunks.ofBatch(batchId, plan.run) : [], this.ports.gates.load(city, batchId), this.sealedIn(kept)]);
    return { ...kept, parts: reportPartsOf(chunks, gate?.report, sealed) };
  }

  private async sealedIn({ batch }: KeptBatch): Promise<SealedIn | null> {
    if (batch.status !== 'closed') return null;
    const [entry] = await this.ports.auditChain.search.page(batch.city, { object: batch.id, kind: 'batch.closed' }, { after: null, limit: 1 });
    const block = entry?.block ? await this.ports.auditChain.reader.block(batch.city, entry.block) : undefined;
    return block?.read.ok ? { block: block.number, head: block.read.block.head } : null;
  }
}
