import type { BankFileCodec, BankProfile } from '@gongjiang/bank-files';
import type { PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement } from '@gongjiang/contracts';
import { ZERO_FEN, type Day } from '@gongjiang/kernel';
import type { AskingPace } from './asking-pace.js';
import type { BankDoor } from './bank-door.js';
import { BankPending, BankSilent } from './bank.js';
import { unknownStatus, type Carrier } from './carrier.js';
import type { OutgoingFile } from './outgoing.js';

/** What a carrier of files works with. */
export interface FileWay {
  readonly profile: BankProfile;
  readonly codec: BankFileCodec;
  readonly door: BankDoor;
  readonly pace: AskingPace;
}

/** Payments by files: a file goes once, and its answer is asked for until it is there. */
export class FileCarrier implements Carrier {
  constructor(private readonly way: FileWay) {}

  async pay(message: PaymentMessage, file: OutgoingFile | null): Promise<PaymentMessageAnswer> {
    const { door, pace } = this.way;
    if (!file) throw new Error(`A message was kept without its file: ${message.messageId}`);
    if (!pace.mayAsk(message.messageId)) throw new BankPending(message.messageId);
    let answer = await door.answer(message.messageId);
    if (answer === 'unknown') {
      const { refusedFor } = await door.deliver(message.messageId, file);
      if (refusedFor !== null) return refusedWhole(message, refusedFor);
      answer = await door.answer(message.messageId);
    }
    return this.read(answer, message);
  }

  /** What the answer file says, where there is one; nothing is handed over. */
  async inquire(endToEndIds: readonly string[], message: PaymentMessage | null): Promise<readonly PaymentStatus[]> {
    if (!message) return endToEndIds.map(unknownStatus);
    const answer = await this.way.door.answer(message.messageId);
    const lines = answer === 'unknown' || answer === 'not-yet' ? [] : this.read(answer, message).lines;
    const statuses = new Map(lines.map(({ endToEndId, status, bankReference, reasonCode, duplicate }) => {
      const amountFen = message.payments.find((payment) => payment.endToEndId === endToEndId)?.amountFen ?? null;
      const isInDoubt = status === 'rejected' && duplicate && reasonCode === 'AM05';
      return [endToEndId, isInDoubt ? unknownStatus(endToEndId) : { endToEndId, status, amountFen, bankReference, reasonCode, bookedOn: null }] as const;
    }));
    return endToEndIds.map((id) => statuses.get(id) ?? unknownStatus(id));
  }

  /** The cursor is the number of the page. */
  async statement(account: string, day: Day, cursor: string | null): Promise<Statement> {
    const page = cursor === null ? 1 : Number(cursor);
    const bytes = await this.way.door.statement(account, day, page);
    if (!bytes) return notClosed(account, day, page);
    const read = this.way.codec.readStatement(this.way.profile, bytes);
    if (!read.ok) throw new BankSilent(`a statement that cannot be taken: ${read.refusal.code}`);
    if (read.value.account !== account || read.value.day !== day || read.value.page !== page) throw new BankSilent('a statement of another account, day or page');
    return read.value;
  }

  private read(answer: 'unknown' | 'not-yet' | Uint8Array, message: PaymentMessage): PaymentMessageAnswer {
    const { codec, profile, pace } = this.way;
    if (answer === 'not-yet' || answer === 'unknown') throw pace.waiting(message.messageId);
    const read = codec.readAnswer(profile, answer, message);
    if (read.ok) return read.value;
    const { code } = read.refusal;
    throw code === 'bank-file.undecided' ? pace.waiting(message.messageId) : new BankSilent(`an answer that cannot be taken: ${code}`);
  }
}

function refusedWhole({ messageId, paymentInformationId }: PaymentMessage, refusedFor: string): PaymentMessageAnswer {
  const none = { numberOfPayments: 0, sumFen: ZERO_FEN };
  return { messageId, paymentInformationId, status: 'rejected', refusedFor, lines: [], totals: { accepted: none, rejected: none } };
}

function notClosed(account: string, day: Day, page: number): Statement {
  return {
    account, day, status: 'interim', page, openingBalanceFen: ZERO_FEN, closingBalanceFen: ZERO_FEN,
    numberOfEntries: 0, debitSumFen: ZERO_FEN, creditSumFen: ZERO_FEN, entries: [], nextCursor: null,
  };
}
