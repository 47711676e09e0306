import type { CityCode } from '@gongjiang/kernel';
import { fieldContext, isDuplicateKey, sessionOf, type FieldCipher } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { ChangeLog } from '../shared/change-log.js';
import { ImportStore, MEND_DAYS, type FileRefused, type HandedInBy, type ImportBegun, type ImportSummary, type MendFile } from './import.store.js';
import type { RefusedRow } from './mend.columns.js';
import type { RosterReport } from './roster.js';

interface ImportDocument extends Omit<ImportBegun, 'id'> {
  readonly _id: string;
  readonly at: Date;
  /** Null until the file was taken in to its end. */
  readonly report: Omit<RosterReport, 'read' | 'mend'> | null;
  readonly mendRows: number;
}
interface RefusedRowsDocument {
  readonly _id: string;
  readonly until: Date;
  readonly sealed: string;
}

/** Sealed at once, in characters of JSON: one row is always less. */
const MAX_SEALED_CHARACTERS = 500_000;
const DAY_MS = 86_400_000;
const REFUSED_ROWS = 'import_refused_rows';

/** Refused rows hold identity numbers: the database itself removes them when their time is over. */
export const IMPORT_INDEXES = { [REFUSED_ROWS]: [{ key: { until: 1 }, expireAfterSeconds: 0 }] } as const;

export interface ImportStoreParts {
  /** For whole messages: lots of rows are sealed in one. */
  readonly cipher: FieldCipher;
  readonly changes: ChangeLog;
}

export class MongoImportStore extends ImportStore {
  private readonly imports: Collection<ImportDocument>;
  private readonly refusedRows: Collection<RefusedRowsDocument>;

  constructor(db: Db, private readonly parts: ImportStoreParts) {
    super();
    this.imports = db.collection<ImportDocument>('imports');
    this.refusedRows = db.collection<RefusedRowsDocument>(REFUSED_ROWS);
  }

  async find(city: CityCode, id: string): Promise<RosterReport | undefined> {
    const document = await this.imports.findOne({ _id: id, city });
    return document?.report ? reportOf(document, document.report) : undefined;
  }

  async begin(file: Omit<ImportBegun, 'mendUntil'>): Promise<ImportBegun> {
    const { changes } = this.parts;
    const at = changes.now();
    const begun: ImportBegun = { ...file, mendUntil: new Date(at.getTime() + MEND_DAYS * DAY_MS) };
    const { id, ...rest } = begun;
    await this.refusedRows.deleteMany({ _id: rowsOf(id) });
    try {
      await changes.inOneWrite(async (transaction) => {
        await this.imports.updateOne({ _id: id, report: null }, { $set: { ...rest, at, report: null, mendRows: 0 } }, { upsert: true, session: sessionOf(transaction) });
        await changes.record({ city: file.city, ...file.by, kind: 'import.begun', object: id, details: { digest: file.digest }, events: [] }, transaction);
      });
    } catch (error) {
      // Another process has taken the same file in to its end in this moment: its report will stand.
      if (!isDuplicateKey(error)) throw error;
    }
    return begun;
  }

  async refuseRows({ id, city, mendUntil }: ImportBegun, rows: readonly RefusedRow[]): Promise<number> {
    const documents = inParts(rows).map((part): RefusedRowsDocument => {
      const _id = `${id}|${String(part[0]?.line ?? 0).padStart(9, '0')}`;
      return { _id, until: mendUntil, sealed: this.parts.cipher.seal(JSON.stringify(part), contextOf(city, _id)) };
    });
    if (documents.length > 0) await this.refusedRows.bulkWrite(documents.map((replacement) => ({ replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } })));
    return rows.length;
  }

  async finish({ id, city, kind, digest, by }: ImportBegun, { read: _read, mend, ...report }: RosterReport): Promise<RosterReport> {
    const { changes } = this.parts;
    await changes.inOneWrite(async (transaction) => {
      const { matchedCount } = await this.imports.updateOne({ _id: id, report: null }, { $set: { report, mendRows: mend?.rows ?? 0 } }, { session: sessionOf(transaction) });
      if (matchedCount === 0) return;
      const { problems: _problems, ...counts } = report;
      await changes.record({ city, ...by, kind: 'import.taken', object: id, details: { roster: kind, digest, ...counts }, events: [] }, transaction);
    });
    const standing = await this.find(city, id);
    if (!standing) throw new Error('An import that has ended is not there');
    return standing;
  }

  async refuseFile({ city, kind, digest, by, code }: FileRefused): Promise<void> {
    await this.parts.changes.recordRefusal({ city, ...by, kind: 'import.taken', object: `${city}.${kind}.${digest === '' ? 'unread' : digest.slice(0, 32)}`, code });
  }

  async page(city: CityCode, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<readonly ImportSummary[]> {
    const documents = await this.imports.find({ _id: { $gt: after ?? `${city}.`, $lt: `${city}/` }, city }, { projection: { 'report.problems': 0 } }).sort({ _id: 1 }).limit(limit).toArray();
    return documents.map(({ _id, kind, at, read, report, mendRows, mendUntil }) => ({ id: _id, kind, at, read, counts: report, mend: mendRows === 0 ? null : { rows: mendRows, until: mendUntil } }));
  }

  async mendFile(city: CityCode, id: string, by: HandedInBy): Promise<MendFile | undefined> {
    const { changes } = this.parts;
    const document = await this.imports.findOne({ _id: id, city }, { projection: { 'report.problems': 0 } });
    if (!document?.report || document.mendRows === 0 || document.mendUntil <= changes.now()) return undefined;
    await changes.inOneWrite((transaction) => changes.record({ city, ...by, kind: 'import.mend-file-read', object: id, details: { rows: document.mendRows }, events: [] }, transaction));
    return { columns: document.columns, read: document.read, rows: () => this.opened(city, id) };
  }

  private async* opened(city: CityCode, id: string): AsyncIterable<readonly RefusedRow[]> {
    for await (const { _id, sealed } of this.refusedRows.find({ _id: rowsOf(id) }).sort({ _id: 1 })) {
      yield JSON.parse(this.parts.cipher.open(sealed, contextOf(city, _id))) as readonly RefusedRow[];
    }
  }
}

function reportOf({ read, mendRows, mendUntil }: ImportDocument, report: NonNullable<ImportDocument['report']>): RosterReport {
  return { ...report, read, mend: mendRows === 0 ? null : { rows: mendRows, until: mendUntil } };
}

function rowsOf(id: string): { $gte: string; $lt: string } {
  return { $gte: `${id}|`, $lt: `${id}|~` };
}

function contextOf(city: CityCode, row: string): string {
  return fieldContext({ city, collection: REFUSED_ROWS, field: 'sealed', row });
}

/** Rows in parts that are small enough to be sealed in one. */
function inParts(rows: readonly RefusedRow[]): readonly (readonly RefusedRow[])[] {
  const parts: RefusedRow[][] = [];
  let left = 0;
  for (const row of rows) {
    const characters = JSON.stringify(row).length;
    if (characters > left) {
      parts.push([]);
      left = MAX_SEALED_CHARACTERS;
    }
    parts.at(-1)?.push(row);
    left -= characters;
  }
  return parts;
}
