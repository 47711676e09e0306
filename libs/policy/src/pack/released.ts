import { z } from 'zod';
import type { Pack } from './pack.compile.js';

/** The list of released versions, beside the packs. */
export const RELEASED_FILE = 'released.yaml';

/** `jinhua@1.0.0: <hash>`: a released version is never edited, and its hash proves it. */
export const releasedSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/, 'the hash of the version is expected')).nullable().transform((released) => released ?? {});
export type Released = Readonly<Record<string, string>>;

/** The released versions that say something else now than when they were released, or are gone. */
export function alteredVersions(released: Released, packs: readonly Pack[]): string[] {
  const now = new Map(packs.map(({ identity }) => [`${identity.id}@${identity.version}`, identity.hash]));
  return Object.entries(released).filter(([version, hash]) => now.get(version) !== hash).map(([version]) => version);
}

export function releasedText(released: Released): string {
  const lines = Object.entries(released).sort(([a], [b]) => (a < b ? -1 : 1)).map(([version, hash]) => `${version}: ${hash}`);
  return ['# 已发布的版本和内容哈希：发布以后不再改动 · Released versions, never edited again', ...lines, ''].join('\n');
}
