import { receiptJson } from '../engine/meaning.js';
import type { EntitlementRule, PackIdentity } from '../engine/rule.js';
import { draftPack, type PackDraft } from './pack.draft.js';
import { checkClauseMap } from './clause-map.js';
import { checkCompleteness } from './completeness.js';
import { checkFunds } from './fund-check.js';
import { compileEntitlement } from './entitlement.compile.js';
import type { PackSource } from './pack.source.js';

/** One version of a pack, ready to decide with. */
export interface Pack {
  readonly identity: PackIdentity;
  readonly draft: PackDraft;
  readonly entitlements: ReadonlyMap<string, EntitlementRule>;
}

/** Compiles the files of one pack version. Throws PackError naming file, line and what is expected. */
export function compilePack(sources: readonly PackSource[]): Pack {
  return compileDraft(draftPack(sources), undefined);
}

export function compileDraft(draft: PackDraft, overlay: PackIdentity['overlay']): Pack {
  const names = { id: draft.head.id, version: draft.head.version, hash: draft.hash, overlay };
  const identity: PackIdentity = { ...names, receiptJson: receiptJson(names) };
  const entitlements = new Map<string, EntitlementRule>();
  for (const placed of draft.entitlements) {
    if (entitlements.has(placed.value.id)) throw placed.place.at('id').fault(`"${placed.value.id}" is said twice`);
    entitlements.set(placed.value.id, compileEntitlement(draft, identity, placed));
  }
  checkFunds(draft);
  checkClauseMap(draft);
  checkCompleteness(draft);
  return { identity, draft, entitlements };
}
