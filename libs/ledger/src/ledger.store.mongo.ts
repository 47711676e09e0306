import { fen, type CityCode } from '@gongjiang/kernel';
import type { ClientSession, Collection, Db } from 'mongodb';
import type { Account } from './account.js';
import type { AccountTurnover } from './balance.js';
import type { LedgerStore } from './ledger.store.js';
import { checkPosting, type Posting } from './posting.js';

const DUPLICATE_KEY = 11_000;

type PostingDocument = Omit<Posting, 'id'> & { readonly _id: string };

export const LEDGER_INDEXES = { ledger_postings: [{ key: { city: 1, batchId: 1 } }] } as const;

/** The journal in Mongo: insert only. Given a transaction, a posting is one write with the change that it records. */
export class MongoLedgerStore implements LedgerStore {
  private readonly postings: Collection<PostingDocument>;

  constructor(db: Db) {
    this.postings = db.collection<PostingDocument>('ledger_postings');
  }

  async post(postings: readonly Posting[], transaction?: ClientSession): Promise<void> {
    const documents = postings.map(documentOf);
    if (documents.length === 0) return;
    if (transaction) await this.postings.insertMany(documents, { session: transaction });
    else await this.postings.insertMany(documents, { ordered: false }).catch(acceptPosted);
  }

  async turnovers(city: CityCode, batchId?: string): Promise<readonly AccountTurnover[]> {
    const sums = await this.postings.aggregate<{ _id: Account; debitFen: number; creditFen: number }>([
      { $match: { city, ...(batchId === undefined ? {} : { batchId }) } },
      { $unwind: '$lines' },
      { $group: { _id: '$lines.account', debitFen: sideSum('debit'), creditFen: sideSum('credit') } },
      { $sort: { _id: 1 } },
    ]).toArray();
    return sums.map(({ _id, debitFen, creditFen }) => ({ account: _id, debitFen: fen(debitFen), creditFen: fen(creditFen) }));
  }
}

function sideSum(side: 'debit' | 'credit') {
  return { $sum: { $cond: [{ $eq: ['$lines.side', side] }, '$lines.amountFen', 0] } };
}

function documentOf(posting: Posting): PostingDocument {
  const checked = checkPosting(posting);
  if (!checked.ok) throw new Error(`${checked.refusal.code} ${posting.id}`);
  const { id, ...rest } = posting;
  return { _id: id, ...rest };
}

/** An id that is there already was posted before: that is what the id is for. Anything else is an error. */
function acceptPosted(error: unknown): void {
  const failures = (error as { writeErrors?: readonly { code: number }[] | { code: number } }).writeErrors;
  const codes = failures === undefined ? [(error as { code?: number }).code] : [failures].flat().map((failure) => failure.code);
  if (codes.length === 0 || codes.some((code) => code !== DUPLICATE_KEY)) throw error;
}
