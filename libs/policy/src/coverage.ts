import type { Pack } from './pack/pack.compile.js';
import type { ClauseStatus } from './pack/pack.schema.js';
import type { Wording } from './pack/wording.schema.js';

export interface CoveredPart {
  /** What the sentence of the source demands, in words of our own. */
  readonly about: Wording;
  readonly characters: number;
  readonly digest: string;
  readonly status: ClauseStatus;
  /** Why a person is needed, where one is. */
  readonly why: Wording | undefined;
}

export interface CoveredClause {
  readonly id: string;
  readonly title: Wording;
  readonly parts: readonly CoveredPart[];
}

/** A pack's clause map: what becomes of each sentence of its source. */
export interface Coverage {
  readonly pack: string;
  readonly version: string;
  readonly clauses: readonly CoveredClause[];
  readonly counts: { readonly coded: number; readonly otherSystem: number; readonly needsPerson: number };
  /** Characters of the source without white space, and how many of them the parts stand for. */
  readonly characters: { readonly source: number; readonly mapped: number };
}

/** The clause map of a pack that was loaded, and so is complete (checkCompleteness). */
export function coverageOf({ identity, draft }: Pack): Coverage {
  const clauses = draft.clauses.map(({ value: { id, title, parts } }) => ({
    id, title,
    parts: parts.map(({ about, characters, digest, is }) => ({ about, characters, digest, status: is, why: 'needs-a-person' in is ? draft.reasons.get(is['needs-a-person']) : undefined })),
  }));
  const parts = clauses.flatMap((clause) => clause.parts);
  const count = (kind: string): number => parts.filter(({ status }) => kind in status).length;
  return {
    pack: identity.id, version: identity.version, clauses,
    counts: { coded: count('coded'), otherSystem: count('other-system'), needsPerson: count('needs-a-person') },
    characters: { source: draft.head.source.characters, mapped: parts.reduce((sum, { characters }) => sum + characters, 0) },
  };
}
