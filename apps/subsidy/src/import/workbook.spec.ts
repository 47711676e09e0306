import { describe, expect, it } from '@jest/globals';
import * as sheetjs from '@e965/xlsx';
import fc from 'fast-check';
import { JINHUA } from '../city/city.builders.js';
import { MemoryImportStore, namesRoster, uploadOf } from './roster.builders.js';
import { importRoster } from './roster.import.js';
import { sheetRow, withDeclaredSize, workbookOf, zipOf, type WorkbookParts } from './workbook.builders.js';
import { WORKBOOK_LIMITS } from './workbook.limits.js';

const HEADER = sheetRow(1, ['name', 'note']);

async function imported(file: Uint8Array) {
  const kind = namesRoster();
  const outcome = await importRoster(new MemoryImportStore(), JINHUA, kind, uploadOf(file, 60_000), { format: 'xlsx', by: { actor: 'zhang', source: 'tests' } });
  const rows = kind.rows.map(({ line, cells }) => [line, cells['name'], cells['note']]);
  if (!outcome.ok) return { rows, refused: outcome.refusal.code, ...outcome.refusal.details };
  return { rows, read: outcome.value.report.read, problems: outcome.value.report.problems.map(({ line, column, code }) => `${line} ${column} ${code}`) };
}
const importedParts = async (parts: WorkbookParts) => imported(await workbookOf(parts));
const rowOf = (cell: string): Promise<Awaited<ReturnType<typeof imported>>> => importedParts({ sheets: [HEADER + sheetRow(2, ['张三', cell])], styles: '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="171" formatCode="000000"/></numFmts><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="22"/></cellXfs>' });

describe('a workbook', () => {
  it('is read as another program writes it', async () => {
    const sheet = sheetjs.utils.aoa_to_sheet([['name', 'note'], ['张三', 'a & <b>\n"c"'], ['李四', true], [' 王 五 ', 12]]);
    const file = sheetjs.write({ SheetNames: ['名册'], Sheets: { 名册: sheet } }, { type: 'buffer', bookType: 'xlsx', bookSST: true, compression: true }) as Buffer;
    expect(await imported(file)).toEqual({ rows: [[2, '张三', 'a & <b>\n"c"'], [3, '李四', 'true'], [4, ' 王 五 ', '12']], read: { format: 'xlsx', sheet: 1, sheets: 1 }, problems: [] });
  });

  it('brings any text that another program has put into a cell', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((one) => one.trim() !== '');
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), fc.boolean(), async (cells, bookSST) => {
      const sheet = sheetjs.utils.aoa_to_sheet([['name', 'note'], ...cells.map((row) => row.map((v) => ({ t: 's' as const, v })))]);
      const file = sheetjs.write({ SheetNames: ['s'], Sheets: { s: sheet } }, { type: 'buffer', bookType: 'xlsx', bookSST }) as Buffer;
      expect((await imported(file)).rows).toEqual(cells.map(([name, note], at) => [at + 2, name, note]));
    }), { numRuns: 60 });
  });

  it.each<[string, string, string]>([
    ['a whole number', '<c r="B2"><v>280000</v></c>', '280000'],
    ['a number of fifteen digits', '<c r="B2"><v>123456789012345</v></c>', '123456789012345'],
    ['a number in powers of ten', '<c r="B2"><v>1.2E3</v></c>', '1200'],
    ['a part of one, with the digits that a spreadsheet shows', '<c r="B2"><v>0.30000000000000004</v></c>', '0.3'],
    ['digits shown with zeros before them', '<c r="B2" s="3"><v>123</v></c>', '000123'],
    ['a day', '<c r="B2" s="1"><v>46023</v></c>', '2026-01-01'],
    ['a day of 1900, which had no 29 February', '<c r="B2" s="1"><v>59</v></c>', '1900-02-28'],
    ['a month', '<c r="B2" s="2"><v>46023</v></c>', '2026-01'],
    ['a moment', '<c r="B2" s="4"><v>46023.5</v></c>', '2026-01-01 12:00:00'],
    ['yes', '<c r="B2" t="b"><v>1</v></c>', 'true'],
    ['a day as text', '<c r="B2" t="d"><v>2026-01-01T00:00:00Z</v></c>', '2026-01-01'],
    ['rich text, without how to say it', '<c r="B2" t="inlineStr"><is><r><t>婺</t></r><r><t>城</t></r><rPh><t>wu</t></rPh></is></c>', '婺城'],
    ['a sign that XML cannot hold', '<c r="B2" t="inlineStr"><is><t>a_x0000_b_x005F_x0041_</t></is></c>', 'a\0b_x0041_'],
    ['a text that looks like a formula', '<c r="B2" t="inlineStr"><is><t>=1+1</t></is></c>', '=1+1'],
  ])('is read with %s in a cell', async (_what, cell, text) => {
    expect(await rowOf(cell)).toMatchObject({ rows: [[2, '张三', text]], problems: [] });
  });

  it('counts its days from 1904 where it says so', async () => {
    expect(await importedParts({ workbookPr: '<workbookPr date1904="1"/>', styles: '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>', sheets: [HEADER + sheetRow(2, ['张三', '<c r="B2" s="1"><v>44561</v></c>'])] })).toMatchObject({ rows: [[2, '张三', '2026-01-01']] });
  });

  it.each<[string, string, string]>([
    ['a formula, whatever it came to', '<c r="B2"><f>1+1</f><v>2</v></c>', '2 note roster.formula'],
    ['a formula that others share', '<c r="B2"><f t="shared" si="0"/><v>2</v></c>', '2 note roster.formula'],
    ['an identity number that became a number', '<c r="B2"><v>330702196001010000</v></c>', '2 note roster.number-imprecise'],
    ['an account in powers of ten', '<c r="B2"><v>6.2284800000000003E+18</v></c>', '2 note roster.number-imprecise'],
    ['a number in powers of ten that is text by now', '<c r="B2" t="inlineStr"><is><t>3.30702E+17</t></is></c>', '2 note roster.number-imprecise'],
    ['an error', '<c r="B2" t="e"><v>#N/A</v></c>', '2 note roster.cell-error'],
    ['a number that is none', '<c r="B2"><v>1e999</v></c>', '2 note roster.cell-error'],
  ])('keeps a row out with %s', async (_what, cell, problem) => {
    expect(await rowOf(cell)).toMatchObject({ rows: [], problems: [problem] });
  });

  it('keeps rows out that merged cells touch, and hidden ones, under their own numbers', async () => {
    const rows = [2, 3, 4, 5, 7].map((line) => sheetRow(line, [`王${line}`, 'a'], line === 5 ? 'hidden="1"' : '')).join('');
    expect(await importedParts({ sheets: [HEADER + rows], after: '<mergeCells count="1"><mergeCell ref="B3:B4"/></mergeCells>' })).toMatchObject({
      rows: [[2, '王2', 'a'], [7, '王7', 'a']], problems: ['3 note roster.cell-merged', '4 note roster.cell-merged', '5  roster.row-hidden'],
    });
  });

  it('is read on its first sheet to be seen that has the header, and says which', async () => {
    const good = sheetRow(3, ['name', 'note']) + sheetRow(4, ['张三', 'a']);
    expect(await importedParts({ sheets: [sheetRow(1, ['说明']), good, '', good, good], sheetAttributes: ['', 'state="hidden"'] })).toEqual({ rows: [[4, '张三', 'a']], read: { format: 'xlsx', sheet: 3, sheets: 4 }, problems: [] });
  });

  it('leaves alone what has no column name, formulas among it', async () => {
    expect(await importedParts({ sheets: [HEADER + sheetRow(2, ['张三', 'a', 'x', '<c r="D2"><f>1+1</f></c>', '<c r="XFD2"><v>1</v></c>']) + sheetRow(3, ['', '', 'x'])] })).toMatchObject({ rows: [[2, '张三', 'a']], problems: [] });
  });
});

describe('a workbook is refused whole, and nothing of it is taken, that', () => {
  const good = HEADER + sheetRow(2, ['张三', 'a']);
  const xml = (body: string): string => `<?xml version="1.0"?>${body}`;
  it.each<[string, WorkbookParts, object]>([
    ['has no row', { sheets: [HEADER] }, { refused: 'roster.file-empty' }],
    ['lacks a column', { sheets: [sheetRow(1, ['name']) + sheetRow(2, ['张三'])] }, { refused: 'roster.file-header', missing: 'note' }],
    ['has a column twice', { sheets: [sheetRow(1, ['name', 'note', 'name']) + sheetRow(2, ['张三'])] }, { refused: 'roster.file-header' }],
    ['has no sheet to be seen', { sheets: [good], sheetAttributes: ['state="veryHidden"'] }, { reason: 'no-sheet' }],
    ['is no well-formed XML', { sheets: [xml('<worksheet><sheetData><row></sheetData></worksheet>')] }, { reason: 'xml' }],
    ['breaks off', { sheets: [xml(`<worksheet><sheetData>${good}`)] }, { reason: 'xml' }],
    ['names an entity of its own', { sheets: [xml(`<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData>${HEADER}${sheetRow(2, ['&x;', 'a'])}</sheetData></worksheet>`)] }, { reason: 'doctype' }],
    ['would laugh a billion times', { sharedTexts: xml('<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'), sheets: [good] }, { reason: 'doctype' }],
    ['uses an entity that nobody named', { sheets: [HEADER + sheetRow(2, ['&x;', 'a'])] }, { reason: 'xml' }],
    ['is nested too deep', { sheets: [xml('<a>'.repeat(200))] }, { reason: 'too-deep' }],
    ['has a tag without an end', { sheets: [xml(`<worksheet a="${Array.from({ length: WORKBOOK_LIMITS.maxTokenCharacters / 2 }, (_, n) => n.toString(36)).join('')}`)] }, { reason: 'token-too-large' }],
    ['has its rows in another order', { sheets: [HEADER + sheetRow(3, ['李四', 'b']) + sheetRow(2, ['张三', 'a'])] }, { reason: 'row-order' }],
    ['has a row beyond the format', { sheets: [HEADER + sheetRow(1_048_577, ['李四', 'b'])] }, { reason: 'row-order' }],
    ['has a cell beyond the format', { sheets: [HEADER + sheetRow(2, ['<c r="XFE2"><v>1</v></c>'])] }, { reason: 'cell-place' }],
    ['has a cell in another\'s place', { sheets: [HEADER + sheetRow(2, ['<c r="B2"><v>1</v></c>', '<c r="A2"><v>1</v></c>'])] }, { reason: 'cell-place' }],
    ['has a cell without a row', { sheets: [xml('<worksheet><sheetData></c></sheetData></worksheet>')] }, { reason: 'xml' }],
    ['names a shared text that is not there', { sheets: [HEADER + sheetRow(2, ['<c r="A2" t="s"><v>7</v></c>'])] }, { reason: 'text-missing' }],
    ['has a row larger than any row', { sheets: [HEADER + sheetRow(2, ['x'.repeat(20_000), 'a'])] }, { refused: 'roster.file-malformed', line: 2, reason: 'row-too-large' }],
    ['has more columns than any roster', { sheets: [sheetRow(1, ['name', 'note', ...Array.from({ length: 70 }, (_, n) => `<c><v>${n}</v></c>`)]) + sheetRow(2, ['张三', 'a'])] }, { refused: 'roster.file-header' }],
    ['joins more cells than anybody would', { sheets: [good], after: `<mergeCells>${'<mergeCell ref="A2:A3"/>'.repeat(WORKBOOK_LIMITS.maxMerges + 1)}</mergeCells>` }, { reason: 'too-many-merges' }],
    ['has a part that shrinks as no sheet does', { sheets: [good], extra: { 'xl/media/bomb.xml': ' '.repeat(40_000_000) } }, { reason: 'shrinks-too-much' }],
    ['has more parts than any workbook', { sheets: [good], extra: Object.fromEntries(Array.from({ length: WORKBOOK_LIMITS.maxEntries }, (_, n) => [`x/${n}`, ''])) }, { reason: 'too-many-parts' }],
    ['has a part twice', { sheets: [good], extra: { 'XL/workbook.xml': '<workbook/>' } }, { reason: 'part-twice' }],
    ['leads out of the workbook', { sheets: [good], extra: { 'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="s0" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>' } }, { reason: 'part-missing' }],
  ])('%s', async (_what, parts, refused) => {
    expect(await importedParts(parts)).toEqual(expect.objectContaining({ refused: 'roster.file-workbook', ...refused, rows: [] }));
  });

  it.each<[string, (zip: Buffer) => Buffer, string]>([
    ['is larger than it says', (zip) => withDeclaredSize(zip, 'xl/worksheets/sheet0.xml', 50), 'no-zip'],
    ['is smaller than it says', (zip) => withDeclaredSize(zip, 'xl/worksheets/sheet0.xml', 50_000), 'no-zip'],
    ['says to be larger than anything', (zip) => withDeclaredSize(zip, 'xl/worksheets/sheet0.xml', 0xfffffff0), 'shrinks-too-much'],
    ['breaks off', (zip) => zip.subarray(0, zip.length - 30), 'no-zip'],
    ['has another checksum', (zip) => { const at = zip.indexOf('PK\x01\x02'); zip.writeUInt32LE(1, at + 16); return zip; }, 'checksum'],
    ['is under a password', (zip) => { zip.writeUInt16LE(zip.readUInt16LE(zip.indexOf('PK\x01\x02') + 8) | 1, zip.indexOf('PK\x01\x02') + 8); return zip; }, 'encrypted'],
    ['is packed by other means', (zip) => { zip.writeUInt16LE(12, zip.indexOf('PK\x01\x02') + 10); return zip; }, 'compression'],
  ])('%s', async (_what, broken, reason) => {
    expect(await imported(broken(await workbookOf({ sheets: [good] })))).toEqual({ rows: [], refused: 'roster.file-workbook', reason });
  });

  it('is something else', async () => {
    expect(await imported(Buffer.from('name,note\n张三,a'))).toMatchObject({ refused: 'roster.file-type', found: 'text' });
    expect(await imported(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]))).toMatchObject({ refused: 'roster.file-type', found: 'xls' });
    expect(await imported(await zipOf({ 'readme.txt': 'x' }))).toMatchObject({ refused: 'roster.file-workbook', reason: 'part-missing' });
  });
});
