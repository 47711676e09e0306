import { isMap, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
import type { PackSource } from './pack/pack.source.js';
import { partDigest, sourceDigest, squeezed } from './pack/source-digest.js';

/** The files of a pack with characters and digests filled in, or why they could not be. */
export type Filled =
  | { readonly ok: true; readonly files: readonly PackSource[]; readonly parts: number; readonly characters: number }
  | { readonly ok: false; readonly reason: string };

/** Why: official names of documents are that long at most, and may stand as they are. */
const LONGEST_NAME_CHARACTERS = 40;

interface MapFile { readonly file: string; readonly document: Document }
interface Part { readonly clause: string; readonly node: YAMLMap }

/**
 * Fills in what proves the clause map: the text has one line for each part, in order; empty lines do not count. The
 * words of the text do not go into the pack.
 */
export function fillClauseMap(sources: readonly PackSource[], text: string): Filled {
  const files = sources.map(({ file, text: yaml }) => ({ file, document: parseDocument(yaml) }));
  const broken = files.find(({ document }) => document.errors.length > 0);
  if (broken) return { ok: false, reason: `${broken.file}: ${broken.document.errors[0]?.message ?? ''}` };
  const lines = text.split('\n').map(squeezed).filter((line) => line !== '');
  const parts = files.flatMap(({ document }) => partsIn(document));
  if (lines.length !== parts.length) return { ok: false, reason: `one line of the text for each part of the clause map is expected: there are ${lines.length} lines and ${parts.length} parts` };
  const copied = parts.find(({ node }, at) => isCopied(node, lines[at] ?? ''));
  if (copied !== undefined) return { ok: false, reason: `${copied.clause}: "about" is the sentence of the source itself; a sentence in words of our own is expected` };
  const head = files.find(({ document }) => isMap(document.getIn(['pack', 'source'])));
  if (head === undefined) return { ok: false, reason: 'a part "pack" with "source" is expected in one of the files' };
  fillParts(parts, lines);
  const whole = lines.join('');
  setAll(head.document.getIn(['pack', 'source']) as YAMLMap, { characters: whole.length, digest: sourceDigest(whole) });
  return { ok: true, parts: parts.length, characters: whole.length, files: files.filter((each) => each === head || partsIn(each.document).length > 0).map(written) };
}

function partsIn(document: Document): Part[] {
  const clauses = document.get('clauses');
  if (!isSeq(clauses)) return [];
  return clauses.items.filter(isMap).flatMap((clause) => {
    const parts = clause.get('parts');
    return isSeq(parts) ? parts.items.filter(isMap).map((node) => ({ clause: String(clause.get('id')), node })) : [];
  });
}

/** Sentences of others are not copied into a pack; a name or a day may stand. */
function isCopied(part: YAMLMap, line: string): boolean {
  const about = part.getIn(['about', 'zh']);
  return line.length > LONGEST_NAME_CHARACTERS && typeof about === 'string' && squeezed(about) === line;
}

/** A sentence that stood before is marked with the clause that says it first. */
function fillParts(parts: readonly Part[], lines: readonly string[]): void {
  const first = new Map<string, string>();
  for (const [at, { clause, node }] of parts.entries()) {
    const line = lines[at] ?? '';
    const digest = partDigest(line);
    const is: unknown = node.get('is', true);
    for (const key of ['characters', 'digest', 'repeats', 'is']) node.delete(key);
    setAll(node, { characters: line.length, digest, ...(first.has(digest) ? { repeats: first.get(digest) } : {}), is });
    if (!first.has(digest)) first.set(digest, clause);
  }
}

function setAll(map: YAMLMap, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) if (value !== undefined) map.set(key, value);
}

/** Lines are left as long as they were: a person wrote them, and compares them. */
function written({ file, document }: MapFile): PackSource {
  return { file, text: document.toString({ lineWidth: 0, flowCollectionPadding: false }) };
}
