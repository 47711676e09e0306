import { canonicalJson, sha256Hex } from '@gongjiang/kernel';
import type { PolicyAnswer } from '../answer.js';
import { decideAll, type Decided } from '../engine/decide.js';
import { ReceiptJournal } from '../engine/journal.js';
import type { PackIdentity } from '../engine/rule.js';
import type { PackSet } from '../pack/pack-set.js';
import type { PolicyRequest } from '../request.js';

/** What the engine's words mean: it rises when the same pack and request could give another receipt. */
export const ENGINE_MEANING = '1';

/** The receipt of one decision 决定凭据: canonical JSON, and its SHA-256 in hex as id. */
export interface Receipt {
  readonly id: string;
  readonly json: string;
}

/** Decides every claim and writes a receipt for each, in the order of the claims. */
export function decideWithReceipts(packs: PackSet, request: PolicyRequest): { answer: PolicyAnswer; receipts: Receipt[] } {
  const decided = decideAll(packs, request, () => new ReceiptJournal());
  return {
    answer: { decisions: decided.map(({ decision }) => decision) },
    receipts: decided.map((each) => receiptOf(each, each.rule?.pack ?? packs.pack(request.pack, request.version)?.identity)),
  };
}

export function receiptOf(decided: Decided, pack: PackIdentity | undefined): Receipt {
  const { claim, rule, decision, heeded } = decided;
  const names = rule?.facts.map((fact) => fact.name) ?? [];
  const facts = Object.fromEntries(names.filter((name) => Object.hasOwn(claim.facts, name)).map((name) => [name, claim.facts[name]]));
  const { trace: _, id: __, ...result } = decision;
  const json = [
    `{"claim":${canonicalJson({ ...claim, facts })}`,
    `"decision":${canonicalJson(result)}`,
    `"engine":${JSON.stringify(ENGINE_MEANING)}`,
    `"pack":${pack === undefined ? 'null' : canonicalJson(pack)}`,
    `"surroundings":${canonicalJson(heeded)}`,
    `"trace":${decided.journal.json()}}`,
  ].join(',');
  return { id: sha256Hex(json), json };
}
