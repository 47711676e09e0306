/**
 * What has no place in a name or a purpose, because a reader drops it, shows it otherwise or breaks the line at it:
 * controls, invisible marks, halves of characters, private use (no two systems agree on it), blanks but the two plain ones.
 */
const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?![ \u3000])\p{Zs}|^[ \u3000]|[ \u3000]$/u;

/** The first character that no bank file carries, as `U+202E`; undefined where all are in order. */
export function unusableCharacter(text: string): string | undefined {
  const [found] = UNUSABLE.exec(text) ?? [];
  return found === undefined ? undefined : codePointName(found);
}

export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
