/** A broker takes 1 MiB for a partition at once, and records carry overhead. */
export const MAX_SLICE_BYTES = 900_000;
/** For all partitions together: what the relay carries at once, in one request and not in five. A broker takes 100 MiB. */
export const MAX_REQUEST_BYTES = 4_500_000;
/** Headers, lengths and offsets of one record, generously. */
const RECORD_OVERHEAD_BYTES = 160;

export interface Sized {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
}

/** Cuts messages into slices of so many bytes, in their order; a message that is larger goes by itself. */
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
