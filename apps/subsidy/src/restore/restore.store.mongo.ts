import { fen, type CityCode, type Transaction } from '@gongjiang/kernel';
import { insertNew, sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { LineSum } from '../batch/batch.js';
import type { AskedChunk, Listing, Restore } from './restore.js';
import { RestoreStore, type BankBooking } from './restore.store.js';

type RestoreDocument = Omit<Restore, 'city'> & { readonly _id: CityCode };
type BookingDocument = Omit<BankBooking, 'entryReference'> & { readonly _id: string; readonly city: CityCode };
type AskedDocument = AskedChunk & { readonly _id: string; readonly city: CityCode; readonly number: number };

export const RESTORE_INDEXES = {
  restore_bookings: [{ key: { city: 1, endToEndId: 1 } }],
  restore_asked: [{ key: { city: 1, number: 1 } }],
} as const;
/** Documents in one insert. */
const AT_ONCE = 1_000;

export class MongoRestoreStore extends RestoreStore {
  private readonly restores: Collection<RestoreDocument>;
  private readonly bookings: Collection<BookingDocument>;
  private readonly askedChunks: Collection<AskedDocument>;

  constructor(db: Db) {
    super();
    this.restores = db.collection<RestoreDocument>('restores');
    this.bookings = db.collection<BookingDocument>('restore_bookings');
    this.askedChunks = db.collection<AskedDocument>('restore_asked');
  }

  async find(city: CityCode): Promise<Restore | undefined> {
    const document = await this.restores.findOne({ _id: city });
    if (!document) return undefined;
    const { _id, ...restore } = document;
    return { city: _id, ...restore };
  }

  async lock({ city, ...restore }: Restore, transaction: Transaction): Promise<void> {
    await this.restores.replaceOne({ _id: city }, restore, { upsert: true, session: sessionOf(transaction) });
  }

  async listed({ city, number }: Restore, listing: Listing): Promise<void> {
    await this.restores.updateOne({ _id: city, number }, { $set: { listing } });
  }

  async keepBookings(city: CityCode, bookings: readonly BankBooking[]): Promise<void> {
    const documents = bookings.map(({ entryReference, ...rest }) => ({ _id: `${city}/${entryReference}`, city, ...rest }));
    for (let at = 0; at < documents.length; at += AT_ONCE) await insertNew(this.bookings, documents.slice(at, at + AT_ONCE));
  }

  async booked(city: CityCode, endToEndIds: readonly string[]): Promise<readonly BankBooking[]> {
    if (endToEndIds.length === 0) return [];
    const documents = await this.bookings.find({ city, endToEndId: { $in: [...endToEndIds] } }).toArray();
    return documents.map(({ _id, city: _city, ...rest }) => ({ entryReference: _id.slice(city.length + 1), ...rest }));
  }

  async sumBooked(city: CityCode): Promise<LineSum> {
    const [sum] = await this.bookings.aggregate<{ lines: number; amountFen: number }>([{ $match: { city } }, { $group: { _id: null, lines: { $sum: 1 }, amountFen: { $sum: '$amountFen' } } }]).toArray();
    return { lines: sum?.lines ?? 0, amountFen: fen(sum?.amountFen ?? 0) };
  }

  async keepAsked({ city, number }: Restore, asked: AskedChunk): Promise<void> {
    await insertNew(this.askedChunks, [{ _id: `${city}/${number}/${asked.chunkId}`, city, number, ...asked }]);
  }

  async asked({ city, number }: Restore): Promise<readonly AskedChunk[]> {
    return (await this.askedChunks.find({ city, number }).toArray()).map(({ chunkId, lines, knownLines, knownFen }) => ({ chunkId, lines, knownLines, knownFen }));
  }
}
