import { canonicalJson } from '@gongjiang/kernel';
import { narrow } from './narrow.js';
import type { PackIdentity } from './rule.js';

/** What the engine's words mean: it rises when the same pack and request could give another receipt. */
export const ENGINE_MEANING = '1';

/** The part of a receipt that names engine and pack; one that nobody here knows has no hash. */
export function receiptJson(pack: Partial<Omit<PackIdentity, 'receiptJson'>>): string {
  return narrow(`"engine":${JSON.stringify(ENGINE_MEANING)},"pack":${canonicalJson(pack)}`);
}
