import { sha256Hex } from './hash.js';

/**
 * The root of a Merkle tree over leaves in their order, as hex. Leaves and nodes are told apart by a prefix (RFC 6962),
 * so that no inner node can be shown as a leaf. No leaves at all have a root too.
 */
export function merkleRoot(leaves: readonly string[]): string {
  let level = leaves.map(merkleLeaf);
  if (level.length === 0) return sha256Hex('');
  while (level.length > 1) level = merkleLevel(level);
  return level[0] as string;
}

/** The hash under which a leaf stands in the tree. */
export function merkleLeaf(leaf: string): string {
  return sha256Hex(`0${leaf}`);
}

/** The hash of the node over two others. */
export function merkleNode(left: string, right: string): string {
  return sha256Hex(`1${left}${right}`);
}

/** The level above; a node without a neighbour rises as it is. */
export function merkleLevel(level: readonly string[]): string[] {
  const above: string[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at] as string, level[at + 1]];
    above.push(right === undefined ? left : merkleNode(left, right));
  }
  return above;
}
