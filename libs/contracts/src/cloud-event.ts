import { isCityCode, ok, refuse, type CityCode, type Refusal, type Result } from '@gongjiang/kernel';

/**
 * An event as others receive it: CloudEvents 1.0, structured JSON, with two extensions: the `city` it belongs to,
 * and the `sequence`, the aggregate's version in ten digits, so that text order is time order within a subject.
 */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly city: CityCode;
  readonly sequence: string;
  readonly data: Data;
}

export type EventRefusal = Refusal<'event.too-large' | 'event.not-json' | 'event.field-invalid'>;

/** CloudEvents asks every intermediary to forward 64 KiB; what is larger is not an event but a file. */
export const MAX_EVENT_BYTES = 65_536;
export const CLOUD_EVENT_CONTENT_TYPE = 'application/cloudevents+json; charset=UTF-8';
export const SEQUENCE_DIGITS = 10;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string' && value.length > 0 && value.length <= 256;
const matches = (pattern: RegExp): Check => (value) => typeof value === 'string' && pattern.test(value);

const ENVELOPE = {
  specversion: (value) => value === '1.0',
  id: isText,
  source: matches(/^\/gongjiang\/[a-z-]+\/[1-9]\d{5}$/),
  type: matches(/^gongjiang(\.[a-z][a-z-]*){3}\.v[1-9]\d*$/),
  subject: isText,
  time: (value) => matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/)(value) && !Number.isNaN(Date.parse(String(value))),
  datacontenttype: (value) => value === 'application/json',
  dataschema: matches(/^https?:\/\/\S{1,240}$|^urn:\S{1,240}$/),
  city: isCityCode,
  sequence: matches(/^\d{10}$/),
  data: (value) => typeof value === 'object' && value !== null,
} satisfies Record<keyof CloudEvent, Check>;

/** The event's JSON. Throws where it is larger than `MAX_EVENT_BYTES`: that is a bug of the contract. */
export function encodeEvent(event: CloudEvent): string {
  const text = JSON.stringify(event);
  if (Buffer.byteLength(text) > MAX_EVENT_BYTES) throw new RangeError(`The event ${event.type} ${event.id} is larger than ${MAX_EVENT_BYTES} bytes`);
  return text;
}

/** Reads the envelope; the data is checked by its contract (`readData`). A refusal names the field. */
export function parseEvent(raw: string | Uint8Array | null): Result<CloudEvent, EventRefusal> {
  if (raw === null) return refuse('event.not-json', { found: 'nothing' });
  const size = typeof raw === 'string' ? Buffer.byteLength(raw) : raw.byteLength;
  if (size > MAX_EVENT_BYTES) return refuse('event.too-large', { bytes: size, limit: MAX_EVENT_BYTES });
  const parsed = jsonObjectOf(typeof raw === 'string' ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8'));
  if (!parsed) return refuse('event.not-json', { found: 'no JSON object' });
  for (const [field, isValid] of Object.entries(ENVELOPE)) {
    if (!isValid(parsed[field])) return refuse('event.field-invalid', { field });
  }
  return ok(parsed as unknown as CloudEvent);
}

function jsonObjectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
