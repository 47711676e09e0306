import { MongoServerError, ObjectId } from 'mongodb';
import { aggregated, sorted } from './aggregate.js';
import { bulkError, resultOf, type BulkCounts } from './errors.js';
import { segmentsOf, valuesAt } from './path.js';
import type { CallOptions, MemoryCalls } from './memory.calls.js';
import type { MemoryCollection, MemoryTransaction } from './memory.store.js';
import { projected, seedOf, updated } from './update.js';
import { copyOf, isEqual, type Plain } from './value.js';

type Update = Plain | readonly Plain[];
interface FindOptions extends CallOptions { projection?: Plain; sort?: Plain; limit?: number; skip?: number }
interface WriteOptions extends CallOptions { readonly upsert?: boolean; readonly ordered?: boolean }
interface ChangeOptions extends WriteOptions { readonly returnDocument?: 'before' | 'after'; readonly projection?: Plain; readonly sort?: Plain }
type Bulk = Readonly<Partial<Record<'insertOne' | 'updateOne' | 'updateMany' | 'deleteOne' | 'deleteMany' | 'replaceOne', { document?: Plain; filter?: Plain; update?: Update; replacement?: Plain; upsert?: boolean }>>>;

/** A collection as the driver shows it, as far as it is used; anything else is an error and never a guess. */
export function memoryCollection(calls: MemoryCalls, name: string) {
  const { store } = calls;
  const collection = (): MemoryCollection => store.collection(name);
  const now = (): Date => new Date();
  const scan = (filter: Plain | undefined, transaction: MemoryTransaction | undefined): readonly Plain[] => [...store.scan(collection(), filter ?? {}, transaction)];

  function read(filter: Plain | undefined, { projection, sort, limit, skip }: FindOptions, transaction: MemoryTransaction | undefined): readonly Plain[] {
    const found = sort ? sorted(scan(filter, transaction), sort) : scan(filter, transaction);
    const page = found.slice(skip ?? 0, limit ? (skip ?? 0) + limit : undefined);
    return page.map((document) => (projection ? projected(document, projection) : copyOf(document)));
  }

  /** One document: the first that fits, else what the upsert makes of it. */
  function changeFirst(filter: Plain, change: (before: Plain, isNew: boolean) => Plain, { upsert, sort }: ChangeOptions, transaction: MemoryTransaction | undefined) {
    const before = sort ? sorted(scan(filter, transaction), sort)[0] : store.scan(collection(), filter, transaction).next().value;
    if (before) {
      const after = change(before, false);
      const isChanged = !isEqual(before, after);
      if (isChanged) store.replace(collection(), before, after, transaction);
      return { before, after, matched: 1, modified: isChanged ? 1 : 0, upserted: 0 };
    }
    if (!upsert) return { before: null, after: null, matched: 0, modified: 0, upserted: 0 };
    const after = withId(change(seedOf(filter), true));
    store.insert(collection(), after, transaction);
    return { before: null, after, matched: 0, modified: 0, upserted: 1 };
  }

  const updating = (update: Update) => (before: Plain, isNew: boolean): Plain => updated(before, update, { isNew, now: now() });
  const replacing = (replacement: Plain) => (before: Plain): Plain => ({ _id: before['_id'], ...copyOf(replacement) });

  /** One effect for each document that fits now, if it still fits when its turn comes. */
  function* eachOf(filter: Plain, change: (document: Plain) => Plain | null, counts: { matched: number; modified: number }) {
    const ids: unknown[] = [];
    // What fits is looked up with the first effect, so that it is of the moment in which the call gets its turn.
    for (let at = 0; at === 0 || at < ids.length; at += 1) {
      yield (transaction: MemoryTransaction | undefined): void => {
        if (at === 0 && ids.length === 0) ids.push(...scan(filter, transaction).map((document) => document['_id']));
        const _id = ids[at];
        const before = ids.length === 0 ? undefined : store.scan(collection(), { $and: [filter], _id }, transaction).next().value;
        if (!before) return;
        const after = change(before);
        const isChanged = after === null || !isEqual(before, after);
        if (isChanged) store.replace(collection(), before, after, transaction);
        counts.matched += 1;
        counts.modified += isChanged ? 1 : 0;
      };
    }
  }

  const insertion = (document: Plain) => (transaction: MemoryTransaction | undefined): void => store.insert(collection(), copyOf(document), transaction);

  /** Errors of single writes are gathered where the order does not matter, or end the rest where it does. */
  async function bulk(call: string, writes: readonly (readonly [(counts: BulkCounts) => Iterable<(transaction: MemoryTransaction | undefined) => void>])[], { session, ordered = true }: WriteOptions): Promise<BulkCounts> {
    const counts: BulkCounts = { nInserted: 0, nMatched: 0, nModified: 0, nRemoved: 0, upserted: [] };
    const errors: { index: number; error: MongoServerError }[] = [];
    function* effects() {
      for (const [index, [write]] of writes.entries()) {
        for (const effect of write(counts)) {
          yield (transaction: MemoryTransaction | undefined): void => {
            if (ordered && errors.length > 0) return;
            try {
              effect(transaction);
            } catch (error) {
              if (!(error instanceof MongoServerError) || transaction || error.code !== 11_000) throw error;
              errors.push({ index, error });
            }
          };
        }
      }
    }
    await calls.many(`${name}.${call}`, session ? { session } : {}, effects());
    if (errors.length > 0) throw bulkError(counts, errors);
    return counts;
  }

  const writeOf = (one: Bulk): ((counts: BulkCounts) => Iterable<(transaction: MemoryTransaction | undefined) => void>) => (counts) => {
    const [kind = '', asked = {}] = Object.entries(one)[0] ?? [];
    const { filter = {}, update = {}, document = {}, replacement = {}, upsert = false } = asked;
    const first = (change: (before: Plain, isNew: boolean) => Plain) => [(transaction: MemoryTransaction | undefined): void => {
      const { matched, modified, upserted, after } = changeFirst(filter, change, { upsert }, transaction);
      counts.nMatched += matched;
      counts.nModified += modified;
      if (upserted === 1) counts.upserted.push({ index: 0, _id: after?.['_id'] });
    }];
    const many = { get matched() { return counts.nMatched; }, set matched(value) { counts.nMatched = value; }, get modified() { return counts.nModified; }, set modified(value) { counts.nModified = value; } };
    const gone = { matched: 0, get modified() { return counts.nRemoved; }, set modified(value) { counts.nRemoved = value; } };
    switch (kind) {
      case 'insertOne': return [(transaction) => { insertion(withId(document))(transaction); counts.nInserted += 1; }];
      case 'updateOne': return first(updating(update));
      case 'replaceOne': return first(replacing(replacement));
      case 'updateMany': return eachOf(filter, (before) => updating(update)(before, false), many);
      case 'deleteMany': return eachOf(filter, () => null, gone);
      case 'deleteOne': return [(transaction) => { counts.nRemoved += removeFirst(filter, transaction) ? 1 : 0; }];
      default: throw new Error(`The simulated database does not know the write ${kind}`);
    }
  };

  function removeFirst(filter: Plain, transaction: MemoryTransaction | undefined): Plain | undefined {
    const before = store.scan(collection(), filter, transaction).next().value;
    if (before) store.replace(collection(), before, null, transaction);
    return before ?? undefined;
  }

  const find = (filter: Plain = {}, options: FindOptions = {}) => cursor((at) => calls.one(`${name}.find`, options, (transaction) => read(filter, { ...options, ...at }, transaction)));
  return {
    collectionName: name,
    find,
    findOne: async (filter: Plain = {}, options: FindOptions = {}) => (await calls.one(`${name}.findOne`, options, (transaction) => read(filter, { ...options, limit: 1 }, transaction)))[0] ?? null,
    countDocuments: (filter: Plain = {}, options: FindOptions = {}) => calls.one(`${name}.countDocuments`, options, (transaction) => Math.min(scan(filter, transaction).length, options.limit ?? Infinity)),
    estimatedDocumentCount: () => calls.one(`${name}.countDocuments`, {}, (transaction) => scan({}, transaction).length),
    distinct: (path: string, filter: Plain = {}, options: CallOptions = {}) => calls.one(`${name}.distinct`, options, (transaction) => {
      const values = scan(filter, transaction).flatMap((document) => valuesAt(document, segmentsOf(path)).flat()).filter((value) => value !== undefined);
      return copyOf(values.filter((value, at) => values.findIndex((one) => isEqual(one, value)) === at));
    }),
    aggregate: (pipeline: readonly Plain[], options: CallOptions = {}) => cursor(() => calls.one(`${name}.aggregate`, options, (transaction) =>
      copyOf(aggregated(scan({}, transaction), pipeline, now(), (other) => [...store.scan(store.collection(other), {}, transaction)])))),
    insertOne: async (document: Plain, options: CallOptions = {}) => {
      const own = withId(document);
      await calls.one(`${name}.insertOne`, options, insertion(own));
      return { acknowledged: true, insertedId: own['_id'] };
    },
    insertMany: async (documents: readonly Plain[], options: WriteOptions = {}) => {
      const { nInserted } = await bulk('insertMany', documents.map((document) => [writeOf({ insertOne: { document } })] as const), options);
      return { acknowledged: true, insertedCount: nInserted };
    },
    updateOne: async (filter: Plain, update: Update, options: WriteOptions = {}) => {
      const { matched, modified, upserted, after } = await calls.one(`${name}.updateOne`, options, (transaction) => changeFirst(filter, updating(update), options, transaction));
      return { acknowledged: true, matchedCount: matched, modifiedCount: modified, upsertedCount: upserted, upsertedId: upserted ? after?.['_id'] : null };
    },
    replaceOne: async (filter: Plain, replacement: Plain, options: WriteOptions = {}) => {
      const { matched, modified, upserted } = await calls.one(`${name}.replaceOne`, options, (transaction) => changeFirst(filter, replacing(replacement), options, transaction));
      return { acknowledged: true, matchedCount: matched, modifiedCount: modified, upsertedCount: upserted };
    },
    updateMany: async (filter: Plain, update: Update, options: WriteOptions = {}) => {
      if (options.upsert) throw new Error('The simulated database upserts no many');
      const counts = { matched: 0, modified: 0 };
      await calls.many(`${name}.updateMany`, options, eachOf(filter, (before) => updating(update)(before, false), counts));
      return { acknowledged: true, matchedCount: counts.matched, modifiedCount: counts.modified };
    },
    findOneAndUpdate: async (filter: Plain, update: Update, options: ChangeOptions = {}) => {
      const { before, after } = await calls.one(`${name}.findOneAndUpdate`, options, (transaction) => changeFirst(filter, updating(update), options, transaction));
      const shown = options.returnDocument === 'after' ? after : before;
      return shown && (options.projection ? projected(shown, options.projection) : copyOf(shown));
    },
    findOneAndDelete: async (filter: Plain, options: CallOptions = {}) => copyOf((await calls.one(`${name}.findOneAndDelete`, options, (transaction) => removeFirst(filter, transaction))) ?? null),
    deleteOne: async (filter: Plain, options: CallOptions = {}) => ({ acknowledged: true, deletedCount: (await calls.one(`${name}.deleteOne`, options, (transaction) => removeFirst(filter, transaction))) ? 1 : 0 }),
    deleteMany: async (filter: Plain, options: CallOptions = {}) => {
      const counts = { matched: 0, modified: 0 };
      await calls.many(`${name}.deleteMany`, options, eachOf(filter, () => null, counts));
      return { acknowledged: true, deletedCount: counts.modified };
    },
    bulkWrite: async (writes: readonly Bulk[], options: WriteOptions = {}) => resultOf(await bulk('bulkWrite', writes.map((one) => [writeOf(one)] as const), options)),
    createIndexes: async (indexes: readonly { key: Plain; unique?: boolean; partialFilterExpression?: Plain }[]) => {
      for (const { key, unique, partialFilterExpression } of indexes) if (unique) store.addUnique(name, Object.keys(key), partialFilterExpression ?? {});
      return [];
    },
    async createIndex(key: Plain, options: { unique?: boolean; partialFilterExpression?: Plain } = {}) {
      return this.createIndexes([{ key, ...options }]);
    },
  };
}

function withId(document: Plain): Plain {
  return document['_id'] === undefined ? { _id: new ObjectId(), ...document } : document;
}

/** What `find` and `aggregate` answer: read when somebody asks for the first document, once. */
function cursor(read: (at: FindOptions) => Promise<readonly Plain[]>) {
  const at: FindOptions = {};
  let left: Promise<Plain[]> | undefined;
  const documents = (): Promise<Plain[]> => (left ??= read(at).then((found) => [...found]));
  const own = {
    sort: (sort: Plain) => Object.assign(own, void (at.sort = sort)),
    limit: (limit: number) => Object.assign(own, void (at.limit = limit)),
    skip: (skip: number) => Object.assign(own, void (at.skip = skip)),
    project: (projection: Plain) => Object.assign(own, void (at.projection = projection)),
    batchSize: () => own,
    hint: () => own,
    toArray: async () => (await documents()).splice(0),
    next: async () => (await documents()).shift() ?? null,
    close: () => Promise.resolve(),
    async* [Symbol.asyncIterator]() { for (const document of (await documents()).splice(0)) yield document; },
  };
  return own;
}
