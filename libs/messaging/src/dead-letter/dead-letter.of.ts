import { isUtf8 } from 'node:buffer';
import type { CloudEvent } from '@gongjiang/contracts';
import type { ReceivedMessage } from '../consumer/event.intake.js';
import { deadLetterId, MAX_ERROR_LENGTH, MAX_LETTER_BYTES, type DeadLetter } from './dead-letter.js';

export interface Burial {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly at: Date;
}

/** The letter for a message that could not be taken; that of its first failure where it is a replay. */
export function deadLetterOf({ message, event }: { readonly message: ReceivedMessage; readonly event: CloudEvent | null }, burial: Burial): DeadLetter {
  const value = message.value ?? Buffer.alloc(0);
  const isTruncated = value.byteLength > MAX_LETTER_BYTES;
  const encoding = isUtf8(value) && !isTruncated ? 'utf8' : 'base64';
  return {
    id: message.letterId ?? deadLetterId(message.place),
    place: message.place,
    key: message.key,
    value: value.subarray(0, MAX_LETTER_BYTES).toString(encoding),
    encoding,
    truncated: isTruncated,
    eventId: event?.id ?? null,
    type: event?.type ?? null,
    error: { code: burial.code, message: burial.message.slice(0, MAX_ERROR_LENGTH) },
    attempts: burial.attempts,
    at: burial.at,
    status: 'waiting',
  };
}
