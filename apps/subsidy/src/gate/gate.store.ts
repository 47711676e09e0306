import type { CityCode, Fen, Result, Transaction } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { GateInput, GateReport } from './gate.js';

export interface KeptGateReport {
  readonly report: GateReport;
  readonly version: number;
}

/** Keeps one report a batch, of its last calculation, and reads what it rests on. */
export abstract class GateStore {
  /** Keeps the report of a calculation. One of the same calculation that is there already holds, with what was explained. */
  abstract keep(report: GateReport): Promise<void>;
  abstract load(city: CityCode, batchId: string, transaction?: Transaction): Promise<KeptGateReport | undefined>;
  abstract save(report: GateReport, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  /** The sums over a batch's lines, and how many are larger than the limit. */
  abstract linesOf(batchId: string, largeLineFen: Fen): Promise<GateInput['lines']>;
}
