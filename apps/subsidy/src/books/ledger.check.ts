import { groupBy, type CityCode } from '@gongjiang/kernel';
import { findingsOf, type AccountTurnover, type LedgerStore, type LedgerSum, type PostedSum } from '@gongjiang/ledger';
import { SealBroken } from '@gongjiang/persistence';
import type { Batch } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { Case } from '../case/case.js';
import type { CasePosition, CaseStore } from '../case/case.store.js';
import { paymentInformationIdOf, type ChunkSummary } from '../chunk/chunk.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { OpenClaims } from '../clawback/open-claims.js';
import type { FundStore } from '../fund/fund.store.js';
import type { ItemStore } from '../item/item.store.js';
import type { PaymentStore } from '../payment/payment.store.js';
import type { PopulationStore } from '../population/population.store.js';
import { batchFindings } from './batch.check-rules.js';
import { clawbackFindings } from './clawback.check-rules.js';
import { chunkFindings, type ChunkLines } from './chunk.check-rules.js';
import { fundFindings } from './fund.check-rules.js';
import { compare, type CheckFinding } from './ledger-check.js';
import { bookedOtherwise, isMissing, notBooked } from './statement.check-rules.js';

export interface LedgerCheckPorts {
  readonly ledger: LedgerStore;
  readonly funds: FundStore;
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly openClaims: OpenClaims;
  readonly cases: Pick<CaseStore, 'page'>;
  /** Null where the key is not there: what was sent stays unread. */
  readonly payments: PaymentStore | null;
}

/** The books alone and what is kept as sums beside them; or line by line too: each line, message and statement. */
export type Depth = 'sums' | 'lines';

export interface CheckSummary {
  readonly turnovers: readonly AccountTurnover[];
  readonly batches: number;
  readonly chunks: number;
  readonly lines: number;
  readonly findings: number;
}

const BATCHES_A_PAGE = 100;
const CASES_A_PAGE = 500;
/** Postings that do not balance, told one by one. */
const MAX_UNBALANCED = 100;
/** A chunk's lines, message and answer are some hundred kilobytes: so many at once keep the database busy and memory flat. */
const CHUNKS_AT_ONCE = 4;

/** Proves that the books of a city sum, and that funds, batches, instructions and the bank's statements agree with them. Each finding is told as it is found. */
export class LedgerCheck {
  constructor(private readonly ports: LedgerCheckPorts) {}

  async of(city: CityCode, depth: Depth, tell: (finding: CheckFinding) => void): Promise<CheckSummary> {
    const [sums, funds, unbalanced] = await Promise.all([this.ports.ledger.sums(city), this.ports.funds.ofCity(city), this.ports.ledger.unbalanced(city, MAX_UNBALANCED)]);
    const counted = { batches: 0, chunks: 0, lines: 0, findings: 0 };
    const report = (findings: readonly CheckFinding[]): void => { counted.findings += findings.length; findings.forEach(tell); };
    const turnovers = merged(sums);
    report(findingsOf(turnovers).flatMap(({ code, account, amountFen }) => compare(code, account ?? city, 0, amountFen)));
    report(unbalanced.flatMap(({ id, debitFen, creditFen }) => compare('ledger.posting-unbalanced', id, debitFen, creditFen)));
    const byBatch = groupBy(sums, ({ batchId }) => batchId);
    const seen = new Map<string, Batch>();
    for await (const batch of this.batchesOf(city)) {
      seen.set(batch.id, batch);
      counted.batches += 1;
      const chunks = await this.chunksOf(batch);
      counted.chunks += chunks.length;
      report(batchFindings(batch, chunks, byBatch.get(batch.id) ?? []));
      if (depth === 'lines') counted.lines += await this.checkLines(batch, chunks, report);
    }
    report(unknownBatches(byBatch, seen));
    report(fundFindings(funds, sums, (batchId) => isNotSubmitted(seen.get(batchId))));
    report(clawbackFindings(await this.ports.openClaims.byFund(city), sums));
    for await (const found of this.casesOf(city)) report(await this.caseFindings(found));
    return { ...counted, turnovers };
  }

  /** What is missing is so while its line is: the bank may have booked it late. */
  private async caseFindings(found: Case): Promise<readonly CheckFinding[]> {
    if (!isMissing(found)) return bookedOtherwise(found);
    const item = await this.ports.items.find(found.city, found.mismatch.itemId);
    return item?.state === 'accepted' ? notBooked(found) : [];
  }

  private async *casesOf(city: CityCode): AsyncIterable<Case> {
    for (let after: CasePosition | null = null; ;) {
      const page: readonly Case[] = await this.ports.cases.page(city, { status: null, after, limit: CASES_A_PAGE });
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < CASES_A_PAGE) return;
      after = { day: last.day, id: last.id };
    }
  }

  private async *batchesOf(city: CityCode): AsyncIterable<Batch> {
    for (let after: string | null = null; ;) {
      const page = await this.ports.batches.ofCity(city, { after, limit: BATCHES_A_PAGE });
      for (const { batch } of page) yield batch;
      const last = page.at(-1);
      if (!last || page.length < BATCHES_A_PAGE) return;
      after = last.batch.id;
    }
  }

  private async chunksOf(batch: Batch): Promise<readonly ChunkSummary[]> {
    const plan = await this.ports.populations.find(batch.id, batch.calculation);
    return plan ? this.ports.chunks.ofBatch(batch.id, plan.run) : [];
  }

  private async checkLines(batch: Batch, chunks: readonly ChunkSummary[], report: (findings: readonly CheckFinding[]) => void): Promise<number> {
    const posted = groupBy(await this.ports.ledger.postedOf(batch.city, batch.id), ({ chunkId }) => chunkId ?? '');
    let lines = 0;
    for (let at = 0; at < chunks.length; at += CHUNKS_AT_ONCE) {
      const read = await Promise.all(chunks.slice(at, at + CHUNKS_AT_ONCE).map((chunk) => this.linesOf(chunk, posted.get(chunk.id) ?? [])));
      for (const one of read) {
        report(chunkFindings(one));
        lines += one.items.length;
      }
    }
    return lines;
  }

  private async linesOf(chunk: ChunkSummary, posted: readonly PostedSum[]): Promise<ChunkLines> {
    const [items, message] = await Promise.all([
      this.ports.items.ofChunk(chunk.id),
      this.messageOf(chunk),
    ]);
    return { chunk, items, message, posted };
  }

  private async messageOf({ id }: ChunkSummary): Promise<ChunkLines['message']> {
    if (!this.ports.payments) return 'unread';
    try {
      return await this.ports.payments.message(paymentInformationIdOf(id, 1));
    } catch (error) {
      if (error instanceof SealBroken) return 'broken';
      throw error;
    }
  }
}

/** A batch whose submission (or return) was interrupted holds money that the books do not have as reserved: its next submission takes it over. */
function isNotSubmitted(batch: Batch | undefined): boolean {
  return batch !== undefined && !('fundYear' in batch);
}

/** Postings of batches that nobody knows. */
function unknownBatches(byBatch: ReadonlyMap<string | null, readonly LedgerSum[]>, seen: ReadonlyMap<string, unknown>): readonly CheckFinding[] {
  return [...byBatch].flatMap(([batchId, sums]) => (batchId === null || seen.has(batchId) ? [] : compare('batch.missing', batchId, 0, sums.reduce((total, { debitFen }) => total + debitFen, 0))));
}

function merged(sums: readonly LedgerSum[]): readonly AccountTurnover[] {
  const accounts = groupBy(sums, ({ account }) => account);
  return [...accounts].map(([account, own]) => ({
    account, debitFen: own.reduce((total, { debitFen }) => total + debitFen, 0) as LedgerSum['debitFen'], creditFen: own.reduce((total, { creditFen }) => total + creditFen, 0) as LedgerSum['creditFen'],
  })).sort((left, right) => (left.account < right.account ? -1 : 1));
}
