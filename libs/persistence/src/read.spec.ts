import { describe, expect, it } from '@jest/globals';
import { fewBetween } from './read.js';

describe('what few of many keys have', () => {
  const kept = (count: number) => Array.from({ length: count }, (_, n) => n);
  async function asked(count: number): Promise<{ readonly found: number; readonly looks: readonly string[] }> {
    const looks: string[] = [];
    const between = async (limit: number) => { looks.push('between'); return kept(count).slice(0, limit); };
    const ofEach = async () => { looks.push('of each'); return kept(count); };
    return { found: (await fewBetween(between, ofEach)).length, looks };
  }

  it.each([0, 1, 50])('is read in one look, where it is %d', async (count) => {
    expect(await asked(count)).toEqual({ found: count, looks: ['between'] });
  });

  it.each([51, 2_000])('is asked of each, where it is %d: none is left out', async (count) => {
    expect(await asked(count)).toEqual({ found: count, looks: ['between', 'of each'] });
  });
});
