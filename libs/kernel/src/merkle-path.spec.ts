import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { merkleRoot } from './merkle.js';
import { merklePath, merkleRootOfPath } from './merkle-path.js';

const someLeaves = fc.array(fc.string(), { minLength: 1, maxLength: 70 }).chain((leaves) => fc.record({ leaves: fc.constant(leaves), index: fc.nat(leaves.length - 1) }));

describe('the way from a leaf to its root', () => {
  it('leads to the root, for every leaf of every tree', () => {
    fc.assert(fc.property(someLeaves, ({ leaves, index }) => {
      expect(merkleRootOfPath(leaves[index] as string, merklePath(leaves, index))).toBe(merkleRoot(leaves));
    }));
  });

  it('leads elsewhere for another leaf', () => {
    fc.assert(fc.property(someLeaves, fc.string(), ({ leaves, index }, other) => {
      fc.pre(other !== leaves[index]);
      expect(merkleRootOfPath(other, merklePath(leaves, index))).not.toBe(merkleRoot(leaves));
    }));
  });

  it('is as long as the tree is high', () => {
    expect(merklePath(Array.from({ length: 1_000 }, String), 999).length).toBeLessThanOrEqual(10);
  });

  it('is not there for a leaf that is not', () => {
    expect(() => merklePath(['a'], 1)).toThrow(RangeError);
    expect(() => merklePath([], 0)).toThrow(RangeError);
  });
});
