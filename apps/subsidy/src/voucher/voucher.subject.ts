import { addFen, fen, subtractFen, ZERO_FEN, type Day, type Fen } from '@gongjiang/kernel';
import type { Account, LedgerSum, Posting } from '@gongjiang/ledger';
import type { Batch } from '../batch/batch.js';
import type { Balances } from './voucher.lines.js';
import type { VoucherKind } from './voucher.js';

/** What a voucher may be made of: a subject, the day on which it was done, and what the books say of it. */
export interface Subject {
  readonly kind: VoucherKind;
  readonly id: string;
  readonly on: Day;
  readonly batchId: string | null;
  readonly balances: Balances;
}

const OF_CASES: ReadonlySet<Posting['kind']> = new Set(['claim-back', 'recover', 'waive']);

/** A closed batch, with all that the books say of it. */
export function batchSubject(batch: Batch, on: Day, sums: readonly LedgerSum[]): Subject {
  const balances = new Map<Account, Fen>();
  for (const { account, debitFen, creditFen } of sums) balances.set(account, addFen(balances.get(account) ?? ZERO_FEN, subtractFen(debitFen, creditFen)));
  return { kind: 'batch', id: batch.id, on, batchId: batch.id, balances };
}

/** The subjects of postings that are of no batch. Money kept against claims is many lines a day: one voucher a day. */
export class SubjectsOfNoBatch {
  private readonly subjects = new Map<string, { kind: VoucherKind; id: string; on: Day; balances: Map<Account, Fen> }>();

  add(posting: Posting): void {
    const { kind, id } = subjectOf(posting);
    const subject = this.subjects.get(`${kind}/${id}`) ?? { kind, id, on: posting.businessDate, balances: new Map<Account, Fen>() };
    if (posting.businessDate > subject.on) subject.on = posting.businessDate;
    for (const { account, side, amountFen } of posting.lines) subject.balances.set(account, fen((subject.balances.get(account) ?? 0) + (side === 'debit' ? amountFen : -amountFen)));
    this.subjects.set(`${kind}/${id}`, subject);
  }

  all(): readonly Subject[] {
    return [...this.subjects.values()].map((subject) => ({ ...subject, batchId: null }));
  }
}

/** Postings are named `<kind>|<subject>[|…]`. */
function subjectOf({ id, kind, businessDate }: Posting): Pick<Subject, 'kind' | 'id'> {
  if (kind === 'offset') return { kind: 'offset', id: businessDate };
  return { kind: OF_CASES.has(kind) ? 'clawback' : 'fund', id: id.split('|')[1] ?? id };
}
