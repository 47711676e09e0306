import type { KeyPart } from '../pack/entitlement.schema.js';
import type { Claim, HistoryEntry } from '../request.js';

/** Why: one person's history is scanned faster than indexed; a whole city's in one request is not. */
const INDEX_FROM = 64;

/** What was given before: the request's history, and what was granted so far in the same request. */
export class GivenBefore {
  readonly #history: readonly HistoryEntry[];
  readonly #granted: HistoryEntry[] = [];
  #index: Index | undefined;

  constructor(history: readonly HistoryEntry[]) {
    this.#history = history;
  }

  add(entry: HistoryEntry): void {
    this.#granted.push(entry);
    this.#index?.add(entry);
  }

  /** The entries that satisfy a test, in order. The key says what such an entry has in common with the claim. */
  entries(claim: Claim, key: readonly KeyPart[], fits: (entry: HistoryEntry) => boolean): readonly HistoryEntry[] {
    const found: HistoryEntry[] = [];
    for (const list of this.#near(claim, key)) for (const entry of list) if (fits(entry)) found.push(entry);
    return found.length === 0 ? NONE : found;
  }

  #near(claim: Claim, key: readonly KeyPart[]): readonly (readonly HistoryEntry[])[] {
    if (this.#index === undefined && this.#history.length + this.#granted.length <= INDEX_FROM) return [this.#history, this.#granted];
    this.#index ??= new Index([...this.#history, ...this.#granted]);
    return [this.#index.near(claim, key)];
  }
}

const NONE: readonly HistoryEntry[] = [];

class Index {
  readonly #byBeneficiary = new Map<string, HistoryEntry[]>();
  readonly #bySubject = new Map<string | undefined, HistoryEntry[]>();
  readonly #all: HistoryEntry[] = [];

  constructor(entries: readonly HistoryEntry[]) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: HistoryEntry): void {
    this.#all.push(entry);
    append(this.#byBeneficiary, entry.beneficiary.id, entry);
    append(this.#bySubject, entry.subject, entry);
  }

  near(claim: Claim, key: readonly KeyPart[]): readonly HistoryEntry[] {
    if (key.includes('beneficiary')) return this.#byBeneficiary.get(claim.beneficiary.id) ?? NONE;
    return key.includes('subject') ? (this.#bySubject.get(claim.subject) ?? NONE) : this.#all;
  }
}

function append<Key>(index: Map<Key, HistoryEntry[]>, key: Key, entry: HistoryEntry): void {
  const entries = index.get(key);
  if (entries === undefined) index.set(key, [entry]);
  else entries.push(entry);
}
