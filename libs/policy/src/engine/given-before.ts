import type { Claim, HistoryEntry } from '../request.js';
import type { Key } from './same-kind.js';

/** Why: one person's history is scanned faster than indexed; a whole city's in one request is not. */
const INDEX_FROM = 64;
const NONE: readonly HistoryEntry[] = [];

/** What was given before: the request's history, and what was granted so far in the same request. */
export class GivenBefore {
  readonly #history: readonly HistoryEntry[];
  #granted: HistoryEntry[] | undefined;
  #index: Index | undefined;

  constructor(history: readonly HistoryEntry[]) {
    this.#history = history;
  }

  add(entry: HistoryEntry): void {
    (this.#granted ??= []).push(entry);
    this.#index?.add(entry);
  }

  /** Entries that may have a key in common with the claim, in order: all of a short history, of a long one few. */
  near(claim: Claim, key: Key): readonly HistoryEntry[] {
    const size = this.#history.length + (this.#granted?.length ?? 0);
    if (this.#index === undefined && size <= INDEX_FROM) return this.#granted === undefined ? this.#history : [...this.#history, ...this.#granted];
    this.#index ??= new Index([...this.#history, ...(this.#granted ?? NONE)]);
    return this.#index.near(claim, key);
  }
}

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

  near(claim: Claim, key: Key): readonly HistoryEntry[] {
    if (key.beneficiary) return this.#byBeneficiary.get(claim.beneficiary.id) ?? NONE;
    return key.subject ? (this.#bySubject.get(claim.subject) ?? NONE) : this.#all;
  }
}

function append<IndexKey>(index: Map<IndexKey, HistoryEntry[]>, key: IndexKey, entry: HistoryEntry): void {
  const entries = index.get(key);
  if (entries === undefined) index.set(key, [entry]);
  else entries.push(entry);
}
