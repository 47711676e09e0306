import { describe, expect, it } from '@jest/globals';
import { groupBy } from '@gongjiang/kernel';
import fc from 'fast-check';
import { allowanceOf } from '../grant/grant.builders.js';
import { cutIntoChunks } from './population.js';

/** Grants of persons, so many each, in the order of their keys. */
const grantsOf = (counts: readonly number[]): string[] => counts.flatMap((count, person) => Array.from({ length: count }, (_, n) => allowanceOf(person, { subject: `cert-${String(n).padStart(3, '0')}` }).id));
const ownerOf = (id: string): string => id.slice(0, id.indexOf('|'));

/** In pages whose ends lie anywhere in a person's grants. */
async function* streamed(ids: readonly string[], periods = 1): AsyncIterable<readonly { id: string; periods: number }[]> {
  for (let at = 0; at < ids.length; at += 5) yield ids.slice(at, at + 5).map((id) => ({ id, periods }));
}

async function chunksOf(ids: readonly string[], limit: number): Promise<readonly (readonly string[])[]> {
  const chunks: (readonly string[])[] = [];
  for await (const chunk of cutIntoChunks(streamed(ids), limit)) chunks.push(chunk.map((due) => due.id));
  return chunks;
}

const population = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 40 }).map(grantsOf);
const limits = fc.integer({ min: 1, max: 12 });

describe('due grants cut into chunks', () => {
  it('are all there, in their order, and none twice', async () => {
    await fc.assert(fc.asyncProperty(population, limits, async (ids, limit) => {
      expect((await chunksOf(ids, limit)).flat()).toEqual(ids);
    }));
  });

  it('keep one person in one chunk', async () => {
    await fc.assert(fc.asyncProperty(population, limits, async (ids, limit) => {
      const placed = (await chunksOf(ids, limit)).flatMap((chunk, number) => [...new Set(chunk.map(ownerOf))].map((owner) => [owner, number] as const));
      expect([...groupBy(placed, ([owner]) => owner).values()].filter((places) => places.length > 1)).toEqual([]);
    }));
  });

  it('are never more than the limit, unless one person alone has more', async () => {
    await fc.assert(fc.asyncProperty(population, limits, async (ids, limit) => {
      for (const chunk of await chunksOf(ids, limit)) {
        if (chunk.length > limit) expect(new Set(chunk.map(ownerOf)).size).toBe(1);
      }
    }));
  });

  it('fill a chunk before they begin the next', async () => {
    await fc.assert(fc.asyncProperty(population, limits, async (ids, limit) => {
      const chunks = await chunksOf(ids, limit);
      chunks.slice(1).forEach((chunk, at) => {
        const first = chunk.filter((id) => ownerOf(id) === ownerOf(chunk[0] ?? ''));
        expect((chunks[at]?.length ?? 0) + first.length).toBeGreaterThan(limit);
      });
    }));
  });

  it('count every month of a grant that is rechecked', async () => {
    const chunks = [];
    for await (const chunk of cutIntoChunks(streamed(grantsOf([1, 1, 1, 1]), 3), 6)) chunks.push(chunk.length);
    expect(chunks).toEqual([2, 2]);
  });

  it('are no chunk at all where nobody is due anything', async () => {
    expect(await chunksOf([], 5)).toEqual([]);
  });
});
