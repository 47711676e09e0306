import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fen, type CityCode, type Result, type Transaction } from '@gongjiang/kernel';
import { insertNew, saveVersioned, sessionOf, type VersionConflict } from '@gongjiang/persistence';
import { Binary, type Collection, type Db } from 'mongodb';
import type { Notice } from './notice.js';
import type { PlacedSheet, SheetHead } from './notice.list.js';
import { NoticeStore, type FoundSheet, type KeptNotice } from './notice.store.js';
import type { Sheet } from './notice.sheet.js';

interface NoticeDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  readonly notice: Notice;
}
interface SheetDocument {
  /** The chunk's id: a chunk is of one calculation, and so of one notice. */
  readonly _id: string;
  readonly notice: string;
  readonly lines: number;
  readonly amountFen: number;
  readonly root: string;
  readonly content: Binary;
  /** The numbers of its first and last line, once the list is complete. */
  readonly first?: number;
  readonly last?: number;
}
type Content = Pick<Sheet, 'lines' | 'itemIds'>;
type Head = Omit<SheetDocument, 'content'>;

export const NOTICE_INDEXES = {
  notices: [{ key: { city: 1, _id: 1 } }, { key: { city: 1, 'notice.status': 1, _id: 1 } }],
  notice_sheets: [{ key: { notice: 1, _id: 1 } }, { key: { notice: 1, last: 1 }, partialFilterExpression: { last: { $exists: true } } }],
} as const;

/** Sheets of one write: each is a few numbers. */
const SHEETS_A_WRITE = 1_000;
const WITHOUT_CONTENT = { projection: { content: 0 } } as const;

/** Notices in Mongo: the notice small, its sheets beside it, their lines packed. */
export class MongoNoticeStore extends NoticeStore {
  private readonly notices: Collection<NoticeDocument>;
  private readonly made: Collection<SheetDocument>;

  constructor(db: Db) {
    super();
    this.notices = db.collection<NoticeDocument>('notices');
    this.made = db.collection<SheetDocument>('notice_sheets');
  }

  async keepSheet({ noticeId, chunkId, lines, itemIds, amountFen, root }: Sheet): Promise<void> {
    const content = new Binary(deflateRawSync(JSON.stringify({ lines, itemIds } satisfies Content), { level: 1 }));
    await insertNew(this.made, [{ _id: chunkId, notice: noticeId, lines: lines.length, amountFen, root, content }]);
  }

  async sheets(noticeId: string): Promise<number> {
    return this.made.countDocuments({ notice: noticeId });
  }

  async heads(noticeId: string): Promise<readonly SheetHead[]> {
    return (await this.made.find<Head>({ notice: noticeId }, WITHOUT_CONTENT).sort({ _id: 1 }).toArray()).map(headOf);
  }

  async place(sheets: readonly PlacedSheet[]): Promise<void> {
    for (let at = 0; at < sheets.length; at += SHEETS_A_WRITE) {
      await this.made.bulkWrite(sheets.slice(at, at + SHEETS_A_WRITE).map(({ chunkId, first, lines }) => ({
        updateOne: { filter: { _id: chunkId }, update: { $set: { first, last: first + lines - 1 } } },
      })), { ordered: false });
    }
  }

  async placed(noticeId: string): Promise<readonly PlacedSheet[]> {
    return (await this.made.find<Head>({ notice: noticeId, last: { $exists: true } }, WITHOUT_CONTENT).sort({ last: 1 }).toArray()).map(placedOf);
  }

  async *from(noticeId: string, number: number): AsyncIterable<FoundSheet> {
    // One at a time: a page is seldom on more than one sheet.
    for await (const document of this.made.find({ notice: noticeId, last: { $gte: number } }).sort({ last: 1 }).batchSize(1)) yield foundOf(document);
  }

  async ofChunk(chunkId: string): Promise<FoundSheet | undefined> {
    const document = await this.made.findOne({ _id: chunkId, last: { $exists: true } });
    return document ? foundOf(document) : undefined;
  }

  async load(id: string, transaction?: Transaction): Promise<KeptNotice | undefined> {
    const document = await this.notices.findOne({ _id: id }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? keptOf(document) : undefined;
  }

  async save(notice: Notice, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    return saveVersioned<NoticeDocument>(this.notices, { _id: notice.id, city: notice.city, notice }, { version, session: sessionOf(transaction) });
  }

  async ofCity(city: CityCode, { which, after, limit }: { readonly which: 'all' | 'up'; readonly after: string | null; readonly limit: number }): Promise<readonly KeptNotice[]> {
    const filter = { city, ...(which === 'up' ? { 'notice.status': 'up' as const } : {}), ...(after === null ? {} : { _id: { $gt: after } }) };
    return (await this.notices.find(filter).sort({ _id: 1 }).limit(limit).toArray()).map(keptOf);
  }
}

function keptOf({ notice, version }: NoticeDocument): KeptNotice {
  return { notice, version };
}

function headOf({ _id, lines, amountFen, root }: Head): SheetHead {
  return { chunkId: _id, lines, amountFen: fen(amountFen), root };
}

function foundOf({ content, ...head }: SheetDocument): FoundSheet {
  const { lines, itemIds } = JSON.parse(inflateRawSync(content.buffer).toString('utf8')) as Content;
  return { sheet: placedOf(head), lines, itemIds };
}

function placedOf(head: Head): PlacedSheet {
  return { ...headOf(head), first: head.first ?? 0 };
}
