import type { Pack } from './pack/pack.compile.js';
import type { ClauseStatus } from './pack/pack.schema.js';
import type { Wording } from './pack/wording.schema.js';

export interface CoveredPart {
  readonly text: string;
  readonly status: ClauseStatus;
  /** Why a person is needed, where one is. */
  readonly why: Wording | undefined;
}

export interface CoveredClause {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly CoveredPart[];
}

/** A pack's clause map against the text of its source. Nothing may be left out, and nothing invented. */
export interface Coverage {
  readonly pack: string;
  readonly version: string;
  readonly clauses: readonly CoveredClause[];
  readonly counts: { readonly coded: number; readonly otherSystem: number; readonly needsPerson: number };
  /** Text of the source that no part of the map holds. */
  readonly leftOut: readonly string[];
  /** Parts of the map, by clause, whose text the source does not have at that place. */
  readonly notInSource: readonly string[];
}

/** Lays the clause map beside the source: every character but white space must be there, once and in order. */
export function coverageOf(pack: Pack, sourceText: string): Coverage {
  const clauses = pack.draft.clauses.map(({ value }) => ({
    id: value.id,
    title: value.title,
    parts: value.parts.map(({ text, is }) => ({ text, status: is, why: 'needs-a-person' in is ? pack.draft.reasons.get(is['needs-a-person']) : undefined })),
  }));
  const parts = clauses.flatMap((clause) => clause.parts.map((part) => ({ clause: clause.id, ...part })));
  const count = (kind: string): number => parts.filter(({ status }) => kind in status).length;
  return {
    pack: pack.identity.id, version: pack.identity.version, clauses,
    counts: { coded: count('coded'), otherSystem: count('other-system'), needsPerson: count('needs-a-person') },
    ...compare(parts, sourceText),
  };
}

function compare(parts: readonly { clause: string; text: string }[], sourceText: string): Pick<Coverage, 'leftOut' | 'notInSource'> {
  const source = squeezed(sourceText);
  const leftOut: string[] = [];
  const notInSource: string[] = [];
  let reached = 0;
  for (const part of parts) {
    const text = squeezed(part.text);
    const at = source.indexOf(text, reached);
    if (at < 0) {
      notInSource.push(`${part.clause}: ${part.text}`);
      continue;
    }
    if (at > reached) leftOut.push(source.slice(reached, at));
    reached = at + text.length;
  }
  if (reached < source.length) leftOut.push(source.slice(reached));
  return { leftOut, notInSource };
}

function squeezed(text: string): string {
  return text.replace(/\s+/gu, '');
}
