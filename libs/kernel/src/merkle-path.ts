import { merkleLeaf, merkleLevel, merkleNode } from './merkle.js';

/** One step from a leaf to its root: the neighbour's hash, and on which side it stands. */
export interface MerkleStep {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

/** The way from a leaf to the root of its tree: with it one leaf is proved without showing the others. Throws where there is no such leaf. */
export function merklePath(leaves: readonly string[], index: number): readonly MerkleStep[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError(`No leaf ${index} among ${leaves.length}`);
  const path: MerkleStep[] = [];
  let at = index;
  for (let level = leaves.map(merkleLeaf); level.length > 1; level = merkleLevel(level)) {
    const hash = level[at ^ 1];
    if (hash !== undefined) path.push({ side: at % 2 === 0 ? 'right' : 'left', hash });
    at >>= 1;
  }
  return path;
}

/** The root that a leaf and its way lead to: the leaf was in the tree where it is the tree's root. */
export function merkleRootOfPath(leaf: string, path: readonly MerkleStep[]): string {
  return path.reduce((hash, step) => (step.side === 'left' ? merkleNode(step.hash, hash) : merkleNode(hash, step.hash)), merkleLeaf(leaf));
}
