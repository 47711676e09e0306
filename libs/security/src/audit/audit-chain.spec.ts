import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { headOf, sealBlock, type AuditBlock } from './audit-chain.js';
import { anEntry, ChainBench, JINHUA, sealedChain, secondOf, someReceipts, WENZHOU } from './audit-chain.builders.js';
import { recordedEntry } from './audit-entry.js';
import { AUDIT_FINDINGS, findingText } from './audit-finding.js';

/** A chain as it may come to be: entries of two cities, late ones among them, sealed whenever. */
const anyChain = fc.array(fc.record({ second: fc.nat(50), isOfJinhua: fc.boolean(), sealsAfter: fc.boolean(), receipts: fc.nat(4) }), { minLength: 4, maxLength: 30 }).map((steps) => async () => {
  const bench = new ChainBench();
  for (const [at, { second, isOfJinhua, sealsAfter, receipts }] of steps.entries()) {
    const city = isOfJinhua ? JINHUA : WENZHOU;
    bench.chain.record(anEntry({ city, at: secondOf(second), object: `b${at}` }));
    if (receipts > 0) bench.addChunk(`c${at}`, someReceipts(receipts, String(at)), city);
    if (sealsAfter) await bench.sealAll();
  }
  bench.chain.record(anEntry({ at: secondOf(3) }));
  await bench.sealAll();
  return bench;
});

describe('an untouched chain', () => {
  it('has no finding, holds every entry once, and agrees with its own heads', async () => {
    await fc.assert(fc.asyncProperty(anyChain, async (build) => {
      const bench = await build();
      for (const city of [WENZHOU, JINHUA]) {
        const { findings, summary } = await bench.verify(city, bench.heads(city));
        expect(findings).toEqual([]);
        expect(summary.entries).toBe(bench.chain.entries.filter(({ entry }) => entry.city === city).length);
        expect(summary.unsealed).toBe(0);
      }
      const listed = bench.chain.chain.flatMap(({ entryList }) => entryList.map(({ id }) => id));
      expect([...listed].sort()).toEqual(bench.chain.entries.map(({ id }) => id).sort());
    }), { numRuns: 60 });
  });

  it('seals an entry that was committed late, with an earlier time, in the next block', async () => {
    const bench = await sealedChain();
    bench.chain.record(anEntry({ at: secondOf(0), object: 'late' }));
    await bench.sealAll();
    const [before, last] = bench.chain.chain.slice(-2) as [AuditBlock, AuditBlock];
    expect([last.entries, last.from]).toEqual([1, secondOf(0)]);
    expect(String(last.from) < String(before.until)).toBe(true);
    expect(await bench.found()).toEqual([]);
  });

  it('has the same block for the same entries, in whatever order they came', () => {
    const entries = [1, 2, 3].map((n) => ({ id: `e${n}`, hash: String(n), at: secondOf(n % 2) }));
    const block = (list: typeof entries): AuditBlock => sealBlock({ city: WENZHOU, previous: null, entries: list, chunkRoots: [], sealedAt: new Date(0) });
    expect(block(entries.toReversed())).toEqual(block(entries));
    expect(block(entries).entryList.map(({ id }) => id)).toEqual(['e2', 'e1', 'e3']);
  });
});

describe('whoever has the database cannot, unseen,', () => {
  const anyPlace = fc.record({ build: anyChain, place: fc.nat(1_000) });
  const tampered = (tamper: (bench: ChainBench, place: number) => { readonly city: typeof WENZHOU; readonly expected: string } | undefined): Promise<void> =>
    fc.assert(fc.asyncProperty(anyPlace, async ({ build, place }) => {
      const bench = await build();
      const heads = { [WENZHOU]: bench.heads(WENZHOU), [JINHUA]: bench.heads(JINHUA) };
      const done = tamper(bench, place);
      fc.pre(done !== undefined);
      expect(await bench.found(done?.city, heads[done?.city ?? WENZHOU])).toContain(done?.expected);
    }), { numRuns: 60 });

  it.each(['at', 'actorId', 'kind', 'object', 'outcome', 'source', 'hash', 'details'] as const)('alter the %s of an entry', async (field) => {
    await tampered(({ chain }, place) => {
      const loose = chain.entries[place % chain.entries.length] as (typeof chain.entries)[number];
      loose.entry = { ...loose.entry, [field]: field === 'details' ? { more: 1 } : `${loose.entry[field]}x` };
      return { city: loose.entry.city, expected: `entry-altered ${String(loose.block)} ${loose.id}` };
    });
  });

  it('alter an entry and its hash with it', async () => {
    await tampered(({ chain }, place) => {
      const loose = chain.entries[place % chain.entries.length] as (typeof chain.entries)[number];
      const { hash: _hash, ...facts } = loose.entry;
      loose.entry = recordedEntry({ ...facts, actorId: 'li' }, loose.id);
      return { city: loose.entry.city, expected: `entry-altered ${String(loose.block)} ${loose.id}` };
    });
  });

  it('give an entry to another city', async () => {
    await tampered(({ chain }, place) => {
      const loose = chain.entries[place % chain.entries.length] as (typeof chain.entries)[number];
      const city = loose.entry.city;
      loose.entry = { ...loose.entry, city: city === WENZHOU ? JINHUA : WENZHOU };
      return { city, expected: `entry-altered ${String(loose.block)} ${loose.id}` };
    });
  });

  it('remove an entry', async () => {
    await tampered(({ chain }, place) => {
      const [gone] = chain.entries.splice(place % chain.entries.length, 1);
      return { city: gone?.entry.city ?? WENZHOU, expected: `entry-removed ${String(gone?.block)} ${gone?.id}` };
    });
  });

  it('put an entry into a sealed block', async () => {
    await tampered(({ chain }, place) => {
      const block = chain.chain[place % chain.chain.length] as AuditBlock;
      chain.entries.push({ id: 'forged', entry: recordedEntry(anEntry({ city: block.city }), 'forged'), block: block.number });
      return { city: block.city, expected: `entry-added ${block.number} forged` };
    });
  });

  it('put an entry into a block and into its list', async () => {
    await tampered(({ chain }, place) => {
      const at = place % chain.chain.length;
      const block = chain.chain[at] as AuditBlock;
      const entry = recordedEntry(anEntry({ city: block.city }), 'forged');
      chain.entries.push({ id: 'forged', entry, block: block.number });
      chain.chain[at] = { ...block, entryList: [...block.entryList, { id: 'forged', hash: entry.hash }] };
      return { city: block.city, expected: `entry-added ${block.number} forged` };
    });
  });

  it('mark an entry for a block that is none', async () => {
    await tampered(({ chain }, place) => {
      const loose = chain.entries[place % chain.entries.length] as (typeof chain.entries)[number];
      loose.block = 999;
      return { city: loose.entry.city, expected: `entry-added - ${loose.id}` };
    });
  });

  it('move an entry to another block', async () => {
    await tampered(({ chain }, place) => {
      const [first, second] = chain.chain.filter(({ city, entries }) => city === WENZHOU && entries > 0);
      if (!first || !second) return undefined;
      const loose = chain.entries.find(({ id }) => id === first.entryList[place % first.entries]?.id);
      if (!loose) return undefined;
      loose.block = second.number;
      return { city: WENZHOU, expected: `entry-moved ${first.number} ${loose.id}` };
    });
  });

  it('reorder the entries of a block', async () => {
    await tampered(({ chain }, place) => {
      const at = chain.chain.findIndex(({ entries }, index) => entries > 1 && index >= place % chain.chain.length);
      const block = chain.chain[at];
      if (!block) return undefined;
      chain.chain[at] = { ...block, entryList: block.entryList.toReversed() };
      return { city: block.city, expected: `list-reordered ${block.number} -` };
    });
  });

  it('alter the list of a block', async () => {
    await tampered(({ chain }, place) => {
      const at = chain.chain.findIndex(({ entries }, index) => entries > 0 && index >= place % chain.chain.length);
      const block = chain.chain[at];
      if (!block) return undefined;
      chain.chain[at] = { ...block, entryList: block.entryList.slice(1) };
      return { city: block.city, expected: `list-altered ${block.number} -` };
    });
  });

  it.each(['city', 'number', 'previousHead', 'entries', 'entriesRoot', 'chunks', 'chunksRoot', 'from', 'until', 'sealedAt', 'head'] as const)('alter the %s of a block', async (field) => {
    const bench = await sealedChain();
    const block = bench.chain.chain[1] as AuditBlock;
    const altered = { ...block, [field]: typeof block[field] === 'number' ? 77 : `${block[field]}x` };
    bench.chain.blocks = async function* blocks() {
      for (const [at, one] of bench.chain.chain.entries()) yield { number: at + 1, read: { ok: true, block: at === 1 ? altered : one } };
    };
    const { findings } = await bench.verify();
    expect(findings).toEqual([expect.objectContaining({ code: 'block-altered', block: 2 })]);
    if (field !== 'sealedAt') expect(findings[0]?.detail).toBe(field === 'head' ? 'its head' : field);
  });

  it('remove a block from the middle', async () => {
    await tampered(({ chain }, place) => {
      const own = chain.chain.filter(({ city }) => city === WENZHOU);
      const gone = own[place % own.length];
      if (!gone || gone === own.at(-1)) return undefined;
      chain.chain.splice(chain.chain.indexOf(gone), 1);
      return { city: WENZHOU, expected: `block-missing ${gone.number} -` };
    });
  });

  it('rewrite a block with its head', async () => {
    const bench = await sealedChain();
    const block = bench.chain.chain[1] as AuditBlock;
    const header = { ...block, sealedAt: secondOf(0) };
    bench.chain.chain[1] = { ...header, head: headOf(header) };
    expect(await bench.found()).toEqual(['block-unlinked 3 -']);
  });

  it('rewrite the whole chain, when heads were published', async () => {
    const heads = (await sealedChain()).heads();
    const rewritten = new ChainBench();
    rewritten.addChunk('c1', someReceipts(5));
    for (let at = 0; at < 9; at += 1) rewritten.chain.record(anEntry({ at: secondOf(at), object: `b${at}`, actorId: at === 4 ? 'li' : 'zhang' }));
    await rewritten.sealAll();
    expect(await rewritten.found()).toEqual([]);
    expect(await rewritten.found(WENZHOU, heads)).toEqual(['head-differs 2 -', 'head-differs 3 -']);
  });

  it('cut the tail, when its head was published', async () => {
    await tampered(({ chain }, place) => {
      const own = chain.chain.filter(({ city }) => city === WENZHOU);
      const from = own[place % own.length] as AuditBlock;
      const cut = own.filter(({ number }) => number >= from.number);
      const gone = new Set(cut.flatMap(({ entryList }) => entryList.map(({ id }) => id)));
      chain.chain = chain.chain.filter((block) => !cut.includes(block));
      chain.entries = chain.entries.filter(({ id }) => !gone.has(id));
      return { city: WENZHOU, expected: `tail-cut ${from.number} -` };
    });
  });

  it('cut the tail and let it be sealed anew, when its head was published', async () => {
    const bench = await sealedChain();
    const heads = bench.heads();
    const cut = bench.chain.chain.pop() as AuditBlock;
    bench.chain.entries = bench.chain.entries.filter(({ block }) => block !== cut.number);
    const successor = new ChainBench();
    successor.chain.chain = bench.chain.chain;
    successor.chain.entries = bench.chain.entries;
    successor.chunks.chunks.set('c1', bench.chunks.chunks.get('c1') as never);
    successor.chain.record(anEntry({ at: secondOf(99) }));
    await successor.sealAll();
    expect(await successor.found()).toEqual([]);
    expect(await successor.found(WENZHOU, heads)).toEqual([`head-differs ${cut.number} -`]);
  });
});

describe('the receipts of a chunk', () => {
  const altering = async (alter: (bench: ChainBench) => void): Promise<readonly string[]> => {
    const bench = await sealedChain();
    alter(bench);
    return bench.found();
  };
  const chunkOf = (bench: ChainBench) => bench.chunks.chunks.get('c1') as NonNullable<ReturnType<typeof bench.chunks.chunks.get>>;

  it('are named one by one where their text was altered', async () => {
    const { id } = someReceipts(5)[3] as { id: string };
    expect(await altering((bench) => { chunkOf(bench).receipts[3] = { id, json: '{"amountFen":1}' }; })).toEqual([`receipt-altered 1 ${id}`]);
  });

  it.each<[string, (bench: ChainBench) => void]>([
    ['one was altered with its id', (bench) => { chunkOf(bench).receipts[3] = someReceipts(1, 'other')[0] as never; }],
    ['one was removed', (bench) => { chunkOf(bench).receipts.pop(); }],
    ['one was added', (bench) => { chunkOf(bench).receipts.push(...someReceipts(1, 'other')); }],
    ['they were reordered', (bench) => { chunkOf(bench).receipts.reverse(); }],
    ['the chunk states another root', (bench) => { chunkOf(bench).root = 'f'.repeat(64); }],
  ])('are a finding of their chunk where %s', async (_what, alter) => {
    expect(await altering(alter)).toEqual(['receipts-altered 1 c1']);
  });

  it('are missed where they are gone, and found where they were never sealed', async () => {
    expect(await altering((bench) => { bench.chunks.chunks.delete('c1'); })).toEqual(['receipts-removed 1 c1']);
    expect(await altering((bench) => { bench.chunks.chunks.set('c2', { ...chunkOf(bench), block: 2 }); })).toEqual(['chunk-added 2 c2']);
  });

  it('cannot be taken out of a block\'s list', async () => {
    expect(await altering(({ chain }) => { chain.chain[0] = { ...(chain.chain[0] as AuditBlock), chunkRoots: [] }; })).toEqual(['chunks-altered 1 -', 'chunk-added 1 c1']);
  });
});

describe('a sealer', () => {
  it('that died between a block and its marks is taken up by the next: nothing is sealed twice', async () => {
    const bench = await sealedChain(4);
    bench.chain.record(anEntry({ at: secondOf(50) }));
    const mark = bench.chain.mark.bind(bench.chain);
    bench.chain.mark = () => Promise.reject(new Error('killed'));
    await expect(bench.sealer.sealNext(WENZHOU)).rejects.toThrow('killed');
    expect(await bench.found()).toEqual([]);
    bench.chain.mark = mark;
    bench.chain.record(anEntry({ at: secondOf(51) }));
    await bench.sealAll();
    expect(await bench.found()).toEqual([]);
    const listed = bench.chain.chain.flatMap(({ entryList }) => entryList.map(({ id }) => id));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toHaveLength(6);
  });

  it('that comes second with the same number adds nothing', async () => {
    const bench = await sealedChain(3);
    bench.chain.record(anEntry({ at: secondOf(50) }));
    bench.chain.append = () => Promise.resolve(false);
    expect(await bench.sealer.sealNext(WENZHOU)).toBe(0);
    expect(bench.chain.entries.at(-1)?.block).toBeNull();
  });

  it('makes no block of nothing', async () => {
    const bench = await sealedChain(3);
    expect(await bench.sealer.sealNext(WENZHOU)).toBe(0);
    expect(await bench.sealer.cities()).toEqual([]);
  });
});

describe('a finding', () => {
  it.each(AUDIT_FINDINGS)('%s is said in both languages, with its place', (code) => {
    const { zh, en } = findingText({ code, city: WENZHOU, block: 7, object: 'b1', detail: 'more' });
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(`${zh}${en}`).toContain('7');
    expect(en).toContain(': more');
  });
});
