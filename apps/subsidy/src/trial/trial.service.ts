import type { CityCode, Month } from '@gongjiang/kernel';
import { openBatch } from '../batch/batch.open.js';
import type { BatchTotals } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import { decideChunk } from '../chunk/chunk.calculate.js';
import type { ChunkTotals } from '../chunk/chunk.js';
import { batchTotalsOf, chunkTotalsOf } from '../chunk/chunk.totals.js';
import { dueChunks } from '../population/population.planner.js';
import type { PopulationStore } from '../population/population.store.js';
import { lookingPorts, type LookingPorts } from './trial.parts.js';

export interface TrialPorts extends LookingPorts {
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  /** `MAX_LINES_A_CHUNK` unless told. */
  readonly linesAChunk?: number;
}

/** What a trial is of: a programme of a city, and the month that would be paid. */
export interface TrialOf {
  readonly city: CityCode;
  readonly programme: string;
  readonly month: Month;
}

/** What the month would come to. */
export interface TrialSums {
  readonly totals: BatchTotals;
  /** Lines that would be held, by the first code of each. */
  readonly heldByCode: Readonly<Record<string, number>>;
}

/** Chunks decided side by side: while the database answers for one, another is decided. */
const AT_ONCE = 2;

/**
 * Tries a month (试算): what the programme would come to by the facts and the rules as they are now. Nothing is written,
 * claimed or asked of others; what rides on from earlier batches, and what would be kept against claims back, is left
 * out. Throws where the city has no such programme.
 */
export async function tryMonth(ports: TrialPorts, of: TrialOf): Promise<TrialSums> {
  const programme = ports.cities.get(of.city).programmes.find(({ id }) => id === of.programme);
  if (!programme) throw new Error(`The city ${of.city} has no programme ${of.programme}`);
  // Where a batch of the month is open its own lines count for nothing, as in its calculation.
  const open = (await ports.batches.ofProgramme(of.city, of.programme, of.month)).map(({ batch }) => batch).findLast(({ status }) => status !== 'closed' && status !== 'cancelled');
  const batch = open ?? openBatch(of.city, programme, of.month, 1);
  const looking = lookingPorts(ports);
  const chunks = dueChunks(ports, batch)[Symbol.asyncIterator]();
  const totals: ChunkTotals[] = [];
  const lane = async (): Promise<void> => {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      totals.push(chunkTotalsOf(await decideChunk(looking, batch, { ...next.value, id: `${batch.id}-trial` }), of.month));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { totals: batchTotalsOf(totals), heldByCode: addedUp(totals.map(({ heldByCode }) => heldByCode)) };
}

function addedUp(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [code, count] of counts.flatMap((one) => Object.entries(one))) sums.set(code, (sums.get(code) ?? 0) + count);
  return Object.fromEntries([...sums].sort(([left], [right]) => (left < right ? -1 : 1)));
}
