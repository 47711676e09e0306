import type { PackSet } from '@gongjiang/policy';
import type { Batch } from '../batch/batch.js';
import { chunkIdOf } from '../batch/batch.range.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { PlannedChunk } from '../chunk/chunk.store.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { CityStore } from '../city/city.store.js';
import type { OffsetPlans } from '../clawback/offset-plans.js';
import type { DueIn } from '../grant/grant.js';
import type { DueGrant, GrantStore } from '../grant/grant.store.js';
import type { HeldLineStore } from '../held-line/held-line.store.js';
import type { ItemStore } from '../item/item.store.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import { cutIntoChunks } from './population.js';
import { carriedLines } from './population.carried.js';
import type { PopulationStore } from './population.store.js';

/** Chunks written at once: their populations are some 100 kB each. */
const CHUNKS_A_WRITE = 20;

export interface PlanningPorts {
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  readonly grants: GrantStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly heldLines: HeldLineStore;
  readonly sameKind: SameKindStore;
  readonly offsetPlans: OffsetPlans;
  readonly cities: CityStore;
  readonly packs: PackSet;
  /** `MAX_LINES_A_CHUNK` unless told. */
  readonly linesAChunk?: number;
}

type Content = Pick<PlannedChunk, 'carriedFrom' | 'grantIds' | 'rechecks' | 'itemIds'>;

/**
 * Plans a batch that is calculating: finds its due grants and the lines that ride on from earlier batches, cuts them into
 * chunks, and locks the population. Interrupted anywhere, it is begun anew; nothing works on chunks before the lock.
 */
export async function planPopulation(ports: PlanningPorts, batch: Extract<Batch, { status: 'calculating' }>): Promise<void> {
  const run = await ports.populations.begin(batch.id, batch.calculation, ports.packs.hash);
  if (run === undefined) return;
  await ports.items.discardBefore(batch.id, run);
  await ports.heldLines.discardBefore(batch.id, run);
  await ports.grants.unspendBefore(batch.id, run);
  await ports.offsetPlans.freeBefore(batch.id, run);
  if (run > 1) await ports.sameKind.freeBefore(batch.id, run);
  const count = await writeChunks(ports, batch, run);
  await ports.populations.lock(batch.id, run, count);
}

async function writeChunks(ports: PlanningPorts, batch: Batch, run: number): Promise<number> {
  let number = 0;
  let waiting: PlannedChunk[] = [];
  for await (const content of contentsOf(ports, batch)) {
    number += 1;
    waiting.push({ phase: 'planned', id: chunkIdOf(batch.id, run, number), city: batch.city, batchId: batch.id, run, number, ...content });
    if (waiting.length === CHUNKS_A_WRITE) {
      await ports.chunks.plan(waiting);
      waiting = [];
    }
  }
  await ports.chunks.plan(waiting);
  return number;
}

async function* contentsOf(ports: PlanningPorts, batch: Batch): AsyncIterable<Content> {
  for await (const dues of dueChunks(ports, batch)) yield { carriedFrom: null, ...dues, itemIds: [] };
  for await (const { carriedFrom, itemIds } of carriedLines(ports, batch)) yield { carriedFrom, grantIds: [], rechecks: {}, itemIds };
}

/** A batch's due grants, cut into chunks; what rides on from earlier batches is not among them. */
export async function* dueChunks(ports: Pick<PlanningPorts, 'batches' | 'populations' | 'cities' | 'grants' | 'linesAChunk'>, batch: Batch): AsyncIterable<Pick<Content, 'grantIds' | 'rechecks'>> {
  for await (const dues of cutIntoChunks(ports.grants.due(batch, await askedOf(ports, batch)), ports.linesAChunk)) {
    yield { grantIds: dues.map((due) => due.id), rechecks: rechecksOf(dues) };
  }
}

/** What was changed since the last approved batch of the programme was planned has been seen by none. */
async function askedOf({ batches, populations, cities }: Pick<PlanningPorts, 'batches' | 'populations' | 'cities'>, batch: Batch): Promise<DueIn> {
  const approved = await batches.approvedOf(batch.city, batch.programme);
  const plannedBefore = await populations.lastPlannedAt(approved.filter((id) => id !== batch.id));
  return { batchId: batch.id, month: batch.period, cityFrom: cities.get(batch.city).firstMonth, plannedBefore };
}

function rechecksOf(dues: readonly DueGrant[]): Content['rechecks'] {
  return Object.fromEntries(dues.flatMap(({ id, recheckFrom }) => (recheckFrom === null ? [] : [[id, recheckFrom]])));
}
