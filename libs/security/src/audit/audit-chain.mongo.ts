import { isCityCode, type CityCode } from '@gongjiang/kernel';
import { inTransaction, isDuplicateKey, type MongoConnection } from '@gongjiang/persistence';
import type { ClientSession, Collection, Db } from 'mongodb';
import { z } from 'zod';
import type { AuditBlock, UnsealedEntry } from './audit-chain.js';
import type { ChainStore } from './audit-chain.store.js';
import type { ChainReader, KeptBlock, KeptEntry } from './audit-reader.js';
import { auditEntries, entryOfDocument, IN_CHAIN, type AuditDocument } from './audit-trail.mongo.js';

type BlockDocument = AuditBlock & { readonly _id: string };

/** Tells others of a block's head, in the write that adds the block. */
export type Announce = (block: AuditBlock, session: ClientSession) => Promise<void>;

const BLOCKS = 'audit_blocks';
/** A block holds a thousand entries; whoever marked more of them for it finds the first of them named. */
const MAX_KEPT_A_BLOCK = 5_000;
/** Of entries whose mark no block has: enough to see what was done. */
const MAX_STRAYS = 100;

export function auditBlocks(db: Db): Collection<BlockDocument> {
  return db.collection<BlockDocument>(BLOCKS);
}

/** A block's key: insert-only, so that a second block of one number cannot come to be. */
export function blockKey(city: string, number: number): string {
  return `${city}/${String(number).padStart(10, '0')}`;
}

/** Blocks and what waits for them in the service's own database. */
export class MongoChainStore implements ChainStore {
  private readonly blocks: Collection<BlockDocument>;
  private readonly entries: Collection<AuditDocument>;

  constructor(private readonly connection: Pick<MongoConnection, 'client' | 'db'>, private readonly announce: Announce) {
    this.blocks = auditBlocks(connection.db);
    this.entries = auditEntries(connection.db);
  }

  /** One seek a city: a wave of entries is not counted through. */
  async citiesWaiting(): Promise<readonly CityCode[]> {
    const cities: CityCode[] = [];
    for (let after = ''; ;) {
      const next = await this.entries.findOne({ block: null, city: { $gt: after as CityCode } }, { sort: { city: 1 }, projection: { city: 1 }, hint: IN_CHAIN });
      if (next === null) return cities.filter(isCityCode);
      cities.push(next.city);
      after = next.city;
    }
  }

  async last(city: CityCode): Promise<AuditBlock | undefined> {
    const document = await this.blocks.findOne(keysOf(city), { sort: { _id: -1 } });
    return document ? blockOf(document) : undefined;
  }

  async waiting(city: CityCode, limit: number): Promise<readonly UnsealedEntry[]> {
    const documents = await this.entries.find({ city, block: null }, { projection: { hash: 1, at: 1 }, hint: IN_CHAIN }).sort({ at: 1, _id: 1 }).limit(limit).toArray();
    return documents.map(({ _id, hash, at }) => ({ id: _id, hash, at }));
  }

  async append(block: AuditBlock): Promise<boolean> {
    try {
      await inTransaction(this.connection, async (session) => {
        await this.blocks.insertOne({ _id: blockKey(block.city, block.number), ...block }, { session });
        await this.announce(block, session);
      });
      return true;
    } catch (error) {
      const isTaken = isDuplicateKey(error) && (await this.blocks.countDocuments({ _id: blockKey(block.city, block.number) }, { limit: 1 })) === 1;
      if (isTaken) return false;
      throw error;
    }
  }

  async mark({ number, entryList }: AuditBlock): Promise<void> {
    if (entryList.length === 0) return;
    await this.entries.updateMany({ _id: { $in: entryList.map(({ id }) => id) }, block: null }, { $set: { block: number } });
  }
}

/** Reads the chain as it lies in the database, trusting nothing of it. */
export class MongoChainReader implements ChainReader {
  private readonly kept: Collection<BlockDocument>;
  private readonly entries: Collection<AuditDocument>;

  constructor(db: Db) {
    this.kept = auditBlocks(db);
    this.entries = auditEntries(db);
  }

  async cities(): Promise<readonly string[]> {
    const ofEntries: readonly unknown[] = await this.entries.distinct('city');
    const ofBlocks = await this.kept.aggregate<{ _id: string }>([{ $group: { _id: { $substrBytes: ['$_id', 0, 6] } } }]).toArray();
    return [...new Set([...ofEntries.map(String), ...ofBlocks.map(({ _id }) => _id)])].sort();
  }

  async* blocks(city: string): AsyncGenerator<KeptBlock> {
    for await (const document of this.kept.find(keysOf(city)).sort({ _id: 1 }).batchSize(20)) yield keptBlock(city, document);
  }

  /** One block, if it is there. */
  async block(city: string, number: number): Promise<KeptBlock | undefined> {
    const document = await this.kept.findOne({ _id: blockKey(city, number) });
    return document ? keptBlock(city, document) : undefined;
  }

  async hasBlock(city: string, number: number): Promise<boolean> {
    return (await this.kept.countDocuments({ _id: blockKey(city, number) }, { limit: 1 })) === 1;
  }

  async markedFor(city: string, number: number): Promise<readonly KeptEntry[]> {
    return (await this.entries.find({ city: city as CityCode, block: number }).sort({ at: 1, _id: 1 }).limit(MAX_KEPT_A_BLOCK).toArray()).map(keptEntry);
  }

  async entriesById(ids: readonly string[]): Promise<readonly KeptEntry[]> {
    return (await this.entries.find({ _id: { $in: [...ids] } }).toArray()).map(keptEntry);
  }

  async marks(city: string): Promise<readonly unknown[]> {
    return this.entries.distinct('block', { city: city as CityCode });
  }

  async entriesWithMark(city: string, mark: unknown): Promise<readonly KeptEntry[]> {
    return (await this.entries.find({ city: city as CityCode, block: { $eq: mark as number } }).limit(MAX_STRAYS).toArray()).map(keptEntry);
  }

  async* unsealed(city: string): AsyncGenerator<KeptEntry> {
    for await (const document of this.entries.find({ city: city as CityCode, block: null }, { hint: IN_CHAIN }).sort({ at: 1, _id: 1 })) yield keptEntry(document);
  }
}

function keysOf(city: string): { readonly _id: { readonly $gt: string; readonly $lt: string } } {
  return { _id: { $gt: `${city}/`, $lt: `${city}0` } };
}

function keptEntry(document: AuditDocument): KeptEntry {
  return { id: document._id, entry: entryOfDocument(document), block: document.block ?? null };
}

function blockOf({ _id, ...block }: BlockDocument): AuditBlock {
  return block;
}

const text = z.string().max(256);
const count = z.int().min(0);
const blockShape = z.strictObject({
  _id: text, city: z.custom<CityCode>(isCityCode), number: count, previousHead: text, entries: count, entriesRoot: text, chunks: count, chunksRoot: text,
  from: text.nullable(), until: text.nullable(), sealedAt: text, head: text,
  entryList: z.array(z.strictObject({ id: text, hash: text })), chunkRoots: z.array(z.strictObject({ id: text, root: text })),
});

function keptBlock(city: string, document: BlockDocument): KeptBlock {
  const number = Number(document._id.slice(city.length + 1));
  const parsed = blockShape.safeParse(document);
  if (parsed.success) return { number, read: { ok: true, block: blockOf(parsed.data) } };
  const issue = parsed.error.issues[0];
  const place = issue?.code === 'unrecognized_keys' ? issue.keys.join() : issue?.path.join('.');
  return { number, read: { ok: false, fault: `it cannot be read as a block (${place})` } };
}
