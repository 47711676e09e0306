import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { isMendColumn } from './mend.columns.js';
import { unescapedCell } from './roster.formula.js';
import { ROSTER_LIMITS } from './roster.js';

type HeaderRefusal = Refusal<'roster.file-header'>;

/** The columns of a file, in their order; a column without a name holds nothing that is read. */
export interface RosterHeader {
  readonly columns: readonly string[];
  /** Made by us for mending: its cells are escaped, and its last columns say what was wrong. */
  readonly isMendFile: boolean;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Takes the first row for a header, or says why it can be none. */
export function headerOf(values: readonly string[]): Result<RosterHeader, HeaderRefusal> {
  const names = values.map((name) => name.trim());
  const isMendFile = names.some(isMendColumn);
  const columns = isMendFile ? names.map((name) => unescapedCell(name).trim()) : names;
  const reason = faultOf(columns, columns.filter((name) => name !== ''));
  return reason === '' ? ok({ columns, isMendFile }) : refuse('roster.file-header', { missing: '', reason });
}

/** Refused where it lacks a column of the roster. */
export function lacking({ columns }: RosterHeader, required: readonly string[]): Result<never, HeaderRefusal> | undefined {
  const missing = required.filter((column) => !columns.includes(column));
  return missing.length === 0 ? undefined : refuse('roster.file-header', { missing: missing.join(', '), reason: '' });
}

function faultOf(columns: readonly string[], named: readonly string[]): string {
  if (columns.length > ROSTER_LIMITS.maxColumns) return `more than ${ROSTER_LIMITS.maxColumns} columns`;
  if (new Set(named).size !== named.length) return 'a column twice';
  return named.some((name) => FORBIDDEN.has(name)) ? 'a column that no roster has' : '';
}
