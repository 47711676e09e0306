import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { MendFile } from './import.store.js';
import { MEND_COLUMNS, mendCellsOf } from './mend.columns.js';
import { escapedCell } from './roster.formula.js';
import { xmlText } from './workbook.xml.js';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts beside the sheet. Each cell is text (format 49), also when it is mended: a number of 18 digits keeps all of them. */
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET}.styles+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="退回" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

/** The file to mend as a workbook, made while it is read. */
export function mendWorkbook(file: MendFile): Readable {
  const zip = new ZipFile();
  for (const [name, xml] of Object.entries(PARTS)) zip.addBuffer(Buffer.from(HEAD + xml, 'utf8'), name);
  const sheet = Readable.from(sheetOf(file), { objectMode: false });
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml');
  zip.end();
  const out = zip.outputStream as Readable;
  // Whoever downloads must see that it broke off: yazl tells of a failing part by its own event.
  zip.on('error', (error: Error) => out.destroy(error));
  sheet.on('error', (error: Error) => out.destroy(error));
  return out;
}

async function* sheetOf(file: MendFile): AsyncIterable<Buffer> {
  let line = 1;
  const xmlOf = (rows: readonly (readonly string[])[]): string => rows.map((cells) => rowOf(cells, line++)).join('');
  const columns = file.columns.length + MEND_COLUMNS.length;
  yield Buffer.from(`${HEAD}<worksheet xmlns="${MAIN}"><cols><col min="1" max="${columns}" width="24" style="1" customWidth="1"/></cols><sheetData>${xmlOf([[...file.columns, ...MEND_COLUMNS]])}`, 'utf8');
  for await (const rows of file.rows()) yield Buffer.from(xmlOf(rows.map((row) => [...row.values, ...mendCellsOf(row)])), 'utf8');
  yield Buffer.from('</sheetData></worksheet>', 'utf8');
}

function rowOf(cells: readonly string[], line: number): string {
  const xml = cells.map((cell, at) => (cell === '' ? '' : `<c r="${letters(at)}${line}" s="1" t="inlineStr"><is><t xml:space="preserve">${xmlText(escapedCell(cell))}</t></is></c>`));
  return `<row r="${line}">${xml.join('')}</row>`;
}

function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}
