import type { z } from 'zod';
import { ROSTER_PROBLEMS, type RosterProblemCode, type RowProblem } from './roster.js';

/** The problems of a row, one a column at most. A message of the schema is a code; any other fault is `roster.unfit`. */
export function rowProblems(line: number, error: z.ZodError): readonly RowProblem[] {
  const byColumn = new Map<string, RowProblem>();
  for (const issue of error.issues) {
    const column = String(issue.path[0] ?? '');
    if (!byColumn.has(column)) byColumn.set(column, { line, column, code: codeOf(issue.message) });
  }
  return [...byColumn.values()];
}

function codeOf(message: string): RosterProblemCode {
  return (ROSTER_PROBLEMS as readonly string[]).includes(message) ? (message as RosterProblemCode) : 'roster.unfit';
}
