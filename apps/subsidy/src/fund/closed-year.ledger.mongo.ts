import type { CityCode, Year } from '@gongjiang/kernel';
import { fundYearOfAccount, MongoLedgerStore, placeOf, type Account, type FundYear, type Posting } from '@gongjiang/ledger';
import type { ClientSession, Collection, Db } from 'mongodb';
import { inOpenYears } from './closed-year.js';
import type { Fund } from './fund.js';

type PostingDocument = Omit<Posting, 'id'> & { readonly _id: string };

/** The journal, which takes nothing more for a year that is closed: see `closed-year.ts`. One look at the city's few closed years a write. */
export class ClosedYearLedger extends MongoLedgerStore {
  private readonly funds: Collection<Fund & { readonly _id: string }>;
  private readonly journal: Collection<PostingDocument>;

  constructor(db: Db) {
    super(db);
    this.funds = db.collection('funds');
    this.journal = db.collection('ledger_postings');
  }

  override async post(postings: readonly Posting[], transaction?: ClientSession): Promise<void> {
    const [first] = postings;
    const closed = first ? await this.closedYears(first.city) : NONE;
    await super.post(closed.size === 0 ? postings : await Promise.all(postings.map((posting) => this.booked(posting, closed))), transaction);
  }

  private async booked(posting: Posting, closed: ReadonlySet<string>): Promise<Posting> {
    const openYearOf = (fund: FundYear): Year => firstOpen(fund, closed);
    const touches = posting.lines.some(({ account }) => closed.has(keyOf(fundYearOfAccount(account))));
    if (!touches) return posting;
    const settled = await this.settledOf(posting);
    return inOpenYears(posting, openYearOf, (account) => settled.get(entitlementOf(account)));
  }

  /** In which year each entitlement of the posting's chunk was booked as paid: a line that was carried on was paid in the later one. */
  private async settledOf({ city, batchId, chunkId }: Posting): Promise<ReadonlyMap<string, Year>> {
    if (chunkId === null) return new Map();
    const settled = await this.journal.find({ city, batchId, chunkId, kind: 'settle' }).toArray();
    const accounts = settled.flatMap(({ lines }) => lines.map(({ account }) => account)).filter((account) => placeOf(account) === 'paid');
    return new Map(accounts.map((account) => [entitlementOf(account), fundYearOfAccount(account).year]));
  }

  private async closedYears(city: CityCode): Promise<ReadonlySet<string>> {
    const closed = await this.funds.find({ city, 'closure.status': { $in: ['closing', 'closed'] } }, { projection: { _id: 1 } }).toArray();
    return new Set(closed.map(({ _id }) => _id));
  }
}

const NONE: ReadonlySet<string> = new Set();

function firstOpen(fund: FundYear, closed: ReadonlySet<string>): Year {
  let year = fund.year;
  while (closed.has(keyOf({ ...fund, year }))) year = String(Number(year) + 1) as Year;
  return year;
}

function keyOf({ city, fund, year }: FundYear): string {
  return `${city}/${fund}/${year}`;
}

function entitlementOf(account: Account): string {
  return account.split('/').slice(4).join('/');
}
