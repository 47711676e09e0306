/** How the chunks of a batch are named: everything of a batch, and of a planning run, is one range of ids. */

/** A chunk's id sorts by batch, planning run and number: what an earlier run left behind is one range of ids. */
export function chunkIdOf(batchId: string, run: number, number: number): string {
  return `${runPrefixOf(batchId, run)}${String(number).padStart(6, '0')}`;
}

/** What the ids of a planning run's chunks begin with. */
export function runPrefixOf(batchId: string, run: number): string {
  return `${batchId}-${String(run).padStart(4, '0')}-`;
}

/** The first and the last possible id of a batch's chunks: `$gte` the one, `$lt` the other. */
export function chunkRangeOf(batchId: string): { readonly from: string; readonly before: string } {
  return { from: `${batchId}-`, before: `${batchId}.` };
}
