import type { CheckRecord } from './check-record.store.js';
import type { Checked } from './person-check.js';

/** Records of a chunk, with what was found of many persons alike written once. */
export interface FoldedRecords {
  readonly findings: readonly (readonly Checked[])[];
  readonly records: readonly (readonly [person: CheckRecord['person'], month: CheckRecord['month'], finding: number])[];
}

/** Nearly all persons of a chunk are found alike: to write each out took ten times as long. */
export function foldRecords(records: readonly CheckRecord[]): FoldedRecords {
  const places = new Map<string, number>();
  const findings: (readonly Checked[])[] = [];
  const folded = records.map(({ person, month, checks }) => {
    const text = checks.map(textOf).join();
    const place = places.get(text) ?? findings.length;
    if (place === findings.length) {
      places.set(text, place);
      findings.push(checks);
    }
    return [person, month, place] as const;
  });
  return { findings, records: folded };
}

export function unfoldRecords({ findings, records }: FoldedRecords): readonly CheckRecord[] {
  return records.map(([person, month, finding]) => ({ person, month, checks: findings[finding] ?? raise() }));
}

/** Two checks have the same text only if they are the same: of the fields the source alone may hold any sign, and its length stands before it. */
function textOf({ check, answer, answeredOn, by, source, code }: Checked): string {
  return `${check} ${answer} ${answeredOn} ${by} ${code} ${source === null ? '-' : `${source.length} ${source}`}`;
}

function raise(): never {
  throw new Error('A record of a check names a finding that is not there');
}
