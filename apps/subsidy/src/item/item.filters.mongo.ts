import type { Filter } from 'mongodb';
import { chunkRangeOf } from '../batch/batch.range.js';
import type { ItemDocument } from './item.document.mongo.js';
import type { ItemState } from './item.js';
import type { ItemPosition } from './item.store.js';
import { isBookedWhole, type JointState } from './joint-state.js';

/** The states that a chunk's lines are written with which are in one of these states. A thousand that are due are not read where none can be meant. */
export function writtenAs(states: readonly ItemState[], joint: JointState | undefined): readonly ItemState[] {
  return statesOfDue(joint).some((state) => states.includes(state)) ? ['due', ...states] : states;
}

function statesOfDue(joint: JointState | undefined): readonly ItemState[] {
  if (!joint) return ['due'];
  return joint.booked.length === 0 ? ['accepted'] : isBookedWhole(joint) ? ['settled'] : ['accepted', 'settled'];
}

/** What of a batch may be in a state, as it is written; whether it is, its chunk's joint state says. */
export function inState(state: ItemState | null, joint: ReadonlyMap<string, JointState> | undefined): Filter<ItemDocument> {
  if (state === null) return {};
  if (!joint) return { state };
  const chunks = (are: (one: JointState) => boolean): readonly string[] => [...joint].flatMap(([chunk, one]) => (are(one) ? [chunk] : []));
  if (state === 'due') return { state, chunk: { $nin: chunks(() => true) } };
  if (state === 'accepted') return { state: 'due', chunk: { $in: chunks((one) => !isBookedWhole(one)) } };
  return { $or: [{ state }, { state: 'due', chunk: { $in: chunks(({ booked }) => booked.length > 0) } }] };
}

/** What of a batch comes behind a place in its list, by chunk and then by id; all of it where there is no place. The batch itself is the caller's to name. */
export function behind(batchId: string, after: ItemPosition | null): Filter<ItemDocument> {
  return after ? { $or: [{ chunk: after.chunkId, _id: { $gt: after.id } }, { chunk: { $gt: after.chunkId, $lt: chunkRangeOf(batchId).before } }] } : {};
}

/** A batch's chunks by their ids. */
export function rangeOf(batchId: string): { readonly $gte: string; readonly $lt: string } {
  const { from, before } = chunkRangeOf(batchId);
  return { $gte: from, $lt: before };
}

/** A batch's chunks are named after it, so that its items are one range of the chunk's index. */
export function ofBatch(batchId: string): Filter<ItemDocument> {
  return { chunk: rangeOf(batchId) };
}
