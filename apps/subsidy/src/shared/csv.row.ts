import { escapedCell } from '../import/roster.formula.js';

/** A row of a file that leaves (RFC 4180); no cell begins a formula where a spreadsheet opens it. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(escapedCell(cell))).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
