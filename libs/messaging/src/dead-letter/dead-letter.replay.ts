import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { replayTopicOf } from '../kafka/kafka.settings.js';
import type { OutgoingMessage } from '../kafka/kafka.publisher.js';
import type { DeadLetter } from './dead-letter.js';
import type { DeadLetterStore } from './dead-letter.store.js';

/** The header that ties a replayed message to its letter. */
export const DEAD_LETTER_HEADER = 'gongjiang-dead-letter';

export interface ReplayParts {
  readonly letters: DeadLetterStore;
  readonly publisher: { send(messages: readonly OutgoingMessage[]): Promise<void> };
  /** The consuming service: nobody else gets the message again. */
  readonly service: string;
}

export type ReplayRefusal = Refusal<'dead-letter.truncated' | 'dead-letter.resolved'>;

/**
 * Gives a letter to its service again, as it came or mended. It is marked before it is sent, so that the service's
 * answer (resolved, or waiting again) is never overwritten; one that was marked and not sent can be replayed again.
 */
export async function replayDeadLetter(parts: ReplayParts, letter: DeadLetter, mended?: string): Promise<Result<DeadLetter, ReplayRefusal>> {
  if (letter.status === 'resolved') return refuse('dead-letter.resolved', { id: letter.id });
  if (letter.truncated && mended === undefined) return refuse('dead-letter.truncated', { id: letter.id });
  await parts.letters.markReplayed(letter.id, new Date());
  await parts.publisher.send([{
    topic: replayTopicOf(parts.service),
    key: letter.key,
    value: mended ?? Buffer.from(letter.value, letter.encoding),
    headers: { [DEAD_LETTER_HEADER]: letter.id },
  }]);
  return ok(letter);
}
