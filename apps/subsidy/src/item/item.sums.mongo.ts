import { addFen, fen, groupBy } from '@gongjiang/kernel';
import type { Collection } from 'mongodb';
import { dueOf, type ItemDocument } from './item.document.mongo.js';
import { ofBatch, rangeOf } from './item.filters.mongo.js';
import type { ItemSum } from './item.store.js';
import { bookedBetween, stateOfLine, type JointState } from './joint-state.js';
import type { MongoJointStates } from './joint-state.store.mongo.js';

/** What a batch's lines come to, by state, way and entitlement. */
export class MongoItemSums {
  constructor(private readonly items: Collection<ItemDocument>, private readonly joint: MongoJointStates) {}

  async ofBatch(batchId: string): Promise<readonly ItemSum[]> {
    const joint = await this.joint.inRange(rangeOf(batchId));
    // Summed where the lines lie: a month's lines need not come here to be counted.
    const entitlement = { $arrayElemAt: [{ $split: ['$_id', '|'] }, 1] };
    const isDue = { $eq: ['$state', 'due'] };
    const sums = await this.items.aggregate<GroupOfLines>([
      { $match: ofBatch(batchId) },
      { $group: { _id: { state: '$state', way: { $ifNull: ['$way', 'pay'] }, entitlement, chunk: { $cond: [isDue, '$chunk', null] } }, lines: { $sum: 1 }, amountFen: { $sum: '$amountFen' }, first: { $min: '$_id' }, last: { $max: '$_id' } } },
      { $sort: { _id: 1 } },
    ]).toArray();
    const told = await Promise.all(sums.map(async (group) => asTold(group, joint) ?? this.oneByOne(group, joint)));
    return [...groupBy(told.flat(), ({ state, way, entitlement: of }) => `${state} ${way} ${of}`).values()].map((same) => same.reduce((sum, { lines, amountFen }) => ({ ...sum, lines: sum.lines + lines, amountFen: addFen(sum.amountFen, amountFen) })));
  }

  /** A chunk that the books know in part: its lines are looked at. */
  private async oneByOne({ _id: { way, entitlement, chunk } }: GroupOfLines, joint: ReadonlyMap<string, JointState>): Promise<readonly ItemSum[]> {
    const documents = await this.items.find({ chunk: chunk ?? '', state: 'due' }, { projection: { amountFen: 1, way: 1 } }).sort({ _id: 1 }).toArray();
    const own = documents.filter((document) => (document.way ?? 'pay') === way && dueOf(document._id).entitlement === entitlement);
    return own.map(({ _id, amountFen }) => ({ state: stateOfLine(_id, 'due', joint.get(chunk ?? '')), way, entitlement, lines: 1, amountFen: fen(amountFen) }));
  }
}

/** Lines that are written alike; those that are due, chunk by chunk, with the first and the last of them. */
interface GroupOfLines {
  readonly _id: Pick<ItemSum, 'state' | 'way' | 'entitlement'> & { readonly chunk: string | null };
  readonly lines: number;
  readonly amountFen: number;
  readonly first: string;
  readonly last: string;
}

/** The sum of such lines as they stand; undefined where some are booked and some are not. */
function asTold({ _id: { state, way, entitlement, chunk }, lines, amountFen, first, last }: GroupOfLines, joint: ReadonlyMap<string, JointState>): readonly ItemSum[] | undefined {
  const said = chunk === null ? undefined : joint.get(chunk);
  const booked = said && bookedBetween(said, first, last);
  if (booked === 'some') return undefined;
  return [{ state: booked ? (booked === 'all' ? 'settled' : 'accepted') : state, way, entitlement, lines, amountFen: fen(amountFen) }];
}
