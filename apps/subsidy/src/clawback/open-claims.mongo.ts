import { fen, type CityCode, type Fen } from '@gongjiang/kernel';
import type { Db } from 'mongodb';
import { OpenClaims } from './open-claims.js';

/** Sums the cases where they lie; nothing sealed is read. */
export class MongoOpenClaims extends OpenClaims {
  constructor(private readonly db: Db) {
    super();
  }

  async byFund(city: CityCode): Promise<ReadonlyMap<string, Fen>> {
    const sums = await this.db.collection('clawbacks').aggregate<{ readonly _id: string; readonly openFen: number }>([
      { $match: { city, 'clawback.money': { $exists: true } } },
      { $group: { _id: { $first: '$clawback.decision.sources.fund.fund' }, openFen: { $sum: { $subtract: ['$clawback.money.claimedFen', { $add: ['$clawback.money.recoveredFen', '$clawback.money.offsetFen', '$clawback.money.waivedFen'] }] } } } },
    ]).toArray();
    return new Map(sums.map(({ _id, openFen }) => [_id, fen(openFen)]));
  }
}
