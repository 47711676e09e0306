import { byTime, entriesRootOf, headOf, type AuditBlock, type SealedEntry } from './audit-chain.js';
import { auditHash } from './audit-entry.js';
import type { AuditFinding, AuditFindingCode } from './audit-finding.js';
import type { KeptEntry } from './audit-reader.js';

export interface BlockEntries {
  readonly block: AuditBlock;
  /** What is marked for the block. */
  readonly marked: readonly KeptEntry[];
  /** What the block lists and nothing marked for it is: found by id, wherever it is. */
  readonly elsewhere: readonly KeptEntry[];
  /** The sealer may not have come to mark the last block's entries yet. */
  readonly isLast: boolean;
}

/** The hash of what an entry says now; null for what no entry can say. */
export function contentHash({ entry }: KeptEntry): string | null {
  try {
    return auditHash(entry);
  } catch {
    return null;
  }
}

/** What is wrong with a block's entries: which were altered, removed, added, moved to another block, or stand in another order. */
export function entryFindings({ block, marked, elsewhere, isLast }: BlockEntries): readonly AuditFinding[] {
  const { list, findings } = sealedList(block, marked);
  const found = new Map([...elsewhere, ...marked].map((kept) => [kept.id, kept]));
  const listed = new Set(list.map(({ id }) => id));
  const finding = findingIn(block);
  return [
    ...findings,
    ...list.flatMap((sealed) => sealedEntryFinding(sealed, found.get(sealed.id), finding, { number: block.number, isLast })),
    ...marked.filter(({ id }) => !listed.has(id)).map((kept) => finding('entry-added', kept.id, saysNow(kept))),
  ];
}

type Finding = (code: AuditFindingCode, object?: string, detail?: string) => AuditFinding;

function findingIn({ city, number }: AuditBlock): Finding {
  return (code, object, detail) => ({ code, city, block: number, object: object ?? null, detail: detail ?? null });
}

function sealedEntryFinding(sealed: SealedEntry, kept: KeptEntry | undefined, finding: Finding, { number, isLast }: { readonly number: number; readonly isLast: boolean }): AuditFinding[] {
  if (!kept) return [finding('entry-removed', sealed.id)];
  if (contentHash(kept) !== sealed.hash) return [finding('entry-altered', sealed.id, saysNow(kept))];
  if (kept.entry.hash !== sealed.hash) return [finding('entry-altered', sealed.id, 'its hash is another than was sealed')];
  const isMarked = kept.block === number || (isLast && kept.block === null);
  return isMarked ? [] : [finding('entry-moved', sealed.id, `it is marked ${JSON.stringify(kept.block)}`)];
}

/**
 * The list that was sealed. Where the block's own does not give its root, the entries themselves tell what it was, so
 * that the finding names the list and not the entries.
 */
function sealedList(block: AuditBlock, marked: readonly KeptEntry[]): { readonly list: readonly SealedEntry[]; readonly findings: readonly AuditFinding[] } {
  const { entryList, entriesRoot } = block;
  const root = entriesRootOf(entryList);
  const isHeaderAtFault = headOf({ ...block, entriesRoot: root, entries: entryList.length }) === block.head;
  if (root === entriesRoot || isHeaderAtFault) return { list: entryList, findings: [] };

  const finding = findingIn(block);
  const ofEntries = [...marked].sort((left, right) => byTime({ ...left.entry, id: left.id }, { ...right.entry, id: right.id })).map((kept) => ({ id: kept.id, hash: contentHash(kept) ?? '' }));
  if (entriesRootOf(ofEntries) === entriesRoot) {
    const isReordered = sortedText(ofEntries) === sortedText(entryList);
    return { list: ofEntries, findings: [finding(isReordered ? 'list-reordered' : 'list-altered', undefined, positionsOf(ofEntries, entryList))] };
  }
  const surplus = entryList.findIndex((_, at) => entriesRootOf(entryList.toSpliced(at, 1)) === entriesRoot);
  if (surplus === -1) return { list: entryList, findings: [finding('list-altered')] };
  return { list: entryList.toSpliced(surplus, 1), findings: [finding('list-altered', undefined, `entry ${entryList[surplus]?.id ?? ''} was put into it`)] };
}

/** The places at which two lists differ, the first few of them. */
function positionsOf(sealed: readonly SealedEntry[], now: readonly SealedEntry[]): string {
  const places = Array.from({ length: Math.max(sealed.length, now.length) }, (_, at) => at).filter((at) => sealed[at]?.id !== now[at]?.id || sealed[at]?.hash !== now[at]?.hash);
  const shown = places.slice(0, 5).map((at) => `place ${at + 1} held ${sealed[at]?.id ?? 'nothing'}`);
  return `${shown.join(', ')}${places.length > 5 ? ` and ${places.length - 5} more` : ''}`;
}

function sortedText(list: readonly SealedEntry[]): string {
  return list.map(({ id, hash }) => `${id}|${hash}`).sort().join();
}

const PLAIN = /^[\w.:/|@-]{1,200}$/;

/** What an entry says now. Only plain words are repeated: whoever altered it may have written anything. */
export function saysNow({ entry }: KeptEntry): string {
  const [kind, object, actor, at] = [entry.kind, entry.object, entry.actorId, entry.at].map((value: unknown) => (typeof value === 'string' && PLAIN.test(value) ? value : '?'));
  return `it says now: ${kind} on ${object} by ${actor} at ${at}`;
}
