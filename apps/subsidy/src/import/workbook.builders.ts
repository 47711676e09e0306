import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook by its parts' XML; each part that is not named is a small one that fits. */
export interface WorkbookParts {
  /** What stands in `sheetData` of each sheet, or the whole sheet's XML where it begins with `<?xml` or `<!`. */
  readonly sheets?: readonly string[];
  /** What stands behind `sheetData`. */
  readonly after?: string;
  readonly sharedTexts?: string;
  readonly styles?: string;
  readonly workbookPr?: string;
  /** `state="hidden"` of the nth sheet. */
  readonly sheetAttributes?: readonly string[];
  readonly extra?: Readonly<Record<string, string | Buffer>>;
}

export async function workbookOf({ sheets = [], after = '', sharedTexts, styles = '', workbookPr = '', sheetAttributes = [], extra = {} }: WorkbookParts): Promise<Buffer> {
  const relation = (id: string, type: string, target: string): string => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const parts: Record<string, string | Buffer> = {
    '_rels/.rels': relations(relation('r1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${workbookPr}<sheets>${sheets.map((_, at) => `<sheet name="s${at}" sheetId="${at + 1}" r:id="s${at}" ${sheetAttributes[at] ?? ''}/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([...sheets.map((_, at) => relation(`s${at}`, 'worksheet', `worksheets/sheet${at}.xml`)), relation('t', 'sharedStrings', 'sharedStrings.xml'), relation('y', 'styles', '/xl/styles.xml')].join('')),
    'xl/sharedStrings.xml': sharedTexts ?? `<sst xmlns="${MAIN}"/>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>`,
    ...Object.fromEntries(sheets.map((sheet, at) => [`xl/worksheets/sheet${at}.xml`, sheet.startsWith('<?') || sheet.startsWith('<!') ? sheet : `<worksheet xmlns="${MAIN}"><sheetData>${sheet}</sheetData>${after}</worksheet>`])),
    ...extra,
  };
  return zipOf(parts);
}

export async function zipOf(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream as Readable);
}

/** A row of inline texts; a cell that begins with `<c` is taken as it is. */
export function sheetRow(line: number, cells: readonly string[], attributes = ''): string {
  const xml = cells.map((cell, at) => (cell.startsWith('<c') ? cell : `<c r="${String.fromCharCode(65 + at)}${line}" t="inlineStr"><is><t xml:space="preserve">${cell}</t></is></c>`));
  return `<row r="${line}" ${attributes}>${xml.join('')}</row>`;
}

function relations(xml: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${xml}</Relationships>`;
}

/** The zip with a number in its list of parts changed: what a part claims to be, and is not. */
export function withDeclaredSize(zip: Buffer, part: string, bytes: number): Buffer {
  const changed = Buffer.from(zip);
  for (let at = changed.indexOf('PK\x01\x02'); at !== -1; at = changed.indexOf('PK\x01\x02', at + 4)) {
    const name = changed.toString('utf8', at + 46, at + 46 + changed.readUInt16LE(at + 28));
    if (name === part) changed.writeUInt32LE(bytes, at + 24);
  }
  return changed;
}
