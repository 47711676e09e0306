import { z } from 'zod';

/** What one of the processes that share the runs says at its end. */
export const chaosTotalsSchema = z.object({
  runs: z.int(), failed: z.int(), steps: z.int(), paidFen: z.int(), places: z.array(z.string()),
  passed: z.record(z.string(), z.int()), died: z.record(z.string(), z.int()),
});
export type ChaosTotals = z.infer<typeof chaosTotalsSchema>;

/** The totals of all processes together. */
export function addedTotals(all: readonly ChaosTotals[]): ChaosTotals {
  const none: ChaosTotals = { runs: 0, failed: 0, steps: 0, paidFen: 0, places: [], passed: {}, died: {} };
  return all.reduce((sum, one) => ({
    runs: sum.runs + one.runs, failed: sum.failed + one.failed, steps: sum.steps + one.steps, paidFen: sum.paidFen + one.paidFen, places: one.places,
    passed: addedCounts(sum.passed, one.passed), died: addedCounts(sum.died, one.died),
  }), none);
}

/** The places of the state machines at which too few have died. */
export function rarelyDied({ places, died }: ChaosTotals, least: number): readonly string[] {
  return places.filter((place) => (died[place] ?? 0) < least).map((place) => `${place} (${died[place] ?? 0})`);
}

export function totalsText(totals: ChaosTotals, seconds: number): string {
  const [least = ''] = [...totals.places].sort((one, other) => (totals.died[one] ?? 0) - (totals.died[other] ?? 0));
  const deaths = Object.values(totals.died).reduce((sum, count) => sum + count, 0);
  return [
    `${totals.runs} runs, ${totals.failed} failed, in ${seconds.toFixed(0)} s`,
    `${totals.steps} turns; ${(totals.paidFen / 100).toFixed(2)} yuan left the simulated bank`,
    `${deaths} deaths at ${totals.places.length} places of the state machines, the fewest at ${least}: ${totals.died[least] ?? 0}`,
  ].join('\n');
}

function addedCounts(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
