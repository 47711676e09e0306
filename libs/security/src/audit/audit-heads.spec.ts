import { describe, expect, it } from '@jest/globals';
import { ok, refuse } from '@gongjiang/kernel';
import { KnownHeads, parseHead } from './audit-heads.js';

const head = 'a'.repeat(64);
const known = { city: '330300', number: 3, head };

describe('a file of heads', () => {
  it('holds heads, or the events that told them', () => {
    expect(parseHead(JSON.stringify(known))).toEqual(ok(known));
    expect(parseHead(JSON.stringify({ specversion: '1.0', city: '330300', type: 't', data: { ...known, entries: 4 } }))).toEqual(ok(known));
  });

  it.each(['', '{', '7', '{"city":"330300"}', JSON.stringify({ ...known, number: 0 }), JSON.stringify({ ...known, head: 'x' })])('does not hold %s', (line) => {
    expect(parseHead(line)).toEqual(refuse('audit.head-malformed'));
  });
});

function headsOf(...list: readonly (typeof known)[]): KnownHeads {
  const heads = new KnownHeads();
  for (const one of list) heads.add(one);
  return heads;
}

describe('known heads', () => {
  it('contradict a block that has another', () => {
    const heads = headsOf(known);
    expect([heads.contradict(3, head), heads.contradict(3, 'b'), heads.contradict(4, 'b')]).toEqual([false, true, false]);
  });

  it('tell what is beyond the last block that is there', () => {
    const heads = headsOf({ ...known, number: 5 }, known);
    expect([heads.beyond(2), heads.beyond(3), heads.beyond(5), heads.count]).toEqual([[3, 5], [5], [], 2]);
  });

  it('contradict every block of which two parties know two heads', () => {
    const heads = headsOf(known, { ...known, head: 'c'.repeat(64) });
    expect([heads.contradict(3, head), heads.contradict(3, 'c'.repeat(64))]).toEqual([true, true]);
  });
});
