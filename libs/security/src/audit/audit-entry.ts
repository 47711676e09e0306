import { canonicalJson, holdsPersonalNumber, sha256Hex, type CityCode, type Json } from '@gongjiang/kernel';

/** Who did what to what, when, with what outcome and from where (GB/T 22239 8.1.4.3). Never a person's data: tokens and ids only. */
export interface AuditEntry {
  /** Computed from the facts where the same act may be written twice; otherwise a random one is given. */
  readonly id?: string;
  readonly city: CityCode;
  /** Technical time, RFC 3339 in UTC. */
  readonly at: string;
  readonly actorId: string;
  /** What was done, `<slice>.<past-tense verb>`: `batch.submitted`. */
  readonly kind: string;
  /** What it was done to, `<thing>/<id>`: `batch/330300-2026-11-…`. */
  readonly object: string;
  /** `done`, or the code of the refusal. */
  readonly outcome: string;
  /** Where it came from: an address, or the program. */
  readonly source: string;
  readonly details?: Readonly<Record<string, Json>>;
}

/** An entry as it is stored: with its id and the hash over all of it, which the sealed blocks and their roots are built on. */
export type RecordedEntry = AuditEntry & { readonly id: string; readonly hash: string };

/** Details name ids, counts and sums. */
const MAX_ENTRY_CHARACTERS = 16_384;
/** A block lists the ids of a thousand entries in one document. */
const MAX_ID_CHARACTERS = 256;

/** Completes an entry. Throws where it is too large or would carry a person's number into a record that nobody can erase. */
export function recordedEntry(entry: AuditEntry, id: string): RecordedEntry {
  if (id.length > MAX_ID_CHARACTERS) throw new RangeError(`The id of an audit entry of kind ${entry.kind} has more than ${MAX_ID_CHARACTERS} characters`);
  const complete = { ...entry, id };
  const text = canonicalJson(complete);
  if (text.length > MAX_ENTRY_CHARACTERS) throw new RangeError(`An audit entry of kind ${entry.kind} has more than ${MAX_ENTRY_CHARACTERS} characters`);
  if (holdsPersonalNumber(text)) throw new RangeError(`An audit entry of kind ${entry.kind} holds a person's number (not shown)`);
  return { ...complete, hash: sha256Hex(text) };
}

/** The hash that an entry should have; another one than it has means that it was altered. */
export function auditHash(entry: RecordedEntry): string {
  const { hash: _stored, ...hashed } = entry;
  return sha256Hex(canonicalJson(hashed));
}
