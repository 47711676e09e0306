import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import * as sheetjs from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { JINHUA } from '../city/city.builders.js';
import { MEND_COLUMNS } from './mend.columns.js';
import { mendDownload } from './mend.file.js';
import { csvOf, MemoryImportStore, uploadOf } from './roster.builders.js';
import { escapedCell, unescapedCell } from './roster.formula.js';
import { importRoster, type HandedIn, type RosterKind } from './roster.import.js';
import type { RosterRow } from './roster.js';
import { sheetRow, workbookOf } from './workbook.builders.js';
import { xmlText } from './workbook.xml.js';

const BY = { actor: 'zhang', source: 'tests' };
const CSV: HandedIn = { format: 'csv', charset: 'utf-8', by: BY };
const XLSX: HandedIn = { format: 'xlsx', by: BY };

/** A roster that refuses every row, and remembers them. */
function refusingRoster(): RosterKind & { readonly rows: RosterRow[] } {
  const rows: RosterRow[] = [];
  return {
    name: 'names', columns: ['name', 'note'], rows,
    async take(taken) {
      rows.push(...taken);
      return { taken: 0, unchanged: 0, problems: taken.map(({ line }) => ({ line, column: 'name', code: 'roster.repeated', repeats: 1 })) };
    },
  };
}

async function refusedOf(file: Uint8Array | string, handed: HandedIn) {
  const imports = new MemoryImportStore();
  const kind = refusingRoster();
  const outcome = await importRoster(imports, JINHUA, kind, uploadOf(file), handed);
  if (!outcome.ok) throw new Error(`${outcome.refusal.code} ${JSON.stringify(outcome.refusal.details)}`);
  const mend = await imports.mendFile(JINHUA, outcome.value.id);
  const download = mend && mendDownload(mend);
  return { rows: kind.rows.map(({ cells }) => ({ ...cells })), download: download ? await buffer(download.stream) : Buffer.alloc(0), type: download?.type };
}

describe('the file to mend', () => {
  const row = (name: string, note = 'b'): { name: string; note: string } => ({ name, note });

  it('has the refused rows as they came, with line, column and reason in both languages', async () => {
    const { download, type } = await refusedOf('note,name,extra\n"a\nb",张三,=1+1\n', CSV);
    expect(type).toBe('text/csv; charset=utf-8');
    expect(parse(download, { bom: true })).toEqual([
      ['note', 'name', 'extra', ...MEND_COLUMNS], ['a\nb', '张三', "'=1+1", '2', 'name', 'name与本文件前面的行重复（第 1 行）', 'name repeats an earlier row of this file (line 1)'],
    ]);
  });

  it('begins with a mark, by which spreadsheets know UTF-8; and is in GB 18030 where the roster was', async () => {
    expect((await refusedOf(csvOf([row('张三')]), CSV)).download.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const { download, type } = await refusedOf(iconv.encode(csvOf([row('张三')]), 'gb18030'), { ...CSV, charset: 'gb18030' });
    expect([type, iconv.decode(download, 'gb18030').split('\r\n')[1]]).toEqual(['text/csv; charset=gb18030', expect.stringMatching(/^张三,b,2,name,/)]);
  });

  it('is a workbook of texts for a workbook, which other programs open', async () => {
    const { download } = await refusedOf(await workbookOf({ sheets: [sheetRow(1, ['name', 'note']) + sheetRow(5, ['330702196001010018', '=1+1'])] }), XLSX);
    const book = sheetjs.read(download);
    const sheet = book.Sheets[book.SheetNames[0] ?? ''] ?? {};
    expect(sheetjs.utils.sheet_to_json(sheet, { header: 1 })).toEqual([['name', 'note', ...MEND_COLUMNS], ['330702196001010018', "'=1+1", '5', 'name', expect.any(String), expect.any(String)]]);
    expect([sheet['A2'], sheet['B2']]).toMatchObject([{ t: 's' }, { t: 's' }]);
    expect(sheet['B2']?.f).toBeUndefined();
  });

  it('lets no cell begin what a spreadsheet would calculate, in any language of spreadsheets', async () => {
    const dangerous = ['=1+1', '+1', '-1', '@x', '\t=1', '\rx', '\n=1', '\0=1', ' =1', '＝1', "'=1", '=HYPERLINK("http://x")'];
    const { download } = await refusedOf(csvOf(dangerous.map((name) => row('王', name))), CSV);
    const cells = parse(download, { bom: true }).flat();
    expect(cells.filter((cell) => /^[=+\-@＝＋－＠\t\r\n\0]/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell.startsWith("'"))).toHaveLength(dangerous.length);
  });

  it('does not have the formula of a workbook for a formula, also where nobody mends it', async () => {
    const first = await refusedOf(await workbookOf({ sheets: [sheetRow(1, ['name', 'note']) + sheetRow(2, ['王', '<c r="B2"><f>cmd|x</f><v>1</v></c>'])] }), XLSX);
    expect(first.rows).toEqual([]);
    expect((await refusedOf(first.download, XLSX)).rows).toEqual([{ name: '王', note: '=cmd|x' }]);
  });

  it('handed in again brings the rows as they were, and its added columns grow no second time', async () => {
    const first = await refusedOf(csvOf([row('=1'), row("'x")]), CSV);
    const second = await refusedOf(first.download, CSV);
    expect(second.rows).toEqual([row('=1'), row("'x")]);
    expect(parse(second.download, { bom: true }).map((cells) => cells.slice(0, 3))).toEqual([['name', 'note', MEND_COLUMNS[0]], ["'=1", 'b', '2'], ["''x", 'b', '3']]);
  });

  it.each<[string, HandedIn]>([['CSV in UTF-8', CSV], ['CSV in GB 18030', { ...CSV, charset: 'gb18030' }], ['a workbook', XLSX]])('brings back whatever text a cell held: %s', async (_what, handed) => {
    const doubtful = /[\u1E3F\u9FB4-\u9FBB\uFE10-\uFE19\uE000-\uF8FF\u{20087}\u{20089}\u{200CC}\u{215D7}\u{2298F}\u{241FE}]/u;
    const start = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', '\0', "'", '"', ',', '_x0041_', '_x005F_', '&lt;', ' ');
    const text = fc.tuple(start, fc.string({ unit: 'binary', maxLength: 12 })).map((parts) => parts.join('')).filter((one) => one.trim() !== '' && !doubtful.test(one) && !/^[+-]?\d(\.\d+)?E/i.test(one));
    const encoded = (csv: string): Uint8Array => (handed.charset === 'gb18030' ? iconv.encode(csv, 'gb18030') : Buffer.from(csv));
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ name: text, note: text }), { minLength: 1, maxLength: 6 }), async (rows) => {
      const first = await refusedOf(encoded(csvOf(rows)), { ...CSV, charset: handed.charset });
      if (handed.format === 'csv') expect((await refusedOf(first.download, handed)).rows).toEqual(rows);
      const sheet = rows.map(({ name, note }, at) => sheetRow(at + 2, [xmlText(name), xmlText(note)])).join('');
      const asBook = await refusedOf(await workbookOf({ sheets: [sheetRow(1, ['name', 'note']) + sheet] }), XLSX);
      expect((await refusedOf(asBook.download, XLSX)).rows).toEqual(rows);
    }), { numRuns: 60 });
  });

  it('has one escaped form for each text, and none for two', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("'", '=', 'a', '\0') }), (text) => {
      expect(/^\s*[=\0]/.test(escapedCell(text))).toBe(false);
      expect(escapedCell(text) === text ? text.startsWith("'") : unescapedCell(escapedCell(text)) !== text).toBe(false);
    }));
  });
});
