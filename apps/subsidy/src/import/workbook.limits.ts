/** Limits of a workbook. They hold before anything of it is inflated, and again for what comes out. */
export const WORKBOOK_LIMITS = {
  /** A workbook has some twenty parts, and one for each sheet and picture. */
  maxEntries: 1_000,
  /** A million rows of ten cells are some 500 MB of XML. */
  maxInflatedBytes: 1024 * 1024 * 1024,
  /** Sheets shrink ten- to fiftyfold; what shrinks more is made to. */
  maxRatio: 250,
  /** Small parts may shrink as they like. */
  ratioFromBytes: 1024 * 1024,
  /** Relations, styles, the list of sheets. */
  maxPartBytes: 16 * 1024 * 1024,
  /** Text between two tags, or within one: a cell has 32,767 characters at most. */
  maxTokenCharacters: 1024 * 1024,
  maxDepth: 64,
  maxSheets: 100,
  /** Shared texts are held in memory, outside the heap. */
  maxSharedBytes: 128 * 1024 * 1024,
  maxSharedTexts: 4_000_000,
  maxStyles: 65_536,
  maxMerges: 10_000,
  /** What the format allows. */
  maxRows: 1_048_576,
  maxColumns: 16_384,
} as const;

export type WorkbookFaultReason =
  | 'no-zip' | 'encrypted' | 'too-many-parts' | 'part-twice' | 'parts-overlap' | 'compression' | 'too-large' | 'shrinks-too-much' | 'checksum'
  | 'part-missing' | 'xml' | 'doctype' | 'too-deep' | 'token-too-large' | 'row-order' | 'cell-place' | 'too-many-texts' | 'text-missing' | 'too-many-styles' | 'too-many-merges' | 'no-sheet' | 'too-many-sheets';

/** A file that is no workbook, or none that is read here. */
export class WorkbookFault extends Error {
  constructor(readonly reason: WorkbookFaultReason) {
    super(reason);
  }
}
