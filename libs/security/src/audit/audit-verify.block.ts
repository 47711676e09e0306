import { chunksRootOf, entriesRootOf, GENESIS_HEAD, headOf, type AuditBlock, type BlockHeader } from './audit-chain.js';
import type { AuditFinding } from './audit-finding.js';
import type { KeptEntry } from './audit-reader.js';

/** What stands around a block and tells what it should say. */
export interface BlockPlace {
  readonly city: string;
  readonly number: number;
  /** The block before, null for the first; undefined where it is missing or cannot be read. */
  readonly previous: AuditBlock | null | undefined;
  /** What the block after says that this one's head is; undefined where there is none. */
  readonly headAfter: string | undefined;
}

/** What is wrong with a block itself: its header, its head, its link to the block before, its list of chunks. */
export function blockFindings(block: AuditBlock, place: BlockPlace, entries: readonly KeptEntry[]): readonly AuditFinding[] {
  const finding = (code: AuditFinding['code'], detail: string | null = null): AuditFinding => ({ code, city: place.city, block: place.number, object: null, detail });
  const findings: AuditFinding[] = [];
  const truths = truthsOf(block, place, entries);
  if (headOf(block) !== block.head || block.city !== place.city || block.number !== place.number) findings.push(finding('block-altered', alteredField(block, place, truths)));
  else if (!isLinked(block, place)) findings.push(finding('block-unlinked'));
  const isHeaderAtFault = headOf({ ...block, chunksRoot: chunksRootOf(block.chunkRoots), chunks: block.chunkRoots.length }) === block.head;
  if (chunksRootOf(block.chunkRoots) !== block.chunksRoot && !isHeaderAtFault) findings.push(finding('chunks-altered'));
  return findings;
}

/** A block follows on the one before as that one is, or as it was before a part of it was altered in place. */
function isLinked({ previousHead }: AuditBlock, { previous }: BlockPlace): boolean {
  if (previous === undefined) return true;
  return previous === null ? previousHead === GENESIS_HEAD : previousHead === previous.head || previousHead === headOf(previous);
}

/** Names the altered field: the one with whose right value the rest gives the head. */
function alteredField(block: AuditBlock, { headAfter }: BlockPlace, truths: readonly Partial<BlockHeader>[]): string {
  if (headAfter !== undefined && headAfter !== block.head && headAfter === headOf(block)) return 'its head';
  const truth = truths.find((candidate) => headOf({ ...block, ...candidate }) === block.head);
  return truth === undefined ? 'sealedAt, its head, or more than one field' : Object.keys(truth).join();
}

/** What each field should say, as far as it follows from something else. */
function truthsOf(block: AuditBlock, { city, number, previous }: BlockPlace, entries: readonly KeptEntry[]): readonly Partial<BlockHeader>[] {
  const times = entries.map(({ entry }) => entry.at).sort();
  return [
    { number },
    { city: city as BlockHeader['city'] },
    ...(previous === undefined ? [] : [{ previousHead: previous?.head ?? GENESIS_HEAD }]),
    { entries: block.entryList.length },
    { entriesRoot: entriesRootOf(block.entryList) },
    { chunks: block.chunkRoots.length },
    { chunksRoot: chunksRootOf(block.chunkRoots) },
    { from: times[0] ?? null },
    { until: times.at(-1) ?? null },
  ];
}
