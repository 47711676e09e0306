import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rosterCells, type RosterOptions } from '@gongjiang/rehearsal';
import { ZipFile } from 'yazl';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET}.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="roster" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};
const ROWS_A_PIECE = 200;

/** Writes the roster as a workbook with each cell as text, in flat memory. */
export async function writeWorkbook(path: string, options: RosterOptions): Promise<void> {
  const zip = new ZipFile();
  for (const [name, xml] of Object.entries(PARTS)) zip.addBuffer(Buffer.from(HEAD + xml, 'utf8'), name);
  zip.addReadStream(Readable.from(sheetOf(options), { objectMode: false }), 'xl/worksheets/sheet1.xml');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

function* sheetOf(options: RosterOptions): Generator<Buffer> {
  let [line, piece] = [0, `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`];
  for (const cells of rosterCells(options)) {
    line += 1;
    piece += rowOf(cells, line);
    if (line % ROWS_A_PIECE !== 0) continue;
    yield Buffer.from(piece, 'utf8');
    piece = '';
  }
  yield Buffer.from(`${piece}</sheetData></worksheet>`, 'utf8');
}

/** A roster of the sample has fewer than 26 columns, and no cell of it a sign that XML would have escaped. */
function rowOf(cells: readonly string[], line: number): string {
  const xml = cells.map((cell, at) => (cell === '' ? '' : `<c r="${String.fromCharCode(65 + at)}${line}" t="inlineStr"><is><t>${cell}</t></is></c>`));
  return `<row r="${line}">${xml.join('')}</row>`;
}
