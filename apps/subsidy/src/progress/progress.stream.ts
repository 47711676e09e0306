import type { ProgressFeed } from './progress.feed.loop.js';
import { isEnded, type Progress } from './progress.js';
import { eventIdOf, eventText, HEARTBEAT, RETRY } from './progress.sse.js';

/** Proxies cut what is silent for a minute; a reader that is gone is noticed by then. */
const HEARTBEAT_MS = 15_000;
/** A token is looked at when a stream is opened: after this the reader comes again, with a token that still holds. */
export const MAX_STREAM_MS = 15 * 60_000;

export interface StreamReader {
  /** The last event that the reader had before it was cut off. */
  readonly lastEventId: string | undefined;
  readonly gone: AbortSignal;
  readonly heartbeatMs?: number;
  /** A clock that is never put back, in milliseconds. */
  readonly now: () => number;
}

/** What is written to one reader: what is new, heartbeats in between, until the end, or until it is time to come again. */
export async function* progressText(feed: Pick<ProgressFeed, 'next' | 'isStopped'>, { lastEventId, gone, heartbeatMs = HEARTBEAT_MS, now }: StreamReader): AsyncGenerator<string> {
  const until = now() + MAX_STREAM_MS;
  yield RETRY;
  let told: Progress | undefined;
  while (!gone.aborted && now() < until) {
    const next = await feed.next(told, heartbeatMs);
    if (next && (told !== undefined || eventIdOf(next) !== lastEventId)) yield eventText(next);
    if (next && isEnded(next)) return;
    if (!next && feed.isStopped) return;
    if (!next) yield HEARTBEAT;
    told = next ?? told;
  }
}
