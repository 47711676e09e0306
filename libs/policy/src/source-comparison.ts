import type { Pack } from './pack/pack.compile.js';
import { partDigest, sourceDigest, squeezed } from './pack/source-digest.js';
import type { Wording } from './pack/wording.schema.js';

/** Where a text and the clause map that was made of it part ways. */
export interface SourceDifference {
  /** `changed`: the part's sentence reads otherwise, or is gone (no text); `added`: the map has no part for it; `whole`: the pack's own digest is wrong. */
  readonly kind: 'changed' | 'added' | 'whole';
  /** The clause and its part, counted from 1; for what was added, those that it stands before, undefined at the end. */
  readonly at: MappedPart | undefined;
  /** The line of the text, counted from 1, and what stands there. */
  readonly line: number;
  readonly text: string;
}

export interface MappedPart {
  readonly clause: string;
  readonly part: number;
  readonly about: Wording;
  readonly characters: number;
  readonly digest: string;
}

/** Why: what was put in at one place is shorter than that; looking further would take long and find nothing. */
const REACH_CHARACTERS = 5000;

/** Lays a clause map beside the real text: walks it by the parts' characters and checks every digest, in order, and the whole. */
export function compareSource(pack: Pack, text: string): SourceDifference[] {
  const parts = pack.draft.clauses.flatMap(({ value }) => value.parts.map(({ about, characters, digest }, at): MappedPart => ({ clause: value.id, part: at + 1, about, characters, digest })));
  const source = squeezed(text);
  const lineAt = lineFinder(text);
  const differences: SourceDifference[] = [];
  let [reached, next] = [0, 0];
  while (next < parts.length || reached < source.length) {
    const met = nextMet(parts, next, source, reached);
    differences.push(...betweenOf(parts.slice(next, met.part), parts[met.part], source.slice(reached, met.at), reached, lineAt));
    reached = met.at + (parts[met.part]?.characters ?? 0);
    next = met.part + 1;
  }
  const isWhole = sourceDigest(source) === pack.draft.head.source.digest && source.length === pack.draft.head.source.characters;
  return differences.length > 0 || isWhole ? differences : [{ kind: 'whole', at: undefined, line: 1, text: '' }];
}

/** The first place of the text at which one of the parts from `next` on stands; past the end of both where there is none. */
function nextMet(parts: readonly MappedPart[], next: number, source: string, reached: number): { part: number; at: number } {
  const last = Math.min(reached + REACH_CHARACTERS, source.length);
  for (let at = reached; at < last; at += 1) {
    const part = parts.findIndex(({ characters, digest }, index) => index >= next && isAt(source, at, characters, digest));
    if (part >= 0) return { part, at };
  }
  return { part: parts.length, at: source.length };
}

function isAt(source: string, at: number, characters: number, digest: string): boolean {
  return partDigest(source.slice(at, at + characters)) === digest;
}

/** What stands between two parts that were met: in place of the parts that were not, or of none. */
function betweenOf(missed: readonly MappedPart[], before: MappedPart | undefined, text: string, reached: number, lineAt: (position: number) => number): SourceDifference[] {
  if (missed.length === 0) return text === '' ? [] : [{ kind: 'added', at: before, line: lineAt(reached), text }];
  let taken = 0;
  return missed.map((at, index) => {
    const start = taken;
    taken = index === missed.length - 1 ? text.length : Math.min(taken + at.characters, text.length);
    return { kind: 'changed', at, line: lineAt(reached + start), text: text.slice(start, taken) };
  });
}

/** Finds the line on which a character of the squeezed text stands. */
function lineFinder(text: string): (position: number) => number {
  const ends: number[] = [];
  let length = 0;
  for (const line of text.split('\n')) ends.push(length += squeezed(line).length);
  return (position) => { const line = ends.findIndex((end) => end > position); return line < 0 ? ends.length : line + 1; };
}
