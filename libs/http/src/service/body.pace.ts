/** How slowly a request's body may come. Connections that are held open on purpose are bounded by it (Slowloris). */
export interface BodyPace {
  /** For a whole body that is no file: it has a megabyte at the most, and a client that takes longer is none. */
  readonly wholeMs: number;
  /** The longest that a file may rest: shorter than proxies and mobile networks give up, longer than a lost packet. */
  readonly silenceMs: number;
  /**
   * What a file brings a second on the average, after `silenceMs` of grace: half of the slowest line that a county's
   * office has (512 kbit/s up). So the largest file (512 MiB) may take some four and a half hours, and no connection longer.
   */
  readonly leastBytesASecond: number;
  /** How often it is looked. */
  readonly lookEveryMs: number;
}

export const BODY_PACE: BodyPace = { wholeMs: 30_000, silenceMs: 30_000, leastBytesASecond: 32 * 1024, lookEveryMs: 1_000 };

/** What was seen of a body that is still coming. Time in which we ourselves did not read is not counted. */
export interface BodySeen {
  readonly isFile: boolean;
  readonly elapsedMs: number;
  readonly silentMs: number;
  readonly bytes: number;
}

/** True where it is to be cut. A file may take as long as its bytes need; whatever else has one time for all of it. */
export function isTooSlow({ isFile, elapsedMs, silentMs, bytes }: BodySeen, pace: BodyPace): boolean {
  if (!isFile) return elapsedMs > pace.wholeMs;
  return silentMs > pace.silenceMs || elapsedMs - pace.silenceMs > (bytes * 1_000) / pace.leastBytesASecond;
}
