import { duplicateKey, transactionGone, writeConflict } from './errors.js';
import { matches } from './filter.js';
import { segmentsOf, valuesAt } from './path.js';
import { copyOf, isEqual, type Plain } from './value.js';

interface UniqueIndex { readonly name: string; readonly fields: readonly string[]; readonly partial: Plain }
interface Version { readonly at: number; readonly document: Plain | null }
interface DocumentRecord { readonly collection: string; versions: Version[]; lockedBy: MemoryTransaction | null }

/** Sees every write when it is there for all: null where a document was not there before, or is not any more. */
export type Watch = (collection: string, before: Plain | null, after: Plain | null) => void;

/** How long a blocked write waits before it looks again. */
const LOOK_AGAIN_MS = 50;

/** A write outside a transaction met one that is open: it waits, as on the server. */
export class Blocked {
  constructor(readonly by: MemoryTransaction) {}
}

/** An open transaction: it sees one moment and its own writes, and holds what it has written. */
export class MemoryTransaction {
  state: 'open' | 'committed' | 'aborted' = 'open';
  readonly writes = new Map<DocumentRecord, Plain | null>();

  constructor(readonly snapshot: number, readonly expiresAtMs: number) {}
}

/** A collection's documents by their keys, in the order in which they came. */
export class MemoryCollection {
  readonly records = new Map<string, DocumentRecord>();
  readonly uniques: UniqueIndex[] = [];

  constructor(readonly name: string) {}
}

/**
 * What a replica set keeps, in memory: single writes are atomic, transactions see a snapshot, whoever writes second in a
 * conflict loses, and unique indexes hold. It is shared by all simulated processes; their connections stand before it.
 */
export class MemoryStore {
  private readonly collections = new Map<string, MemoryCollection>();
  private readonly open = new Set<MemoryTransaction>();
  private moment = 1;

  /** `nowMs` never goes back; a transaction that is open for longer than `transactionLifetimeMs` is ended by the server. */
  constructor(private readonly nowMs: () => number, private readonly transactionLifetimeMs: number, private readonly watch: Watch = () => undefined) {}

  /** When somebody who waits for an open transaction looks again. */
  lookAgainMs(): number {
    return this.nowMs() + LOOK_AGAIN_MS;
  }

  collection(name: string): MemoryCollection {
    const known = this.collections.get(name);
    if (known) return known;
    const made = new MemoryCollection(name);
    this.collections.set(name, made);
    return made;
  }

  names(): readonly string[] {
    return [...this.collections.keys()];
  }

  /** Copies of all documents of a collection, past every turnstile: for whoever judges what is there. */
  documentsOf<T>(collection: string): readonly T[] {
    return [...this.scan(this.collection(collection), {}, undefined)].map((document) => copyOf(document) as T);
  }

  addUnique(collection: string, fields: readonly string[], partial: Plain): void {
    const { uniques } = this.collection(collection);
    const name = fields.map((field) => `${field}_1`).join('_');
    if (!uniques.some((one) => one.name === name)) uniques.push({ name, fields, partial });
  }

  begin(): MemoryTransaction {
    const transaction = new MemoryTransaction(this.moment, this.nowMs() + this.transactionLifetimeMs);
    this.open.add(transaction);
    return transaction;
  }

  commit(transaction: MemoryTransaction): void {
    this.requireOpen(transaction);
    this.moment += 1;
    this.open.delete(transaction);
    transaction.state = 'committed';
    for (const [record, document] of transaction.writes) this.keep(record, document);
    this.forget(transaction);
  }

  abort(transaction: MemoryTransaction): void {
    if (transaction.state !== 'open') return;
    transaction.state = 'aborted';
    this.open.delete(transaction);
    this.forget(transaction);
  }

  /** Documents as the transaction sees them, or as they are; they are the store's own: copy what leaves. */
  *scan(collection: MemoryCollection, filter: Plain, transaction: MemoryTransaction | undefined): Generator<Plain> {
    if (transaction) this.requireOpen(transaction);
    for (const record of candidates(collection, filter)) {
      const document = seen(record, transaction);
      if (document && matches(filter, document)) yield document;
    }
  }

  /** Inserts a document that is the store's own from now on, or throws that it is there. */
  insert(collection: MemoryCollection, document: Plain, transaction: MemoryTransaction | undefined): void {
    const key = keyOf(document['_id']);
    const record = collection.records.get(key);
    if (record) {
      if (seen(record, transaction)) throw duplicateKey(collection.name, '_id_');
      this.claim(record, transaction);
    }
    this.requireUnique(collection, document, transaction, record);
    const own = record ?? { collection: collection.name, versions: [], lockedBy: null };
    collection.records.set(key, own);
    this.write(own, document, transaction);
  }

  /** Puts another document, the store's own from now on, or none in the place of one that `scan` showed. */
  replace(collection: MemoryCollection, before: Plain, after: Plain | null, transaction: MemoryTransaction | undefined): void {
    const record = collection.records.get(keyOf(before['_id']));
    if (!record) throw new Error(`The simulated database lost ${String(before['_id'])}`);
    this.claim(record, transaction);
    if (after) this.requireUnique(collection, after, transaction, record);
    this.write(record, after, transaction);
    if (!transaction && after === null && this.open.size === 0) collection.records.delete(keyOf(before['_id']));
  }

  /** Ends what was open for too long, whoever opened it. */
  private claim(record: DocumentRecord, transaction: MemoryTransaction | undefined): void {
    if (transaction) this.requireOpen(transaction);
    const holder = record.lockedBy;
    if (holder && holder !== transaction) {
      if (holder.expiresAtMs > this.nowMs()) throw transaction ? writeConflict() : new Blocked(holder);
      this.abort(holder);
    }
    const last = record.versions.at(-1);
    if (transaction && last && last.at > transaction.snapshot) throw writeConflict();
  }

  private write(record: DocumentRecord, document: Plain | null, transaction: MemoryTransaction | undefined): void {
    if (transaction) {
      record.lockedBy = transaction;
      transaction.writes.set(record, document);
      return;
    }
    this.moment += 1;
    this.keep(record, document);
  }

  private keep(record: DocumentRecord, document: Plain | null): void {
    this.watch(record.collection, record.versions.at(-1)?.document ?? null, document);
    const version = { at: this.moment, document };
    record.versions = this.open.size === 0 ? [version] : [...record.versions, version];
  }

  private forget(transaction: MemoryTransaction): void {
    for (const record of transaction.writes.keys()) if (record.lockedBy === transaction) record.lockedBy = null;
    transaction.writes.clear();
  }

  private requireOpen(transaction: MemoryTransaction): void {
    if (transaction.state === 'open' && transaction.expiresAtMs <= this.nowMs()) this.abort(transaction);
    if (transaction.state !== 'open') throw transactionGone();
  }

  private requireUnique(collection: MemoryCollection, document: Plain, transaction: MemoryTransaction | undefined, own: DocumentRecord | undefined): void {
    for (const { name, fields, partial } of collection.uniques) {
      if (!matches(partial, document)) continue;
      for (const record of collection.records.values()) {
        if (record === own) continue;
        const held = record.lockedBy && record.lockedBy !== transaction ? record.lockedBy.writes.get(record) : undefined;
        if (isSameKey(seen(record, transaction), document, fields, partial)) throw duplicateKey(collection.name, name);
        if (isSameKey(record.versions.at(-1)?.document, document, fields, partial) && transaction) throw writeConflict();
        if (isSameKey(held, document, fields, partial) && record.lockedBy) throw transaction ? writeConflict() : new Blocked(record.lockedBy);
      }
    }
  }
}

function isSameKey(one: Plain | null | undefined, other: Plain, fields: readonly string[], partial: Plain): boolean {
  return !!one && fields.every((field) => isEqual(valuesAt(one, segmentsOf(field))[0], valuesAt(other, segmentsOf(field))[0])) && matches(partial, one);
}

function seen(record: DocumentRecord, transaction: MemoryTransaction | undefined): Plain | null {
  if (!transaction) return record.versions.at(-1)?.document ?? null;
  const own = transaction.writes.get(record);
  if (own !== undefined) return own;
  return record.versions.findLast(({ at }) => at <= transaction.snapshot)?.document ?? null;
}

/** A key that the filter names is looked up; anything else is looked through. */
function candidates(collection: MemoryCollection, filter: Plain): Iterable<DocumentRecord> {
  const asked = filter['_id'];
  if (typeof asked === 'string') return collection.records.has(asked) ? [collection.records.get(asked) as DocumentRecord] : [];
  const among = typeof asked === 'object' && asked !== null && '$in' in asked ? (asked.$in as unknown[]) : undefined;
  if (among?.every((one) => typeof one === 'string')) return [...new Set(among)].flatMap((one) => collection.records.get(one) ?? []);
  return [...collection.records.values()];
}

function keyOf(id: unknown): string {
  return typeof id === 'string' ? id : JSON.stringify(id);
}
