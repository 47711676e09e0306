import { posix } from 'node:path';
import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.limits.js';
import type { SheetNeeds } from './workbook.sheet.js';
import { CellStyles } from './workbook.styles.js';
import { SharedTexts } from './workbook.texts.js';
import { readPart, type Attributes } from './workbook.xml.js';
import type { WorkbookZip } from './workbook.zip.file.js';

/** The sheets of a workbook that can be seen, in their order, and what is needed to read them. */
export interface WorkbookBook {
  readonly sheets: readonly string[];
  readonly needs: SheetNeeds;
}

interface Relation {
  readonly type: string;
  readonly part: string;
}

/** Reads what a workbook says of itself: where its sheets, texts and styles are. Throws `WorkbookFault`. */
export async function openBook(zip: WorkbookZip): Promise<WorkbookBook> {
  const book = partOf(await relationsOf(zip, ''), 'officeDocument') ?? 'xl/workbook.xml';
  const relations = await relationsOf(zip, book);
  const { sheets, is1904 } = await sheetsOf(zip, book, relations);
  if (sheets.length === 0) throw new WorkbookFault('no-sheet');
  const texts = new SharedTexts();
  const styles = new CellStyles();
  const [textsPart, stylesPart] = [partOf(relations, 'sharedStrings'), partOf(relations, 'styles')];
  if (textsPart !== undefined) await readPart(zip.read(textsPart), texts);
  if (stylesPart !== undefined) await readPart(zip.read(stylesPart, WORKBOOK_LIMITS.maxPartBytes), styles);
  return { sheets, needs: { texts, styles, is1904 } };
}

async function sheetsOf(zip: WorkbookZip, book: string, relations: ReadonlyMap<string, Relation>): Promise<{ sheets: readonly string[]; is1904: boolean }> {
  const sheets: string[] = [];
  let is1904 = false;
  await readSmallPart(zip, book, (name, attributes) => {
    if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    if (name !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
    const relation = relations.get(idOf(attributes));
    if (relation?.type === 'worksheet' && sheets.push(relation.part) > WORKBOOK_LIMITS.maxSheets) throw new WorkbookFault('too-many-sheets');
  });
  return { sheets, is1904 };
}

function idOf(attributes: Attributes): string {
  return Object.entries(attributes).find(([name]) => name === 'id' || name.endsWith(':id'))?.[1] ?? '';
}

/** Relations to parts of the workbook itself; those to places outside are not followed. */
async function relationsOf(zip: WorkbookZip, part: string): Promise<ReadonlyMap<string, Relation>> {
  const { dir, base } = posix.parse(part);
  const path = posix.join(dir, '_rels', `${base}.rels`);
  const relations = new Map<string, Relation>();
  if (!zip.has(path)) return relations;
  await readSmallPart(zip, path, (name, { Id = '', Type = '', Target = '', TargetMode }) => {
    if (name !== 'Relationship' || TargetMode === 'External') return;
    relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part: Target.startsWith('/') ? Target.slice(1) : posix.join(dir, Target) });
  });
  return relations;
}

function partOf(relations: ReadonlyMap<string, Relation>, type: string): string | undefined {
  return [...relations.values()].find((relation) => relation.type === type)?.part;
}

function readSmallPart(zip: WorkbookZip, part: string, open: (name: string, attributes: Attributes) => void): Promise<void> {
  return readPart(zip.read(part, WORKBOOK_LIMITS.maxPartBytes), { open, close() {}, text() {} });
}
