import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, request as call, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { csvOf, MemoryImportStore, namesRoster, uploadOf } from './roster.builders.js';
import { checkRoster, receiveRoster } from './roster.file.js';
import { importRoster } from './roster.import.js';
import { ROSTER_LIMITS } from './roster.js';

type Taken = Readonly<Record<string, string>>;

/** Takes a file in and tells what became of it: the rows that were taken, or why the file was refused. */
async function imported(file: string | Uint8Array | Readable, kind = namesRoster()): Promise<{ rows: readonly Taken[]; lines: readonly number[]; refused?: string; details?: unknown }> {
  const outcome = await importRoster(new MemoryImportStore(), JINHUA, kind, file instanceof Readable ? file : uploadOf(file, 5));
  const rows = kind.rows.map((row) => ({ ...row.cells }));
  const lines = kind.rows.map((row) => row.line);
  return outcome.ok ? { rows, lines } : { rows, lines, refused: outcome.refusal.code, details: outcome.refusal.details };
}
const TWO = [{ name: '张三', note: 'a' }, { name: '李四', note: 'b' }];

describe('a roster is read', () => {
  it.each<[string, string | Uint8Array]>([
    ['as it is written', 'name,note\n张三,a\n李四,b\n'],
    ['without a last line end', 'name,note\n张三,a\n李四,b'],
    ['with a byte order mark', '\uFEFFname,note\n张三,a\n李四,b'],
    ['with the line ends of Windows', 'name,note\r\n张三,a\r\n李四,b\r\n'],
    ['with quotes around everything', '"name","note"\n"张三","a"\n"李四","b"'],
    ['with blanks around its column names', ' name , note \n张三,a\n李四,b'],
    ['with empty lines between', 'name,note\n\n张三,a\n\n\n李四,b\n\n'],
    ['with its columns in another order', 'note,name\na,张三\nb,李四'],
  ])('%s', async (_how, file) => {
    const { rows, refused } = await imported(file);
    expect({ refused, rows: rows.map(({ name, note }) => ({ name, note })) }).toEqual({ refused: undefined, rows: TWO });
  });

  it('with its other columns, which each kind leaves alone', async () => {
    expect((await imported('name,extra,note\n张三,x,a')).rows).toEqual([{ name: '张三', extra: 'x', note: 'a' }]);
  });

  it('with quotes, commas and line ends within a cell, and each row under the line on which it begins', async () => {
    const { rows, lines } = await imported('name,note\n"张 ""三""","first,\nsecond\nthird"\n李四,b\n\n王五,"x\ny"');
    expect(rows.map((row) => row['note'])).toEqual(['first,\nsecond\nthird', 'b', 'x\ny']);
    expect(rows[0]?.['name']).toBe('张 "三"');
    expect(lines).toEqual([2, 5, 7]);
    expect((await imported('\r\nname,note\r\n\r\n张三,"a\r\nb"\r\n李四,b\r\n')).lines).toEqual([4, 6]);
  });

  it('with formulas as the text that they are', async () => {
    const formulas = ['=1+1', '+SUM(A1)', '-2', '@cmd', '=HYPERLINK("http://x")'];
    expect((await imported(csvOf(formulas.map((name) => ({ name, note: '' }))))).rows.map((row) => row['name'])).toEqual(formulas);
  });

  it('whatever text its cells hold, in whatever pieces it comes', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => text.trim() !== '' && !text.startsWith('\uFEFF'));
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ name: cell, note: cell }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 40 }), async (rows, piece) => {
      const taken = await imported(uploadOf(csvOf(rows), piece));
      expect(taken).toEqual({ rows, lines: expect.any(Array) });
    }), { numRuns: 60 });
  });
});

describe('a file that is no roster is refused whole, and nothing of it is taken', () => {
  const over = (text: string, times: number): string => text.repeat(times);
  it.each<[string, string | Uint8Array, string]>([
    ['nothing at all', '', 'roster.file-empty'],
    ['a header alone', 'name,note\n', 'roster.file-empty'],
    ['a byte order mark alone', '\uFEFF', 'roster.file-empty'],
    ['a header that lacks a column', 'name\n张三', 'roster.file-header'],
    ['a column twice', 'name,note,name\n张三,a,b', 'roster.file-header'],
    ['a column called __proto__', '__proto__,name,note\nx,张三,a', 'roster.file-header'],
    ['a column called constructor', 'constructor,name,note\nx,张三,a', 'roster.file-header'],
    ['more columns than any roster has', `name,note,${Array.from({ length: ROSTER_LIMITS.maxColumns }, (_, n) => `c${n}`).join(',')}\n`, 'roster.file-header'],
    ['a row with more cells than the header', 'name,note\n张三,a\n李四,b,c', 'roster.file-malformed'],
    ['a row with fewer cells than the header', 'name,note\n张三,a\n李四', 'roster.file-malformed'],
    ['a quote that is never closed', 'name,note\n张三,a\n"李四,b\n王五,c', 'roster.file-malformed'],
    ['a quote in the middle of a cell', 'name,note\n张"三,a', 'roster.file-malformed'],
    ['a row larger than any row', `name,note\n张三,a\n李四,${over('x', ROSTER_LIMITS.maxRowCharacters)}`, 'roster.file-malformed'],
    ['UTF-8 that breaks off', Buffer.from([...Buffer.from('name,note\n张三,a\n李'), 0xe5]), 'roster.file-encoding'],
    ['UTF-16', Buffer.from('\uFEFFname,note\n张三,a', 'utf16le'), 'roster.file-utf16'],
    ['UTF-16 without a mark', Buffer.from('name,note\n张三,a', 'utf16le'), 'roster.file-utf16'],
    ['UTF-16 of the other order', Buffer.from('name,note\n张三,a', 'utf16le').swap16(), 'roster.file-utf16'],
    ['a workbook that is called CSV', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]), 'roster.file-type'],
    ['a workbook of old', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'roster.file-type'],
    ['a million columns', `name,note,${over('x,', 1_000_000)}`, 'roster.file-malformed'],
    ['text behind a quote that was closed', 'name,note\n"张三"x,a', 'roster.file-malformed'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0xff]), 'roster.file-header'],
  ])('%s', async (_what, file, code) => {
    const { rows, refused } = await imported(file);
    expect({ rows, refused }).toEqual({ rows: [], refused: code });
  });

  it('and says from which line on it cannot be read', async () => {
    expect((await imported('name,note\n张三,a\n李四,b,c')).details).toMatchObject({ line: 3 });
  });

  it('and an upload that breaks off is an error of the line, not of the file', async () => {
    const broken = new Readable({ read() { this.destroy(new Error('connection lost')); } });
    await expect(imported(broken)).rejects.toThrow('connection lost');
  });

  it('a file larger than allowed, before it fills the disk', async () => {
    let pieces = 0;
    const endless = new Readable({ read() { pieces += 1; this.push(Buffer.alloc(1_000, 'x')); } });
    expect(await receiveRoster(endless, 100_000)).toMatchObject({ ok: false, refusal: { code: 'roster.file-too-large', details: { maxBytes: 100_000 } } });
    expect(pieces).toBeLessThan(300);
  });

  it('a file larger than allowed, and whoever sends it reads why while there would be more', async () => {
    const server = createServer((request, response) => void receiveRoster(request, 100_000).then((outcome) => response.writeHead(413, { connection: 'close' }).end(outcome.ok ? 'taken' : outcome.refusal.code)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const sending = call({ port: (server.address() as AddressInfo).port, method: 'POST' }).on('error', () => undefined);
    const answer = once(sending, 'response') as Promise<[IncomingMessage]>;
    const closed = once(sending, 'close');
    Readable.from((function* endless() { for (;;) yield Buffer.alloc(10_000); })(), { objectMode: false }).pipe(sending);
    expect(await textOf((await answer)[0])).toBe('roster.file-too-large');
    sending.destroy();
    await closed;
    server.close();
  });

  it('a file with more rows than allowed', async () => {
    const received = await receiveRoster(uploadOf(csvOf(TWO)));
    if (!received.ok) throw new Error(received.refusal.code);
    expect(await checkRoster(received.value, ['name'], { format: 'csv' }, 2)).toMatchObject({ ok: true, value: { rows: 2 } });
    expect(await checkRoster(received.value, ['name'], { format: 'csv' }, 1)).toMatchObject({ ok: false, refusal: { code: 'roster.file-too-many-rows' } });
    await received.value.remove();
  });
});

describe('a name is text', () => {
  it('also with a character that ends strings in other programs', async () => {
    expect((await imported('name,note\n张\u0000三,a')).rows).toEqual([{ name: '张\u0000三', note: 'a' }]);
  });
});

describe('the same file twice', () => {
  it('is taken once: the second answer is the first report', async () => {
    const imports = new MemoryImportStore();
    const kind = namesRoster();
    const first = await importRoster(imports, JINHUA, kind, uploadOf(csvOf(TWO)));
    expect(await importRoster(imports, JINHUA, kind, uploadOf(csvOf(TWO)))).toEqual(first);
    expect(kind.rows).toHaveLength(2);
  });

  it('in another city is another file', async () => {
    const imports = new MemoryImportStore();
    const kind = namesRoster();
    const [first, other] = [await importRoster(imports, JINHUA, kind, uploadOf(csvOf(TWO))), await importRoster(imports, WENZHOU, kind, uploadOf(csvOf(TWO)))];
    expect([first, other].map((outcome) => outcome.ok && outcome.value.id.slice(0, 6))).toEqual([JINHUA, WENZHOU]);
    expect(kind.rows).toHaveLength(4);
  });
});

describe('what a file leaves behind', () => {
  const openFiles = (): number => readdirSync('/proc/self/fd').length;
  it.each<[string, string]>([['taken', csvOf(TWO)], ['refused for its header', 'name\nx'], ['refused for a row in its middle', `name,note\n${'a,b\n'.repeat(20_000)}a\n${'a,b\n'.repeat(20_000)}`]])('is no open file, when it was %s', async (_how, file) => {
    await imported(file);
    const before = openFiles();
    for (let n = 0; n < 6; n += 1) await imported(file);
    await turn();
    expect(openFiles()).toBeLessThan(before + 4);
  });
});
