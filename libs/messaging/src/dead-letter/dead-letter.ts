import { factId } from '@gongjiang/kernel';

/** Where a message lies in Kafka. */
export interface MessagePlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** A message that a service could not take, with the error and the place, kept until it is mended and replayed. */
export interface DeadLetter {
  /** Computed from the place, so that the same message makes one letter. */
  readonly id: string;
  readonly place: MessagePlace;
  readonly key: string | null;
  /** The message as it came: text where it is UTF-8, else base64; cut at `MAX_LETTER_BYTES`. */
  readonly value: string;
  readonly encoding: 'utf8' | 'base64';
  readonly truncated: boolean;
  /** As far as the envelope could be read. */
  readonly eventId: string | null;
  readonly type: string | null;
  readonly error: { readonly code: string; readonly message: string };
  /** How often it was tried, replays included. */
  readonly attempts: number;
  readonly at: Date;
  readonly status: 'waiting' | 'replayed' | 'resolved';
}

/** Sixteen times the largest event: a larger message is no event, and its first part is enough to find its sender. */
export const MAX_LETTER_BYTES = 1_048_576;
/** Enough for an error's sentence; a stack belongs in the log. */
export const MAX_ERROR_LENGTH = 1_000;

export function deadLetterId(place: MessagePlace): string {
  return factId(`${place.topic}/${place.partition}/${place.offset}`);
}
