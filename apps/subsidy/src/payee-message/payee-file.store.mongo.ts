import type { CityCode } from '@gongjiang/kernel';
import type { FieldCipher } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { idsOf, type MessageSheet } from './payee-message.sheet.js';
import { PayeeFileStore, type NewPayeeFile, type PayeeFile } from './payee-file.store.js';

interface PayeeFileDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly batchId: string;
  readonly chunkId: string;
  readonly messages: number;
  readonly madeAt: Date;
  readonly sealed: string;
}

export const PAYEE_FILE_INDEXES = { payee_message_files: [{ key: { chunkId: 1 } }, { key: { city: 1, batchId: 1, _id: 1 } }, { key: { city: 1, _id: 1 } }] } as const;

/** Files of messages in Mongo: they hold names, though masked, beside tokens and sums, so they are sealed. Insert only. */
export class MongoPayeeFileStore extends PayeeFileStore {
  private readonly files: Collection<PayeeFileDocument>;

  constructor(db: Db, private readonly cipher: FieldCipher) {
    super();
    this.files = db.collection<PayeeFileDocument>('payee_message_files');
  }

  async toldOf(chunkId: string): Promise<{ readonly parts: number; readonly ids: ReadonlySet<string> }> {
    const files = await this.files.find({ chunkId }, { projection: { sealed: 1 } }).toArray();
    return { parts: files.length, ids: new Set(files.flatMap((file) => idsOf(this.opened(file)))) };
  }

  async keep({ city, batchId, chunkId, part, sheet }: NewPayeeFile): Promise<void> {
    const _id = `${chunkId}-m${part}`;
    await this.files.insertOne({ _id, city, batchId, chunkId, messages: sheet.rows.length, madeAt: new Date(), sealed: this.cipher.seal(JSON.stringify(sheet), contextOf(_id)) });
  }

  async sheet(city: CityCode, id: string): Promise<MessageSheet | undefined> {
    const document = await this.files.findOne({ _id: id, city });
    return document ? this.opened(document) : undefined;
  }

  async ofCity(city: CityCode, { batchId, after, limit }: { readonly batchId: string | null; readonly after: string | null; readonly limit: number }): Promise<readonly PayeeFile[]> {
    const filter = { city, ...(batchId ? { batchId } : {}), ...(after ? { _id: { $gt: after } } : {}) };
    const found = await this.files.find(filter, { projection: { sealed: 0 } }).sort({ _id: 1 }).limit(limit).toArray();
    return found.map((document) => ({ id: document._id, city: document.city, batchId: document.batchId, messages: document.messages, madeAt: document.madeAt }));
  }

  private opened({ _id, sealed }: Pick<PayeeFileDocument, '_id' | 'sealed'>): MessageSheet {
    return JSON.parse(this.cipher.open(sealed, contextOf(_id))) as MessageSheet;
  }
}

function contextOf(id: string): string {
  return `payee_message_files/${id}`;
}
