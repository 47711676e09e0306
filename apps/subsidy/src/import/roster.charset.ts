import type { RosterEncoding } from './roster.js';

/** Every name by which a file of these encodings is declared; the older Chinese sets are parts of GB 18030. */
const NAMES: Readonly<Record<string, RosterEncoding>> = {
  'utf-8': 'utf-8', utf8: 'utf-8', 'us-ascii': 'utf-8', ascii: 'utf-8',
  gb18030: 'gb18030', gbk: 'gb18030', gb2312: 'gb18030', cp936: 'gb18030', ms936: 'gb18030', 'x-gbk': 'gb18030', 'euc-cn': 'gb18030',
};

export function encodingNamed(charset: string): RosterEncoding | undefined {
  return Object.hasOwn(NAMES, charset.toLowerCase()) ? NAMES[charset.toLowerCase()] : undefined;
}

export function isUtf16Name(charset: string): boolean {
  return /^(utf-?16|ucs-?2|unicode)/i.test(charset);
}

/** The encoding that a byte order mark names. */
export function encodingMarkedBy(start: Uint8Array): RosterEncoding | undefined {
  if (startsWith(start, [0xef, 0xbb, 0xbf])) return 'utf-8';
  return startsWith(start, [0x84, 0x31, 0x95, 0x33]) ? 'gb18030' : undefined;
}

/** UTF-16 by its mark, or by the zero in each character of a header: what spreadsheets call "Unicode text". */
export function looksLikeUtf16(start: Uint8Array): boolean {
  if (startsWith(start, [0xff, 0xfe]) || startsWith(start, [0xfe, 0xff])) return true;
  const [first = 0, second = 0, third = 0, fourth = 0] = start;
  return (first === 0 && second !== 0 && third === 0 && fourth !== 0) || (first !== 0 && second === 0 && third !== 0 && fourth === 0);
}

/** What a file is by its first bytes, where it is none of text: a zip (a workbook of today), or a workbook of old or one under a password. */
export function containerOf(start: Uint8Array): 'zip' | 'compound' | undefined {
  if (startsWith(start, [0x50, 0x4b, 0x03, 0x04]) || startsWith(start, [0x50, 0x4b, 0x05, 0x06])) return 'zip';
  return startsWith(start, [0xd0, 0xcf, 0x11, 0xe0]) ? 'compound' : undefined;
}

/**
 * Characters whose bytes the versions of GB 18030 (2000, 2005, 2022) and their codecs give to different characters, and
 * those of private use, which each system fills for itself: a name with one of them may be another name elsewhere.
 */
export const DOUBTFUL_IN_GB18030 = /[\u1E3F\u9FB4-\u9FBB\uFE10-\uFE19\uE000-\uF8FF\u{20087}\u{20089}\u{200CC}\u{215D7}\u{2298F}\u{241FE}]/u;

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
