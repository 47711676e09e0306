import type { PackDraft, Place } from './pack.draft.js';
import type { ClausePartSource } from './pack.schema.js';

/**
 * The pack does not hold the words of its source, and still nothing can be left out: the parts' characters add up to
 * the source's, and no part stands for another's sentence. Throws PackError at the line.
 */
export function checkCompleteness(draft: PackDraft): void {
  const first = new Map<string, { readonly clause: string; readonly characters: number }>();
  let sum = 0;
  for (const { value: clause, place } of draft.clauses) {
    for (const [at, part] of clause.parts.entries()) {
      const before = first.get(part.digest);
      checkRepeats(part, before, place.at('parts', at));
      if (before === undefined) first.set(part.digest, { clause: clause.id, characters: part.characters });
      sum += part.characters;
    }
  }
  const { characters } = draft.head.source;
  if (sum !== characters) throw draft.place.at('source', 'characters').fault(`the parts of the clause map hold ${sum} characters, the source ${characters}: a part is left out, added or changed`);
}

/** A sentence that the source says twice stands twice, and the second says where the first is. */
function checkRepeats(part: ClausePartSource, before: { readonly clause: string; readonly characters: number } | undefined, place: Place): void {
  if (before === undefined && part.repeats !== undefined) throw place.at('repeats').fault(`no part before has the digest ${part.digest}`);
  if (before === undefined) return;
  if (part.repeats === undefined) throw place.at('digest').fault(`the digest ${part.digest} stands in ${before.clause} already; where the source says the same twice, "repeats: ${before.clause}" is expected`);
  if (part.repeats !== before.clause) throw place.at('repeats').fault(`${before.clause} is expected: there the digest ${part.digest} stands first`);
  if (part.characters !== before.characters) throw place.at('characters').fault(`${before.characters} characters are expected, as in ${before.clause}: the digest is the same`);
}
