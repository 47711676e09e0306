import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { Notice } from './notice.js';
import type { PlacedSheet, SheetHead } from './notice.list.js';
import type { Sheet } from './notice.sheet.js';

export interface KeptNotice {
  readonly notice: Notice;
  readonly version: number;
}

/** A sheet as it is found by the number of a line: its place in the list, its lines, and what is behind them. */
export type FoundSheet = Pick<Sheet, 'lines' | 'itemIds'> & { readonly sheet: PlacedSheet };

/** Keeps notices, and the sheets of their lists. A sheet that is kept never changes. */
export abstract class NoticeStore {
  /** Keeps a sheet, where its chunk has none yet: of two that were made, the first holds. */
  abstract keepSheet(sheet: Sheet): Promise<void>;
  /** How many sheets are made. */
  abstract sheets(noticeId: string): Promise<number>;
  /** The sheets made so far, in the order of their chunks. */
  abstract heads(noticeId: string): Promise<readonly SheetHead[]>;
  /** Numbers the sheets, which are complete: the same numbers again change nothing. */
  abstract place(sheets: readonly PlacedSheet[]): Promise<void>;
  /** The sheets in the order of the list. */
  abstract placed(noticeId: string): Promise<readonly PlacedSheet[]>;
  /** The sheets from the one that holds the line with this number, in the order of the list, as long as they are asked for. */
  abstract from(noticeId: string, number: number): AsyncIterable<FoundSheet>;
  /** The sheet of a chunk, once it has its place in the list. */
  abstract ofChunk(chunkId: string): Promise<FoundSheet | undefined>;

  abstract load(id: string, transaction?: Transaction): Promise<KeptNotice | undefined>;
  /** Saves a notice that was loaded at `version` (0 for a new one). */
  abstract save(notice: Notice, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  /** A city's notices in the order of their ids, all of them or those that are up. */
  abstract ofCity(city: CityCode, query: { readonly which: 'all' | 'up'; readonly after: string | null; readonly limit: number }): Promise<readonly KeptNotice[]>;
}
