import type { CityCode, Year } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import { NOT_YET, saveVersioned } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Fund } from './fund.js';
import type { FundResult } from './fund.reserve.js';
import { FundStore } from './fund.store.js';

type FundDocument = Fund & { readonly _id: string; readonly version: number };

/** Each try that is lost was won by somebody else: far more than officers and clawbacks of a city are ever at it at once. */
const MAX_TRIES = 1_000;

export const FUND_INDEXES = { funds: [{ key: { city: 1, 'closure.status': 1 } }] } as const;

/** Funds in Mongo: hot documents, so never part of an open transaction; each carries its version. */
export class MongoFundStore extends FundStore {
  private readonly funds: Collection<FundDocument>;

  constructor(db: Db) {
    super();
    this.funds = db.collection<FundDocument>('funds');
  }

  async change({ city, fund, year }: FundYear, work: (fund: Fund | undefined) => FundResult): Promise<FundResult> {
    const _id = idOf(city, fund, year);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const document = await this.funds.findOne({ _id });
      const before = document ? fundOf(document) : undefined;
      const changed = work(before);
      if (!changed.ok || changed.value === before) return changed;
      const saved = await saveVersioned<FundDocument>(this.funds, { _id, ...changed.value }, { version: document?.version ?? NOT_YET });
      if (saved.ok) return changed;
    }
    throw new Error(`The fund ${_id} is changed by too many at once`);
  }

  async find(city: CityCode, fund: string, year: Year): Promise<Fund | undefined> {
    const document = await this.funds.findOne({ _id: idOf(city, fund, year) });
    return document ? fundOf(document) : undefined;
  }

  async ofCity(city: CityCode): Promise<readonly Fund[]> {
    return (await this.funds.find({ city }).sort({ _id: 1 }).toArray()).map(fundOf);
  }
}

function idOf(city: CityCode, fund: string, year: Year): string {
  return `${city}/${fund}/${year}`;
}

function fundOf({ city, fund, year, movements, recoveries, reservations, closure }: FundDocument): Fund {
  return { city, fund, year, movements, recoveries, reservations, closure };
}
