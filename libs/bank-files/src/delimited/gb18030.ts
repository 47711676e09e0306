import iconv from 'iconv-lite';

/**
 * Characters that the versions of GB 18030 (2000, 2005, 2022) and their codecs (Python's, the C library's, WHATWG's)
 * write as different bytes: what one system writes another reads as something else, so they are refused. Private use
 * differs too; it is refused before, as no character of a name at all.
 */
const MOVED = /[\u1E3F\u9FB4-\u9FBB\uFE10-\uFE19\u{20087}\u{20089}\u{200CC}\u{215D7}\u{2298F}\u{241FE}]/u;

export function toGb18030(text: string): Uint8Array {
  return iconv.encode(text, 'gb18030');
}

/** The text, or undefined where the bytes are not exactly what this text is written as. */
export function fromGb18030(bytes: Uint8Array): string | undefined {
  const text = iconv.decode(bytes, 'gb18030', { stripBOM: false });
  return iconv.encode(text, 'gb18030').equals(bytes) ? text : undefined;
}

/** The characters that a bank's system knows: all of GB 18030, or those of GBK in code page 936, which older systems have. */
export type Repertoire = 'gb18030' | 'gbk';

/** The first character that does not come back as itself, or is not among those that the bank knows. */
export function characterLackedBy(repertoire: Repertoire, text: string): string | undefined {
  if (/^[\x20-\x7e]*$/.test(text)) return undefined;
  return [...text].find((character) => !isCarried(repertoire, character));
}

function isCarried(repertoire: Repertoire, character: string): boolean {
  if (MOVED.test(character)) return false;
  const bytes = iconv.encode(character, 'gb18030');
  if (iconv.decode(bytes, 'gb18030') !== character) return false;
  return repertoire === 'gb18030' || (iconv.encode(character, 'cp936').equals(bytes) && iconv.decode(bytes, 'cp936') === character);
}
