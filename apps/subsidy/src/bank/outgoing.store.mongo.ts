import { gunzipSync, gzipSync } from 'node:zlib';
import { insertNew, type FieldCipher } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Outgoing, OutgoingFile, OutgoingPart } from './outgoing.js';
import { OutgoingStore, type WholeIds } from './outgoing.store.js';

interface OutgoingDocument {
  readonly _id: string;
  readonly paymentInformationId: string;
  readonly partIds: readonly string[];
  readonly sealed: string;
}

/** A statement names parts by the ids under which they went. */
export const OUTGOING_INDEXES = { outgoing_messages: [{ key: { partIds: 1 } }] } as const;

/** What leaves holds names and accounts: it is compressed and sealed whole, insert only. */
export class MongoOutgoingStore extends OutgoingStore {
  private readonly documents: Collection<OutgoingDocument>;

  constructor(db: Db, private readonly cipher: FieldCipher) {
    super();
    this.documents = db.collection<OutgoingDocument>('outgoing_messages');
  }

  async keep(outgoing: Outgoing): Promise<Outgoing> {
    const { messageId: _id, paymentInformationId, parts } = outgoing;
    const sealed = this.cipher.seal(packed(outgoing), contextOf(_id));
    const added = await insertNew(this.documents, [{ _id, paymentInformationId, partIds: parts.map(({ messageId }) => messageId), sealed }]);
    return added === 1 ? outgoing : ((await this.find(_id)) as Outgoing);
  }

  async find(messageId: string): Promise<Outgoing | undefined> {
    const document = await this.documents.findOne({ _id: messageId });
    return document ? unpacked(this.cipher.open(document.sealed, contextOf(document._id))) : undefined;
  }

  async wholesOf(partMessageIds: readonly string[]): Promise<ReadonlyMap<string, WholeIds>> {
    if (partMessageIds.length === 0) return new Map();
    const documents = await this.documents.find({ partIds: { $in: [...partMessageIds] } }, { projection: { sealed: 0 } }).toArray();
    return new Map(documents.flatMap(({ _id: messageId, paymentInformationId, partIds }) => partIds.map((id) => [id, { messageId, paymentInformationId }] as const)));
  }
}

type PackedPart = Omit<OutgoingPart, 'file'> & { readonly file: (Omit<OutgoingFile, 'bytes'> & { readonly content: string }) | null };

function packed({ parts, ...head }: Outgoing): string {
  const files = parts.map(({ file, ...part }): PackedPart => ({ ...part, file: file && { name: file.name, mediaType: file.mediaType, content: gzipSync(file.bytes).toString('base64') } }));
  return JSON.stringify({ ...head, parts: files });
}

function unpacked(text: string): Outgoing {
  const { parts, ...head } = JSON.parse(text) as Omit<Outgoing, 'parts'> & { readonly parts: readonly PackedPart[] };
  return {
    ...head,
    parts: parts.map(({ file, ...part }) => ({ ...part, file: file && { name: file.name, mediaType: file.mediaType, bytes: new Uint8Array(gunzipSync(Buffer.from(file.content, 'base64'))) } })),
  };
}

function contextOf(messageId: string): string {
  return `outgoing_messages/${messageId}`;
}
