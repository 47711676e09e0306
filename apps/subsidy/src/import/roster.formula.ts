/** What a spreadsheet may take for the beginning of a formula, or cut off before one (ASVS 5.0 1.2.10), and the quote itself. */
const DANGEROUS_START = /^\s*[=+\-@＝＋－＠]|^[\t\r\n\0']/u;

/** A cell as it may leave: where it would begin a formula, after a single quote. Each text has one escaped form, and no two share one. */
export function escapedCell(text: string): string {
  return DANGEROUS_START.test(text) ? `'${text}` : text;
}

/** The cell as it was before it was escaped. */
export function unescapedCell(text: string): string {
  return text.startsWith("'") ? text.slice(1) : text;
}

/** True where a program would take the text for a formula: no name begins so. */
export function looksLikeFormula(text: string): boolean {
  return /^\s*[=+\-@＝＋－＠]/u.test(text);
}
