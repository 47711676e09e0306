import { fen, type CityCode, type Fen, type Result, type Transaction } from '@gongjiang/kernel';
import { isDuplicateKey, saveVersioned, sessionOf, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { LineSum } from '../batch/batch.js';
import { chunkRangeOf } from '../batch/batch.range.js';
import type { GateInput, GateReport } from './gate.js';
import { GateStore, type KeptGateReport } from './gate.store.js';

interface GateDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  readonly calculation: number;
  readonly report: GateReport;
}
interface WaySum {
  readonly _id: string;
  readonly lines: number;
  readonly amountFen: number;
  readonly large: number;
}

export class MongoGateStore extends GateStore {
  private readonly reports: Collection<GateDocument>;

  constructor(private readonly db: Db) {
    super();
    this.reports = db.collection<GateDocument>('gate_reports');
  }

  async keep(report: GateReport): Promise<void> {
    const { batchId, city, calculation } = report;
    const older = { _id: batchId, calculation: { $lt: calculation } };
    await this.reports.updateOne(older, { $set: { city, calculation, report }, $inc: { version: 1 } }, { upsert: true }).catch((error: unknown) => {
      // The report of this calculation is there: a driver that died has kept it.
      if (!isDuplicateKey(error)) throw error;
    });
  }

  async load(city: CityCode, batchId: string, transaction?: Transaction): Promise<KeptGateReport | undefined> {
    const document = await this.reports.findOne({ _id: batchId, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? { report: document.report, version: document.version } : undefined;
  }

  async save(report: GateReport, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    const { batchId, city, calculation } = report;
    return saveVersioned<GateDocument>(this.reports, { _id: batchId, city, calculation, report }, { version, session: sessionOf(transaction) });
  }

  async linesOf(batchId: string, largeLineFen: Fen): Promise<GateInput['lines']> {
    const { from, before } = chunkRangeOf(batchId);
    const sums = await this.db.collection('items').aggregate<WaySum>([
      { $match: { chunk: { $gte: from, $lt: before } } },
      { $group: { _id: { $ifNull: ['$way', 'pay'] }, lines: { $sum: 1 }, amountFen: { $sum: '$amountFen' }, large: { $sum: { $cond: [{ $gt: ['$amountFen', largeLineFen] }, 1, 0] } } } },
    ]).toArray();
    const sumOf = (way: string): LineSum => {
      const sum = sums.find(({ _id }) => _id === way);
      return { lines: sum?.lines ?? 0, amountFen: fen(sum?.amountFen ?? 0) };
    };
    return { pay: sumOf('pay'), offset: sumOf('offset'), claimBack: sumOf('claim-back'), large: sums.reduce((total, { large }) => total + large, 0) };
  }
}
