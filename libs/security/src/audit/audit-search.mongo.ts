import type { CityCode, Day } from '@gongjiang/kernel';
import type { Collection, Db, Filter } from 'mongodb';
import { auditEntries, entryOfDocument, type AuditDocument } from './audit-trail.mongo.js';
import type { RecordedEntry } from './audit-entry.js';

/** What an auditor looks for; all of it must hold. */
export interface AuditSearch {
  readonly object?: string;
  readonly actorId?: string;
  readonly kind?: string;
  readonly outcome?: string;
  /** A day of the city's clock: all of China keeps Beijing's time. */
  readonly day?: Day;
}

/** Where a page ended: entries go from the latest to the earliest. */
export interface AuditPosition {
  readonly at: string;
  readonly id: string;
}

/** An entry as an auditor reads it, with its block, or null while it waits for one. */
export type FoundEntry = RecordedEntry & { readonly block: number | null };

const DAY_MS = 86_400_000;

/** Reads a city's audit entries. */
export class MongoAuditSearch {
  private readonly entries: Collection<AuditDocument>;

  constructor(db: Db) {
    this.entries = auditEntries(db);
  }

  /** Entries of one city, the latest first. */
  async page(city: CityCode, search: AuditSearch, page: { readonly after: AuditPosition | null; readonly limit: number }): Promise<readonly FoundEntry[]> {
    const { day, ...exact } = search;
    const conditions: Filter<AuditDocument>[] = [{ city, ...exact }, ...(day ? [{ at: timesOf(day) }] : []), ...(page.after ? [earlierThan(page.after)] : [])];
    const documents = await this.entries.find({ $and: conditions }).sort({ at: -1, _id: -1 }).limit(page.limit).toArray();
    return documents.map((document) => ({ ...entryOfDocument(document), block: document.block }));
  }
}

function timesOf(day: Day): { readonly $gte: string; readonly $lt: string } {
  const from = Date.parse(`${day}T00:00:00+08:00`);
  return { $gte: new Date(from).toISOString(), $lt: new Date(from + DAY_MS).toISOString() };
}

function earlierThan({ at, id }: AuditPosition): Filter<AuditDocument> {
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] };
}
