import type { PaymentLineAnswer, PaymentMessage } from '@gongjiang/contracts';
import { insertNew, type FieldCipher } from '@gongjiang/persistence';
import { Binary, type Collection, type Db } from 'mongodb';
import { packed, unpacked } from '../shared/packed.mongo.js';
import { PaymentStore } from './payment.store.js';

interface SealedDocument {
  readonly _id: string;
  /** Null where the message was withdrawn before it was written. */
  readonly sealed: string | null;
  readonly lines: number;
}
interface AnswerDocument {
  readonly _id: string;
  /** What the bank said of each line, but for whether it had heard of it before. */
  readonly lines: Binary;
  /** The lines that it had heard of: none, where the message went out once. */
  readonly repeated: readonly string[];
}
type KeptLine = readonly [endToEndId: string, status: PaymentLineAnswer['status'], bankReference: string | null, reasonCode: string | null];

/** Messages (they hold names and accounts: sealed, and packed before that, to a third for the database and its log) and answers in Mongo, by payment information id, insert only. */
export class MongoPaymentStore extends PaymentStore {
  private readonly messages: Collection<SealedDocument>;
  private readonly answers: Collection<AnswerDocument>;

  constructor(db: Db, private readonly cipher: FieldCipher) {
    super();
    this.messages = db.collection<SealedDocument>('payment_messages');
    this.answers = db.collection<AnswerDocument>('payment_answers');
  }

  async keepMessage(message: PaymentMessage): Promise<PaymentMessage | undefined> {
    const _id = message.paymentInformationId;
    const added = await insertNew(this.messages, [{ _id, sealed: this.cipher.seal(packed(message).toString('base64'), contextOf(_id)), lines: message.numberOfPayments }]);
    return added === 1 ? message : this.message(_id);
  }

  async withdraw(paymentInformationId: string): Promise<boolean> {
    await insertNew(this.messages, [{ _id: paymentInformationId, sealed: null, lines: 0 }]);
    return this.isWithdrawn(paymentInformationId);
  }

  async isWithdrawn(paymentInformationId: string): Promise<boolean> {
    return (await this.messages.countDocuments({ _id: paymentInformationId, sealed: null }, { limit: 1 })) === 1;
  }

  async message(paymentInformationId: string): Promise<PaymentMessage | undefined> {
    const document = await this.messages.findOne({ _id: paymentInformationId });
    return typeof document?.sealed === 'string' ? unpacked<PaymentMessage>(Binary.createFromBase64(this.cipher.open(document.sealed, contextOf(document._id)))) : undefined;
  }

  async keepAnswer(paymentInformationId: string, lines: readonly PaymentLineAnswer[]): Promise<readonly PaymentLineAnswer[]> {
    const added = await insertNew(this.answers, [answerDocumentOf(paymentInformationId, lines)]);
    return added === 1 ? lines : ((await this.answer(paymentInformationId)) as readonly PaymentLineAnswer[]);
  }

  async answer(paymentInformationId: string): Promise<readonly PaymentLineAnswer[] | undefined> {
    const document = await this.answers.findOne({ _id: paymentInformationId });
    return document ? linesOf(document) : undefined;
  }
}

function answerDocumentOf(_id: string, lines: readonly PaymentLineAnswer[]): AnswerDocument {
  const kept = lines.map(({ endToEndId, status, bankReference, reasonCode }): KeptLine => [endToEndId, status, bankReference, reasonCode]);
  return { _id, lines: packed(kept), repeated: lines.filter(({ duplicate }) => duplicate).map(({ endToEndId }) => endToEndId) };
}

function linesOf({ lines, repeated }: AnswerDocument): readonly PaymentLineAnswer[] {
  const known = new Set(repeated);
  return unpacked<readonly KeptLine[]>(lines).map(([endToEndId, status, bankReference, reasonCode]) => ({ endToEndId, status, bankReference, reasonCode, duplicate: known.has(endToEndId) }));
}

function contextOf(paymentInformationId: string): string {
  return `payment_messages/${paymentInformationId}`;
}
