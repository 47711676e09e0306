import type { BankProfile, BankSideCodec } from '@gongjiang/bank-files';
import type { PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { openBankSideCodec } from '@gongjiang/bank-files';
import { sumFen, type Day } from '@gongjiang/kernel';
import { BankDoor, type AnswerFile } from './bank-door.js';
import { BankSilent } from './bank.js';
import type { OutgoingFile } from './outgoing.js';

/** A process that is gone: nothing of what it was about to do happens any more. */
export class Died extends Error {}

/** Counts the steps of a process towards the outside, and ends it before or after one of them. */
export class Mortal {
  private steps = 0;

  constructor(private readonly last: number = Infinity, private readonly moment: 'before' | 'after' = 'before') {}

  async step<Value>(run: () => Promise<Value>): Promise<Value> {
    this.steps += 1;
    const isLast = this.steps === this.last;
    if (this.steps > this.last || (isLast && this.moment === 'before')) throw new Died();
    const value = await run();
    if (isLast) throw new Died();
    return value;
  }

  get taken(): number {
    return this.steps;
  }
}

type FileProfile = Exclude<BankProfile, { kind: 'interface' }>;

/** How the door fails one call: nothing came through, it came through and nobody heard of it, the answer is not there, or it is broken. */
export type DoorTrouble = 'lost-before' | 'lost-after' | 'not-yet' | 'broken' | 'none';

/** A bank's door in the process: it takes files, keeps books by end-to-end id, and fails as it is told, call by call. */
export class BookkeepingDoor extends BankDoor {
  /** Every line that was paid, in order: an id twice in here was paid twice. */
  readonly paid: string[] = [];
  readonly files = new Map<string, { readonly bytes: Uint8Array; readonly message: PaymentMessage }>();
  uploads = 0;
  private readonly troubles: DoorTrouble[] = [];
  refusedFor: string | null = null;

  private constructor(private readonly profile: FileProfile, private readonly codec: BankSideCodec) {
    super();
  }

  static async of(profile: BankProfile): Promise<BookkeepingDoor> {
    return new BookkeepingDoor(profile as FileProfile, await openBankSideCodec());
  }

  fail(...troubles: readonly DoorTrouble[]): void {
    this.troubles.push(...troubles);
  }

  async deliver(messageId: string, { bytes }: OutgoingFile): Promise<{ readonly refusedFor: string | null }> {
    const trouble = this.troubles.shift();
    if (trouble === 'lost-before') throw new BankSilent('the line broke');
    this.uploads += 1;
    if (this.refusedFor !== null) return { refusedFor: this.refusedFor };
    const known = this.files.get(messageId);
    if (known && Buffer.compare(known.bytes, bytes) !== 0) throw new BankSilent('status 409');
    if (!known) this.book(messageId, bytes);
    if (trouble === 'lost-after') throw new BankSilent('the line broke');
    return { refusedFor: null };
  }

  async answer(messageId: string): Promise<AnswerFile> {
    const trouble = this.troubles.shift();
    if (trouble === 'lost-before' || trouble === 'lost-after') throw new BankSilent('the line broke');
    const kept = this.files.get(messageId);
    if (!kept) return 'unknown';
    if (trouble === 'not-yet') return 'not-yet';
    const { bytes } = this.codec.writeAnswer(this.profile, answerOf(kept.message), kept.message, { id: 'R1', at: '2026-11-02T18:00:00+08:00' });
    return trouble === 'broken' ? bytes.subarray(0, bytes.length >> 1) : bytes;
  }

  statement(_account: string, _day: Day, _page: number): Promise<Uint8Array | undefined> {
    return Promise.resolve(undefined);
  }

  private book(messageId: string, bytes: Uint8Array): void {
    const read = this.codec.readPayments(this.profile, bytes);
    if (!read.ok) throw new BankSilent(`status 422 ${read.refusal.code}`);
    this.files.set(messageId, { bytes, message: read.value });
    this.paid.push(...read.value.payments.filter(({ creditorName }) => !isRejected(creditorName)).map(({ endToEndId }) => endToEndId));
  }
}

/** This bank knows nobody whose name begins like this. */
function isRejected(creditorName: string): boolean {
  return creditorName.startsWith('查');
}

function answerOf(message: PaymentMessage): PaymentMessageAnswer {
  const lines = message.payments.map(({ endToEndId, creditorName }): PaymentLineAnswer => (isRejected(creditorName)
    ? { endToEndId, status: 'rejected', bankReference: null, reasonCode: 'BE01', duplicate: false }
    : { endToEndId, status: 'accepted', bankReference: `B${endToEndId}`.slice(0, 35), reasonCode: null, duplicate: false }));
  const totalOf = (status: PaymentLineAnswer['status']) => {
    const own = message.payments.filter((_, at) => lines[at]?.status === status);
    return { numberOfPayments: own.length, sumFen: sumFen(own.map(({ amountFen }) => amountFen)) };
  };
  const totals = { accepted: totalOf('accepted'), rejected: totalOf('rejected') };
  const status = totals.rejected.numberOfPayments === 0 ? 'accepted' : totals.accepted.numberOfPayments === 0 ? 'rejected' : 'partially-accepted';
  return { messageId: message.messageId, paymentInformationId: message.paymentInformationId, status, lines, totals };
}
