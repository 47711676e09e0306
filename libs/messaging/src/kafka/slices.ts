/** A broker takes 1 MiB for a partition at once; a whole slice may fall on one partition, and records carry overhead. */
export const MAX_SLICE_BYTES = 900_000;
/** Headers, lengths and offsets of one record, generously. */
const RECORD_OVERHEAD_BYTES = 160;

export interface Sized {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
}

/** Cuts messages into slices that one request can carry, in their order; a message that is larger goes by itself. */
export function slicesOf<Message extends Sized>(messages: readonly Message[], mostBytes = MAX_SLICE_BYTES): Message[][] {
  const slices: Message[][] = [];
  let slice: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = bytesOf(message);
    if (slice.length > 0 && bytes + size > mostBytes) {
      slices.push(slice);
      slice = [];
      bytes = 0;
    }
    slice.push(message);
    bytes += size;
  }
  if (slice.length > 0) slices.push(slice);
  return slices;
}

function bytesOf({ key, value }: Sized): number {
  return Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? '') + RECORD_OVERHEAD_BYTES;
}
