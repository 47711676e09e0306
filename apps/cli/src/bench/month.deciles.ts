/** A chunk that was paid: its lines, and when the bank's answer was kept. */
export interface PaidChunk {
  readonly atMs: number;
  readonly lines: number;
}

/** With fewer, a tenth is a chunk or two, and says nothing. */
export const FEWEST_CHUNKS = 20;

/** The speed of the last tenth of the lines by that of the first; undefined where there are too few chunks. */
export function lastByFirstTenth(startMs: number, paid: readonly PaidChunk[]): number | undefined {
  if (paid.length < FEWEST_CHUNKS) return undefined;
  const inOrder = [...paid].sort((left, right) => left.atMs - right.atMs);
  const total = inOrder.reduce((sum, { lines }) => sum + lines, 0);
  const whenPaid = (share: number): number => {
    let lines = 0;
    return inOrder.find((chunk) => { lines += chunk.lines; return lines >= total * share; })?.atMs ?? startMs;
  };
  const [firstMs, lastMs] = [whenPaid(0.1) - startMs, whenPaid(1) - whenPaid(0.9)];
  return firstMs > 0 && lastMs > 0 ? firstMs / lastMs : undefined;
}
