import { ZERO_FEN, type Day, type Fen } from '@gongjiang/kernel';

/** What a message said of all its payments; they lie together in `payments`, from `firstAt` on. */
export interface MessageHead {
  readonly messageId: string;
  readonly paymentInformationId: string;
  readonly debtorAccount: string;
  readonly bookOn: Day;
  readonly firstAt: number;
  readonly count: number;
}

/** A client's payment file, kept as it came: what was asked can be shown, and the same file told from another. */
export interface KeptFile {
  readonly profile: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Compressed, in base64. */
  readonly content: string;
}

export interface LaterReturn { readonly on: Day; readonly reasonCode: string }

/** One payment as the bank holds it. Its id, amount and payee never change; its status moves forward only. */
export interface BookedPayment {
  readonly number: number;
  readonly message: MessageHead;
  readonly endToEndId: string;
  readonly amountFen: Fen;
  readonly creditorName: string;
  readonly creditorAccount: string;
  readonly purpose: string;
  readonly laterReturn: LaterReturn | null;
  readonly rejectedFor: string | null;
  status: 'accepted' | 'rejected' | 'settled' | 'returned';
}

export type Entry =
  | { readonly kind: 'debit' | 'return'; readonly payment: BookedPayment }
  | { readonly kind: 'funding'; readonly amountFen: Fen; readonly reference: string };

/** An account's bookings of one business day. */
export interface AccountDay {
  readonly day: Day;
  readonly openingBalanceFen: Fen;
  readonly entries: Entry[];
  debitSumFen: Fen;
  creditSumFen: Fen;
}

/** A paying account. `reservedFen` is accepted and not booked yet: what may be paid is the balance less that. */
export interface PayingAccount {
  readonly account: string;
  balanceFen: Fen;
  reservedFen: Fen;
  readonly days: AccountDay[];
}

export interface PayeeState { readonly state: 'closed' | 'returned-later' | 'name-mismatch'; readonly name?: string }

/**
 * Everything the bank knows. It is changed in place, and only by `evolve`: a million payments are not copied for
 * each message. Two books fed with the same events are equal.
 */
export interface Books {
  businessDate: Day;
  readonly accounts: Map<string, PayingAccount>;
  readonly payees: Map<string, PayeeState>;
  readonly fundings: Map<string, { readonly account: string; readonly amountFen: Fen }>;
  readonly payments: BookedPayment[];
  /** The first payment under an id; later ones under the same id exist only where idempotency was switched off. */
  readonly byId: Map<string, BookedPayment>;
  readonly byInformation: Map<string, MessageHead[]>;
  /** Payment files by the id of their message, in the order of their taking, with the day of it. */
  readonly files: Map<string, KeptFile & { readonly takenOn: Day }>;
  readonly toBook: Map<Day, BookedPayment[]>;
  readonly toReturn: Map<Day, BookedPayment[]>;
  /** How often an id came again: the same, with other contents, and taken a second time in spite of that. */
  readonly repeats: { same: number; conflicting: number; takenAgain: number };
  /** One copy of each purpose: a batch says the same words a hundred thousand times. */
  readonly purposes: Map<string, string>;
}

export function emptyBooks(businessDate: Day): Books {
  return {
    businessDate,
    accounts: new Map(), payees: new Map(), fundings: new Map(),
    payments: [], byId: new Map(), byInformation: new Map(), files: new Map(),
    toBook: new Map(), toReturn: new Map(),
    repeats: { same: 0, conflicting: 0, takenAgain: 0 },
    purposes: new Map(),
  };
}

export function bankReferenceOf(payment: BookedPayment): string {
  return `B${String(payment.number).padStart(10, '0')}`;
}

/** What may still be paid from the account; nothing for an account that was never funded. */
export function availableFen(account: PayingAccount | undefined): number {
  return account ? account.balanceFen - account.reservedFen : ZERO_FEN;
}
