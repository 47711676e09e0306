const EMPTY = 0;
const FIRST_SLOTS = 1 << 12;

/**
 * Remembers on which line each key of a file stood first. Keys are kept as 64 bits of hash and a line, 12 bytes each,
 * outside the heap: a million rows take some 25 MB. That two different keys of a file of two million share a hash has
 * a chance of less than one in a hundred thousand; the later row would then come back as a repetition.
 */
export class RepeatedKeys {
  private slots = new Uint32Array(FIRST_SLOTS * 3);
  private used = 0;

  /** The line where the key stood before, or undefined: it is then remembered under this line (1 or more). */
  firstLineOf(key: string, line: number): number | undefined {
    const [high, low] = hashOf(key);
    const at = this.find(high, low);
    const known = this.slots[at + 2] as number;
    if (known !== EMPTY) return known;
    this.put(at, high, low, line);
    this.used += 1;
    if (this.used * 2 > this.slots.length / 3) this.grow();
    return undefined;
  }

  private find(high: number, low: number): number {
    const mask = this.slots.length / 3 - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * 3;
      if (this.slots[at + 2] === EMPTY || (this.slots[at] === high && this.slots[at + 1] === low)) return at;
    }
  }

  private put(at: number, high: number, low: number, line: number): void {
    this.slots[at] = high;
    this.slots[at + 1] = low;
    this.slots[at + 2] = line;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 3) {
      const [high, low, line] = [before[at] as number, before[at + 1] as number, before[at + 2] as number];
      if (line !== EMPTY) this.put(this.find(high, low), high, low, line);
    }
  }
}

/** Two 32-bit multiplicative hashes over the same text, mixed with one another at the end (MurmurHash3's finish). */
function hashOf(text: string): readonly [number, number] {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  return [mixed(high, low), mixed(low, high)];
}

function mixed(hash: number, other: number): number {
  return (Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35)) >>> 0;
}
