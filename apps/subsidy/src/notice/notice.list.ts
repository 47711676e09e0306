import { addFen, canonicalJson, merkleRoot, ZERO_FEN, type Fen } from '@gongjiang/kernel';
import type { NoticeList } from './notice.js';
import type { SecretOrder } from './notice.sheet.js';

/** What a notice's list needs to know of a sheet. */
export interface SheetHead {
  readonly chunkId: string;
  readonly lines: number;
  readonly amountFen: Fen;
  readonly root: string;
}

/** A sheet with its place in the list: its first line has this number. */
export interface PlacedSheet extends SheetHead {
  readonly first: number;
}

/**
 * Puts the sheets in the order of the public list and numbers their lines. The order of chunks is the order of tokens,
 * and must not show; a sheet without a line is none.
 */
export function placeSheets(noticeId: string, heads: readonly SheetHead[], order: SecretOrder): readonly PlacedSheet[] {
  const sorted = heads.filter(({ lines }) => lines > 0).map((head) => ({ head, at: order(`${noticeId}|${head.chunkId}`) })).sort((left, right) => (left.at < right.at ? -1 : 1));
  let first = 1;
  return sorted.map(({ head }) => {
    const placed = { ...head, first };
    first += head.lines;
    return placed;
  });
}

/** The list over its sheets, in their order. */
export function listOf(sheets: readonly PlacedSheet[]): NoticeList {
  return {
    sheets: sheets.length,
    lines: sheets.reduce((total, { lines }) => total + lines, 0),
    amountFen: sheets.reduce<Fen>((total, { amountFen }) => addFen(total, amountFen), ZERO_FEN),
    root: merkleRoot(sheets.map(leafOfSheet)),
  };
}

/** The text of a sheet that the notice's root is computed over: with it the numbers of its lines are fixed. */
export function leafOfSheet({ first, lines, root }: Pick<PlacedSheet, 'first' | 'lines' | 'root'>): string {
  return canonicalJson({ first, lines, root });
}
