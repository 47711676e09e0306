/** How long to wait before each further try, in milliseconds: twice as long every time, and never longer than the longest. */
export function* growingWaits(firstMs: number, longestMs: number): Generator<number, never> {
  for (let waitMs = firstMs; ; waitMs = Math.min(2 * waitMs, longestMs)) yield waitMs;
}
