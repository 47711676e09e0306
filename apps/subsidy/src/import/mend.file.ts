import { Readable } from 'node:stream';
import type { MendFile } from './import.store.js';
import { mendCsv } from './mend.csv.js';
import { mendWorkbook } from './mend.workbook.file.js';

export interface MendDownload {
  readonly stream: Readable;
  readonly type: string;
  readonly name: string;
}

/** The file to mend as it is downloaded, in the form in which the roster came. */
export function mendDownload(file: MendFile): MendDownload {
  if (file.read.format === 'xlsx') return { stream: mendWorkbook(file), type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: 'mend.xlsx' };
  const { encoding } = file.read;
  return { stream: Readable.from(mendCsv(file, encoding), { objectMode: false }), type: `text/csv; charset=${encoding}`, name: 'mend.csv' };
}
