import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { ENGINE_MEANING } from '../engine/meaning.js';
import { ReceiptJournal } from '../engine/journal.js';
import { Round, isWaiting } from '../engine/round.js';
import type { PackSet } from '../pack/pack-set.js';
import type { PolicyRequest } from '../request.js';
import { packJsonOf, receiptOf, type Receipt } from './receipt.js';
import { MAX_RECEIPT_CHARACTERS, receiptSchema, type ReceiptContent } from './receipt.schema.js';

export type ReplayRefusal = Refusal<'policy.malformed-receipt' | 'policy.pack-not-here' | 'policy.pack-differs' | 'policy.engine-differs'>;

/** Reads a receipt back. Refused with place and reason where it is none. */
export function parseReceipt(json: string): Result<ReceiptContent, Refusal<'policy.malformed-receipt'>> {
  if (json.length > MAX_RECEIPT_CHARACTERS) return refuse('policy.malformed-receipt', { place: '(the whole)', reason: 'too long for a receipt' });
  try {
    const parsed = receiptSchema.safeParse(JSON.parse(json));
    if (parsed.success) return ok(parsed.data);
    const issue = parsed.error.issues[0];
    return refuse('policy.malformed-receipt', { place: issue?.path.join('.') ?? '', reason: issue?.message ?? '' });
  } catch (error) {
    return refuse('policy.malformed-receipt', { place: '(the whole)', reason: error instanceof Error ? error.message : 'no JSON' });
  }
}

/**
 * Decides the claim of a receipt again, by the rules that it names and with what it says was heeded. The same receipt
 * comes out, byte for byte. Refused where this installation no longer has those rules.
 */
export function replay(packs: PackSet, json: string): Result<Receipt, ReplayRefusal> {
  const parsed = parseReceipt(json);
  if (!parsed.ok) return parsed;
  const { claim, engine, pack, surroundings } = parsed.value;
  if (engine !== ENGINE_MEANING) return refuse('policy.engine-differs', { receipt: engine, here: ENGINE_MEANING });
  const here = packs.pack(pack.id, pack.version)?.identity;
  if (pack.hash !== undefined && here === undefined) return refuse('policy.pack-not-here', { pack: pack.id, version: pack.version ?? '' });
  if (pack.hash !== here?.hash || pack.overlay?.hash !== here?.overlay?.hash) return refuse('policy.pack-differs', { pack: pack.id, version: pack.version ?? '' });
  const request: PolicyRequest = {
    pack: pack.id, claims: [claim], history: surroundings.history ?? [], credit: surroundings.credit ?? [],
    quotaUsed: { [claim.entitlement]: surroundings.quotaUsed ?? 0 },
    ...(pack.version === undefined ? {} : { version: pack.version }),
  };
  const round = new Round(packs, request, (rule) => new ReceiptJournal(rule?.courses));
  const stand = round.first(claim);
  if (isWaiting(stand) && surroundings.rival !== undefined) stand.heeded.rival = surroundings.rival;
  const decided = isWaiting(stand) ? round.last(stand) : stand;
  const { id, json: again } = receiptOf(decided, packJsonOf(packs, decided, request));
  return ok({ id, json: again });
}
