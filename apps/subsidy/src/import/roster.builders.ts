import { Readable } from 'node:stream';
import type { CityCode } from '@gongjiang/kernel';
import { ImportStore, type FileRefused, type ImportBegun, type ImportSummary, type MendFile } from './import.store.js';
import type { RefusedRow } from './mend.columns.js';
import type { RosterKind } from './roster.import.js';
import type { RosterReport, RosterRow } from './roster.js';

/** A file as it is uploaded, in pieces that do not end where lines do. */
export function uploadOf(file: string | Uint8Array, pieceBytes = 7_000): Readable {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'utf8') : Buffer.from(file);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) => bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes));
  return Readable.from(pieces, { objectMode: false });
}

/** Rows as a file: the header from the first row's columns, quoted where a cell needs it. */
export function csvOf(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) => cells.map(cell).join(',')).join('\n');
}

interface KeptImport {
  readonly begun: ImportBegun;
  readonly rows: Map<number, RefusedRow>;
  report?: RosterReport;
}

/** Imports in memory. */
export class MemoryImportStore extends ImportStore {
  readonly refusedFiles: FileRefused[] = [];
  private readonly imports = new Map<string, KeptImport>();

  async find(city: CityCode, id: string): Promise<RosterReport | undefined> {
    return this.of(city, id)?.report;
  }
  async begin(file: Omit<ImportBegun, 'mendUntil'>): Promise<ImportBegun> {
    const begun = { ...file, mendUntil: new Date('2026-12-31T00:00:00Z') };
    this.imports.set(file.id, { begun, rows: new Map() });
    return begun;
  }
  async refuseRows({ id }: ImportBegun, rows: readonly RefusedRow[]): Promise<number> {
    for (const row of rows) this.imports.get(id)?.rows.set(row.line, row);
    return rows.length;
  }
  async finish({ id }: ImportBegun, report: RosterReport): Promise<RosterReport> {
    const kept = this.imports.get(id);
    if (kept) kept.report ??= report;
    return kept?.report ?? report;
  }
  async refuseFile(refused: FileRefused): Promise<void> {
    this.refusedFiles.push(refused);
  }
  async page(): Promise<readonly ImportSummary[]> {
    return [];
  }
  async mendFile(city: CityCode, id: string): Promise<MendFile | undefined> {
    const kept = this.of(city, id);
    if (!kept?.report?.mend) return undefined;
    const rows = [...kept.rows.values()].sort((left, right) => left.line - right.line);
    return { columns: kept.begun.columns, read: kept.begun.read, rows: async function* all() { yield rows; } };
  }
  private of(city: CityCode, id: string): KeptImport | undefined {
    const kept = this.imports.get(id);
    return kept?.begun.city === city ? kept : undefined;
  }
}

/** A roster of names that takes every row, and remembers them. */
export function namesRoster(): RosterKind & { readonly rows: RosterRow[] } {
  const rows: RosterRow[] = [];
  return {
    name: 'names', columns: ['name', 'note'], rows,
    async take(taken) {
      rows.push(...taken);
      return { taken: taken.length, unchanged: 0, problems: [] };
    },
  };
}
