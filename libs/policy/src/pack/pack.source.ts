import { load } from 'js-yaml';
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { PackError } from './pack.error.js';

/** Why: a pack is written by people; a file of more than a megabyte is something else. */
export const MAX_PACK_FILE_CHARACTERS = 1_000_000;

/** One YAML file with the place of everything in it, so that a fault can be shown where it stands. */
export interface PackSource {
  readonly file: string;
  readonly text: string;
}

/** A part of a file as it was written, and how to find its line. */
export interface Located<Value> {
  readonly value: Value;
  readonly file: string;
  lineOf(path: Path): number;
}

export type Path = readonly PropertyKey[];

/** Reads one file by its schema. Throws PackError naming file, line and what is expected. */
export function readSource<Value>(source: PackSource, schema: z.ZodType<Value>): Located<Value> {
  if (source.text.length > MAX_PACK_FILE_CHARACTERS) throw new PackError(source.file, 1, `at most ${MAX_PACK_FILE_CHARACTERS} characters are expected`);
  let placed: PlacedDocument | undefined;
  const inPlace = (): PlacedDocument => (placed ??= placedDocument(source));
  const lineOf = (path: Path): number => lineAt(inPlace(), path);
  const parsed = schema.safeParse(contentOf(source.text) ?? inPlace().document.toJS());
  if (parsed.success) return { value: parsed.data, file: source.file, lineOf };
  const issue = firstIssue(parsed.error.issues);
  throw new PackError(source.file, lineOf(issue.path), `${placeText(issue.path)}${issue.message}`);
}

/** A file with the place of everything in it. */
interface PlacedDocument {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** Throws PackError where the file is no YAML, or more of it than packs use. */
function placedDocument({ file, text }: PackSource): PlacedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, merge: false });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault) throw new PackError(file, lines.linePos(fault.pos[0]).line, fault.message);
  visit(document, { Alias: (_, alias) => { throw new PackError(file, lines.linePos(alias.range?.[0] ?? 0).line, 'the text itself is expected here: packs use no anchors and aliases'); } });
  return { document, lines };
}

/**
 * What a good file says, by a parser that forgets places and is five times as fast: every process reads all packs when it
 * starts. Undefined where it finds anything wrong or unusual; then the other parser says what, and where.
 */
function contentOf(text: string): unknown {
  if (text.includes('__proto__')) return undefined;
  try {
    return load(text, { maxAliases: 0 });
  } catch {
    return undefined;
  }
}

type Issue = z.core.$ZodIssue;

/** Inside a union the fault of the branch that came furthest says most. */
function firstIssue(issues: readonly Issue[], prefix: Path = []): { path: Path; message: string } {
  const issue = issues[0];
  if (!issue) return { path: prefix, message: 'something else is expected' };
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') return { path: [...path, issue.keys[0] ?? ''], message: `"${issue.keys.join('", "')}" is not known here` };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return { path, message: issue.message };
  const furthest = [...issue.errors].sort((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0] ?? [];
  return firstIssue(furthest, path);
}

function placeText(path: Path): string {
  return path.length === 0 ? '' : `${path.map(String).join(' › ')}: `;
}

/** The line of the deepest part of the path that the file has. */
function lineAt({ document, lines }: PlacedDocument, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const range = rangeAt(document, path.slice(0, length));
    if (range !== undefined) return lines.linePos(range).line;
  }
  return 1;
}

function rangeAt(document: Document, path: Path): number | undefined {
  const parent: unknown = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  const pairs = hasItems(parent) ? parent.items : [];
  for (const pair of pairs) {
    if (isPair(pair) && String(pair.key.value) === String(key)) return pair.key.range?.[0];
  }
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

interface Ranged { readonly range?: readonly number[] | null }

function isNode(value: unknown): value is Ranged {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function hasItems(value: unknown): value is { readonly items: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

function isPair(value: unknown): value is { readonly key: Ranged & { readonly value: unknown } } {
  return typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'object' && value.key !== null && 'value' in value.key;
}
