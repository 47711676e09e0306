import { sha256Hex } from '@gongjiang/kernel';

/** Why 16: a mistake cannot meet the same 64 bits by chance, and a clerk can still compare them by eye. */
const PART_DIGEST_CHARACTERS = 16;

/** White space says nothing: how a text was broken into lines on its way here does not matter. */
export function squeezed(text: string): string {
  return text.replace(/\s+/gu, '');
}

/** What proves a part of a source without holding its words. Takes squeezed text. */
export function partDigest(text: string): string {
  return sha256Hex(text).slice(0, PART_DIGEST_CHARACTERS);
}

/** What proves a whole source. Takes squeezed text. */
export function sourceDigest(text: string): string {
  return sha256Hex(text);
}
