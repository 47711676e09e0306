import { canonicalJson, merkleRoot, sha256Hex, type CityCode } from '@gongjiang/kernel';

/** Enough for minutes of work; a block stays far below what one document may hold, and is checked in one go. */
export const MAX_BLOCK_ENTRIES = 1_000;
/** Chunks of 1,000 lines: a million receipts in one block. */
export const MAX_BLOCK_CHUNKS = 1_000;

/** What the first block of a city follows on. */
export const GENESIS_HEAD = '0'.repeat(64);

/** An entry in a block: its id, and the hash over all of it. */
export interface SealedEntry {
  readonly id: string;
  readonly hash: string;
}

/** Bulk work in a block: a chunk, and the Merkle root of its receipts' ids. */
export interface ChunkRoot {
  readonly id: string;
  readonly root: string;
}

/** What a block's head is the hash of. */
export interface BlockHeader {
  readonly city: CityCode;
  /** From 1, without gaps. */
  readonly number: number;
  readonly previousHead: string;
  readonly entries: number;
  readonly entriesRoot: string;
  readonly chunks: number;
  readonly chunksRoot: string;
  /** The earliest and the latest technical time of its entries. An entry that was committed late may be earlier than the block before. */
  readonly from: string | null;
  readonly until: string | null;
  readonly sealedAt: string;
}

/** A sealed block of a city's audit chain: the header, the head, and the lists that the header's roots stand for. */
export interface AuditBlock extends BlockHeader {
  readonly head: string;
  readonly entryList: readonly SealedEntry[];
  readonly chunkRoots: readonly ChunkRoot[];
}

/** An entry that waits for its block. */
export interface UnsealedEntry extends SealedEntry {
  readonly at: string;
}

export interface BlockContent {
  readonly city: CityCode;
  /** Null for the city's first block. */
  readonly previous: Pick<AuditBlock, 'number' | 'head'> | null;
  readonly entries: readonly UnsealedEntry[];
  readonly chunkRoots: readonly ChunkRoot[];
  readonly sealedAt: Date;
}

/** The block that follows on the previous one. Its entries stand in the order of their time, then of their ids, whatever order they came in. */
export function sealBlock({ city, previous, entries, chunkRoots, sealedAt }: BlockContent): AuditBlock {
  const ordered = [...entries].sort(byTime);
  const entryList = ordered.map(({ id, hash }) => ({ id, hash }));
  const roots = [...chunkRoots].sort((left, right) => compare(left.id, right.id));
  const header: BlockHeader = {
    city,
    number: (previous?.number ?? 0) + 1,
    previousHead: previous?.head ?? GENESIS_HEAD,
    entries: entryList.length,
    entriesRoot: entriesRootOf(entryList),
    chunks: roots.length,
    chunksRoot: chunksRootOf(roots),
    from: ordered[0]?.at ?? null,
    until: ordered.at(-1)?.at ?? null,
    sealedAt: sealedAt.toISOString(),
  };
  return { ...header, head: headOf(header), entryList, chunkRoots: roots };
}

/** The head that a header should have. */
export function headOf(block: BlockHeader): string {
  return sha256Hex(canonicalJson(headerOf(block)));
}

export function headerOf({ city, number, previousHead, entries, entriesRoot, chunks, chunksRoot, from, until, sealedAt }: BlockHeader): BlockHeader {
  return { city, number, previousHead, entries, entriesRoot, chunks, chunksRoot, from, until, sealedAt };
}

export function entriesRootOf(list: readonly SealedEntry[]): string {
  return merkleRoot(list.map(({ id, hash }) => `${id}|${hash}`));
}

export function chunksRootOf(roots: readonly ChunkRoot[]): string {
  return merkleRoot(roots.map(chunkLeaf));
}

/** A chunk as it stands under its block's root. */
export function chunkLeaf({ id, root }: ChunkRoot): string {
  return `${id}|${root}`;
}

/** The order of a block's entries. */
export function byTime(left: Pick<UnsealedEntry, 'at' | 'id'>, right: Pick<UnsealedEntry, 'at' | 'id'>): number {
  return compare(left.at, right.at) || compare(left.id, right.id);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
