import { allPages, CITIES, succeeded } from '@gongjiang/rehearsal';
import type { Stage } from './stage.js';

/** How many chunks of all batches are in which phase at this moment. */
export async function chunksByPhase(stage: Stage): Promise<Readonly<Record<string, number>>> {
  const lists = await Promise.all(CITIES.map(async (city) => {
    const { handler } = stage.office(city);
    const batches = await allPages<{ readonly id: string }>(handler, '/batches');
    return Promise.all(batches.map(async ({ id }) => succeeded<{ readonly chunks: Readonly<Record<string, number>> }>('reading progress', await handler.get(`/batches/${id}/progress`)).chunks));
  }));
  const phases: Record<string, number> = {};
  for (const chunks of lists.flat()) for (const [phase, count] of Object.entries(chunks)) phases[phase] = (phases[phase] ?? 0) + count;
  return phases;
}

/** The middle of calculation: some chunks are done, and some are not begun. */
export function isCalculating(phases: Readonly<Record<string, number>>): boolean {
  return (phases['calculated'] ?? 0) > 0 && (phases['planned'] ?? 0) > 0;
}
