import { Readable } from 'node:stream';
import type { CityCode } from '@gongjiang/kernel';
import { ImportStore } from './import.store.js';
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

/** Reports in memory. */
export class MemoryImportStore extends ImportStore {
  private readonly reports = new Map<string, RosterReport>();
  async find(city: CityCode, id: string): Promise<RosterReport | undefined> {
    return this.reports.get(`${city}/${id}`);
  }
  async save(city: CityCode, id: string, report: RosterReport): Promise<void> {
    this.reports.set(`${city}/${id}`, report);
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
