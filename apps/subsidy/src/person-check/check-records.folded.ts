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
  const known = new Map<readonly Checked[], number>();
  const findings: (readonly Checked[])[] = [];
  const placeOf = (checks: readonly Checked[]): number => {
    const text = checks.map(textOf).join();
    const place = places.get(text) ?? findings.length;
    places.set(text, place);
    if (place === findings.length) findings.push(checks);
    known.set(checks, place);
    return place;
  };
  return { records: records.map(({ person, month, checks }) => [person, month, known.get(checks) ?? placeOf(checks)] as const), findings };
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
