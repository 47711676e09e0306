/** Draws that follow from a seed alone: the same seed and words give the same numbers on any machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  share(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  oneOf<Item>(items: readonly Item[]): Item;
}

const TWO_TO_32 = 2 ** 32;

/** A generator (splitmix32) of its own for each `key`, so that one person's draws never shift another's. */
export function randomOf(seed: number, key: string): Random {
  let state = hash32(`${seed} ${key}`);
  const share = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / TWO_TO_32;
  };
  const whole = (least: number, most: number): number => least + Math.floor(share() * (most - least + 1));
  const oneOf = <Item>(items: readonly Item[]): Item => {
    const item = items[whole(0, items.length - 1)];
    if (item === undefined) throw new RangeError('Nothing to choose from');
    return item;
  };
  return { share, whole, oneOf };
}

/** FNV-1a over UTF-16 units. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * The place of the nth of many in a sequence that fills 0 to 1 evenly (steps of the golden ratio). Shares cut from it
 * are met to a line or two even in a small sample, where draws would miss a rare kind altogether.
 */
export function evenPlace(seed: number, nth: number): number {
  return (randomOf(seed, 'even').share() + nth * 0.618_033_988_749_894_9) % 1;
}

/** The item whose stretch of 0 to 1 holds `place`; stretches are as long as the weights, in their order. */
export function byWeight<Item>(items: readonly (readonly [Item, number])[], place: number): Item {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = place * total;
  for (const [item, weight] of items) {
    if (rest < weight) return item;
    rest -= weight;
  }
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('Nothing to choose from');
  return last[0];
}
