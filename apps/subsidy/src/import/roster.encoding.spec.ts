import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { JINHUA } from '../city/city.builders.js';
import { csvOf, MemoryImportStore, namesRoster, uploadOf } from './roster.builders.js';
import { importRoster } from './roster.import.js';

const TEXT = csvOf([{ name: '张三', note: 'a' }, { name: '欧阳䶮', note: '婺城区' }]);
const gb18030 = (text: string): Buffer => iconv.encode(text, 'gb18030');

async function imported(file: Uint8Array, charset?: string) {
  const kind = namesRoster();
  const outcome = await importRoster(new MemoryImportStore(), JINHUA, kind, uploadOf(file, 11), { format: 'csv', charset, by: { actor: 'zhang', source: 'tests' } });
  if (!outcome.ok) return { refused: outcome.refusal.code, ...outcome.refusal.details };
  return { names: kind.rows.map((row) => row.cells['name']), read: outcome.value.report.read, problems: outcome.value.report.problems };
}
const asUtf8 = { names: ['张三', '欧阳䶮'], read: { format: 'csv', encoding: 'utf-8' } };
const asGb18030 = { names: ['张三', '欧阳䶮'], read: { format: 'csv', encoding: 'gb18030' } };

describe('the encoding of a roster', () => {
  it.each<[string, Uint8Array, string | undefined, object]>([
    ['declared as UTF-8', Buffer.from(TEXT), 'UTF-8', asUtf8],
    ['not declared: UTF-8', Buffer.from(TEXT), undefined, asUtf8],
    ['not declared: UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`), undefined, asUtf8],
    ['declared as GB 18030', gb18030(TEXT), 'gb18030', asGb18030],
    ['declared by an older name', gb18030(TEXT), 'GBK', asGb18030],
    ['not declared: GB 18030', gb18030(TEXT), undefined, asGb18030],
    ['not declared: GB 18030 with its mark', Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), gb18030(TEXT)]), undefined, asGb18030],
  ])('%s', async (_what, file, charset, read) => {
    expect(await imported(file, charset)).toMatchObject(read);
  });

  it.each<[string, Uint8Array, string | undefined, object]>([
    ['declared as UTF-8 and is not: with the line and the byte', gb18030(TEXT), 'utf-8', { refused: 'roster.file-encoding', encoding: 'utf-8', line: 2, offset: 10 }],
    ['declared as GB 18030 and is not', Buffer.from([...Buffer.from('name,note\n'), 0xd5, 0xc5, 0xff, 0x2c, 0x61]), 'gb18030', { refused: 'roster.file-encoding', encoding: 'gb18030', line: 2, offset: 12 }],
    ['UTF-8 that is broken on its third line: not read as GB 18030', Buffer.concat([Buffer.from('name,note\n张三,a\n李'), Buffer.from([0xe5, 0x2c, 0x62])]), undefined, { refused: 'roster.file-encoding', encoding: 'utf-8', line: 3, offset: 22 }],
    ['neither', Buffer.from([...Buffer.from('name,note\n'), 0xd5, 0xc5, 0xff, 0xff, 0x2c, 0x61]), undefined, { refused: 'roster.file-encoding', encoding: 'gb18030', line: 2, offset: 12 }],
    ['declared as one, marked as the other', Buffer.from(`\uFEFF${TEXT}`), 'gb18030', { refused: 'roster.file-charset' }],
    ['declared as something else', Buffer.from(TEXT), 'big5', { refused: 'roster.file-charset', charset: 'big5' }],
    ['declared as UTF-16', Buffer.from(TEXT), 'utf-16le', { refused: 'roster.file-utf16' }],
    ['not certain: two bytes that are a Chinese character or a letter of another script', Buffer.from([...Buffer.from('name,note\n'), 0xc4, 0xa3, 0x2c, 0x61]), undefined, { refused: 'roster.file-charset' }],
  ])('is refused where it is %s', async (_what, file, charset, refused) => {
    expect(await imported(file, charset)).toEqual(expect.objectContaining(refused));
  });

  it('is taken at its word where it would not be certain', async () => {
    const file = Buffer.from([...Buffer.from('name,note\n'), 0xc4, 0xa3, 0x2c, 0x61]);
    expect([await imported(file, 'utf-8'), await imported(file, 'gb18030')]).toMatchObject([{ names: ['ģ'] }, { names: ['模'] }]);
  });

  it.each(['\uE000', '\u{20087}', '\uFE10', '\u9FB4'])('GB 18030 keeps a row out whose character other systems read as another: %j', async (character) => {
    expect(await imported(gb18030(`name,note\n王${character},a\n李四,b`), 'gb18030')).toMatchObject({ names: ['李四'], problems: [{ line: 2, column: 'name', code: 'roster.character-doubtful' }] });
    expect(await imported(Buffer.from(`name,note\n王${character},a\n`), 'utf-8')).toMatchObject({ problems: [] });
  });

  it('GB 18030 brings every other character as what it is', async () => {
    const doubtful = /[\u1E3F\u9FB4-\u9FBB\uFE10-\uFE19\uE000-\uF8FF\u{20087}\u{20089}\u{200CC}\u{215D7}\u{2298F}\u{241FE}"\0]/u;
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== '' && !doubtful.test(text) && !text.startsWith('\uFEFF'));
    await fc.assert(fc.asyncProperty(name, async (text) => {
      const { names } = await imported(gb18030(csvOf([{ name: text, note: 'x' }])), 'gb18030') as { names: readonly string[] };
      expect(names).toEqual([text]);
    }), { numRuns: 150 });
  });
});
