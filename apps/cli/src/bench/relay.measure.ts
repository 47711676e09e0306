import { setTimeout as pause } from 'node:timers/promises';
import type { MongoConnection } from '@gongjiang/persistence';
import type { MonthRun } from './month.run.js';

const LOOK_EVERY_MS = 20;
const WITHIN_MS = 60 * 60_000;

/** What the relay carries while nothing else is done: each chunk's events of the month once more. Their ids are the same; who heard them knows them. */
export async function measureRelay({ db }: MongoConnection, lines: number): Promise<NonNullable<MonthRun['relay']>> {
  const chunks = db.collection('chunks');
  const start = performance.now();
  await chunks.updateMany({ phase: 'settled' }, { $set: { eventsDue: true } });
  while ((await chunks.findOne({ eventsDue: true }, { projection: { _id: 1 } })) !== null) {
    if (performance.now() > start + WITHIN_MS) throw new Error('The relay did not come to an end');
    await pause(LOOK_EVERY_MS);
  }
  const ms = performance.now() - start;
  return { ms, linesPerSecond: lines / (ms / 1_000) };
}
