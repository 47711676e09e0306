import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.limits.js';
import type { Attributes, PartListener } from './workbook.xml.js';

/** How a number is shown: as a date, or as digits with so many leading zeros. */
export type NumberLook = { readonly kind: 'date'; readonly isMonth: boolean } | { readonly kind: 'number'; readonly zeros: number };

export const PLAIN_NUMBER: NumberLook = { kind: 'number', zeros: 0 };
const DAY: NumberLook = { kind: 'date', isMonth: false };
const MONTH: NumberLook = { kind: 'date', isMonth: true };

/** The formats that a workbook does not spell out (ECMA-376 part 1, 18.8.30, the Chinese ones among them). */
const BUILT_IN = new Map<number, NumberLook>([
  ...[14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58].map((id) => [id, DAY] as const),
  ...[17, 27, 36, 50, 52, 57].map((id) => [id, MONTH] as const),
]);

/** The formats of a workbook's cells. */
export class CellStyles implements PartListener {
  private readonly formats = new Map<number, NumberLook>(BUILT_IN);
  private readonly looks: NumberLook[] = [];
  private withinCellFormats = false;

  open(name: string, attributes: Attributes): void {
    if (this.looks.length + this.formats.size > WORKBOOK_LIMITS.maxStyles) throw new WorkbookFault('too-many-styles');
    if (name === 'numFmt') this.formats.set(Number(attributes['numFmtId']), lookOf(attributes['formatCode'] ?? ''));
    if (name === 'cellXfs') this.withinCellFormats = true;
    if (name === 'xf' && this.withinCellFormats) this.looks.push(this.formats.get(Number(attributes['numFmtId'] ?? 0)) ?? PLAIN_NUMBER);
  }

  close(name: string): void {
    if (name === 'cellXfs') this.withinCellFormats = false;
  }

  text(): void {}

  /** The look of a cell with this style. */
  of(style: string | undefined): NumberLook {
    return style === undefined ? PLAIN_NUMBER : (this.looks[Number(style)] ?? PLAIN_NUMBER);
  }
}

/** What a format code says, its quoted and bracketed parts apart. */
export function lookOf(formatCode: string): NumberLook {
  const [code = ''] = formatCode.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '').toLowerCase().split(';');
  if (/^0{2,30}$/.test(code)) return { kind: 'number', zeros: code.length };
  if (code.includes('general') || !/[yd]/.test(code)) return PLAIN_NUMBER;
  return code.includes('d') || !code.includes('m') ? DAY : MONTH;
}
