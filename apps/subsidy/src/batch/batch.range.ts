/** How the chunks of a batch are named: everything of a batch, and of a planning run, is one range of ids. */

/** A chunk's id sorts by batch, planning run and number: what an earlier run left behind is one range of ids. */
export function chunkIdOf(batchId: string, run: number, number: number): string {
  return `${runPrefixOf(batchId, run)}${String(number).padStart(6, '0')}`;
}

/** What the ids of a planning run's chunks begin with. */
export function runPrefixOf(batchId: string, run: number): string {
  return `${batchId}-${String(run).padStart(4, '0')}-`;
}

/** The batch that a chunk is of, by the chunk's id. */
export function batchOfChunk(chunkId: string): string {
  return chunkId.replace(/-\d+-\d+$/, '');
}

/** What the ids of all chunks of the chunk's own planning run begin with. */
export function ownRunPrefixOf(chunkId: string): string {
  return chunkId.slice(0, chunkId.lastIndexOf('-') + 1);
}

/** True for the id of one of the batch's chunks, of whichever run. */
export function isChunkOf(chunkId: string, batchId: string): boolean {
  return chunkId.startsWith(`${batchId}-`);
}

/** The first and the last possible id of a batch's chunks: `$gte` the one, `$lt` the other. */
export function chunkRangeOf(batchId: string): { readonly from: string; readonly before: string } {
  return { from: `${batchId}-`, before: `${batchId}.` };
}
