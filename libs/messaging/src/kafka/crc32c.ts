/** Castagnoli's polynomial, its bits in reverse: what Kafka checks batches by. */
const POLYNOMIAL = 0x82f6_3b78;

/** What a byte does to the sum, by how many bytes follow it of four: four are taken at a time. */
const TABLES = tables();

/** The CRC-32C of the bytes from a place on. */
export function crc32c(bytes: Buffer, from: number): number {
  const [one, two, three, four] = TABLES;
  let crc = -1;
  let at = from;
  for (; at + 4 <= bytes.length; at += 4) {
    crc ^= (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    crc = (four[crc & 255] as number) ^ (three[(crc >>> 8) & 255] as number) ^ (two[(crc >>> 16) & 255] as number) ^ (one[crc >>> 24] as number);
  }
  for (; at < bytes.length; at += 1) crc = (one[(crc ^ (bytes[at] as number)) & 255] as number) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function tables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const one = Int32Array.from({ length: 256 }, (_, byte) => Array.from({ length: 8 }).reduce<number>((crc) => (crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1), byte));
  const after = (table: Int32Array): Int32Array => table.map((crc) => (one[crc & 255] as number) ^ (crc >>> 8));
  const two = after(one);
  const three = after(two);
  return [one, two, three, after(three)];
}
