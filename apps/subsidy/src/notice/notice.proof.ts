import { merklePath, merkleRootOfPath, type MerkleStep } from '@gongjiang/kernel';
import { leafOfSheet, type PlacedSheet } from './notice.list.js';
import { leafOfLine, type NoticeLine } from './notice.sheet.js';

/** That a line stood in a notice, under which number and with which words: the way from the line to the published root. */
export interface LineProof {
  readonly noticeId: string;
  readonly number: number;
  readonly line: NoticeLine;
  readonly toSheet: readonly MerkleStep[];
  readonly sheet: { readonly first: number; readonly lines: number; readonly root: string };
  readonly toNotice: readonly MerkleStep[];
  readonly root: string;
}

export interface ProofInput {
  readonly noticeId: string;
  readonly number: number;
  readonly root: string;
  /** All sheets of the list, in their order. */
  readonly sheets: readonly PlacedSheet[];
  /** The lines of the sheet that holds the number. */
  readonly lines: readonly NoticeLine[];
}

/** Proves a line. Undefined where what is kept does not lead to the root: somebody altered it. */
export function proofOfLine({ noticeId, number, root, sheets, lines }: ProofInput): LineProof | undefined {
  const at = sheets.findIndex(({ first, lines: count }) => number >= first && number < first + count);
  const sheet = sheets[at];
  const line = sheet && lines[number - sheet.first];
  if (!sheet || !line) return undefined;
  const proof: LineProof = {
    noticeId, number, line, root,
    toSheet: merklePath(lines.map(leafOfLine), number - sheet.first),
    sheet: { first: sheet.first, lines: sheet.lines, root: sheet.root },
    toNotice: merklePath(sheets.map(leafOfSheet), at),
  };
  return provesLine(proof, root) ? proof : undefined;
}

/** True where the line was in the list with this root. The root comes from whom the reader trusts: the event, the audit chain. */
export function provesLine({ number, line, toSheet, sheet, toNotice }: LineProof, publishedRoot: string): boolean {
  return number === sheet.first + line.place - 1
    && merkleRootOfPath(leafOfLine(line), toSheet) === sheet.root
    && merkleRootOfPath(leafOfSheet(sheet), toNotice) === publishedRoot;
}
