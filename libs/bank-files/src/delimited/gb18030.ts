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

/** The first character that does not come back as itself, or is not among those that the bank knows. */
export function characterLackedBy(repertoire: 'gb18030' | 'two-byte', text: string): string | undefined {
  if (/^[\x20-\x7e]*$/.test(text)) return undefined;
  return [...text].find((character) => !isCarried(repertoire, character));
}

function isCarried(repertoire: 'gb18030' | 'two-byte', character: string): boolean {
  if (MOVED.test(character)) return false;
  const bytes = iconv.encode(character, 'gb18030');
  return (repertoire === 'gb18030' || bytes.length <= 2) && iconv.decode(bytes, 'gb18030') === character;
}
