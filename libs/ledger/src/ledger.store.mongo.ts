import { fen, type CityCode } from '@gongjiang/kernel';
import type { ClientSession, Collection, Db } from 'mongodb';
import type { Account } from './account.js';
import type { AccountTurnover } from './balance.js';
import type { LedgerStore, LedgerSum, PostedSum, UnbalancedPosting } from './ledger.store.js';
import { checkPosting, type Posting, type PostingKind } from './posting.js';

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

  async sums(city: CityCode): Promise<readonly LedgerSum[]> {
    const sums = await this.postings.aggregate<{ _id: { account: Account; batchId: string | null; kind: PostingKind }; debitFen: number; creditFen: number }>([
      { $match: { city } },
      { $unwind: '$lines' },
      { $group: { _id: { account: '$lines.account', batchId: '$batchId', kind: '$kind' }, debitFen: sideSum('debit'), creditFen: sideSum('credit') } },
      { $sort: { _id: 1 } },
    ], { allowDiskUse: true }).toArray();
    return sums.map(({ _id, debitFen, creditFen }) => ({ ..._id, debitFen: fen(debitFen), creditFen: fen(creditFen) }));
  }

  async postedOf(city: CityCode, batchId: string): Promise<readonly PostedSum[]> {
    const amountFen = { $sum: { $map: { input: '$lines', in: { $cond: [{ $eq: ['$$this.side', 'debit'] }, '$$this.amountFen', 0] } } } };
    const posted = await this.postings.aggregate<Pick<PostingDocument, '_id' | 'kind' | 'chunkId'> & { readonly amountFen: number }>([
      { $match: { city, batchId } }, { $project: { kind: 1, chunkId: 1, amountFen } }, { $sort: { _id: 1 } },
    ]).toArray();
    return posted.map(({ _id, kind, chunkId, amountFen: amount }) => ({ id: _id, kind, chunkId, amountFen: fen(amount) }));
  }

  async *ofNoBatch(city: CityCode): AsyncIterable<Posting> {
    for await (const { _id, ...rest } of this.postings.find({ city, batchId: null }).sort({ _id: 1 })) yield { id: _id, ...rest };
  }

  async unbalanced(city: CityCode, most: number): Promise<readonly UnbalancedPosting[]> {
    const found = await this.postings.aggregate<{ _id: string; debitFen: number; creditFen: number }>([
      { $match: { city } },
      { $unwind: '$lines' },
      { $group: { _id: '$_id', debitFen: sideSum('debit'), creditFen: sideSum('credit') } },
      { $match: { $expr: { $ne: ['$debitFen', '$creditFen'] } } },
      { $sort: { _id: 1 } },
      { $limit: most },
    ], { allowDiskUse: true }).toArray();
    return found.map(({ _id, debitFen, creditFen }) => ({ id: _id, debitFen: fen(debitFen), creditFen: fen(creditFen) }));
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
