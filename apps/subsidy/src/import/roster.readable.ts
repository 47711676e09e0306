import type { ReadRow } from './csv.rows.js';
import type { RosterHeader } from './roster.header.js';
import type { ReadAs, RosterProblemCode } from './roster.js';

/** What a cell itself says against a row, before any roster looks at it. */
export interface CellFault {
  readonly column: number;
  readonly code: RosterProblemCode;
}

/** A row, with what its cells say against it where there is anything. */
export type RosterLine = ReadRow & { readonly faults?: readonly CellFault[] };

/** A file that was read as rows from end to end once: nothing in it is beyond a limit. Its rows come in their order, in small lots. */
export interface ReadableRoster {
  readonly header: RosterHeader;
  readonly rows: number;
  readonly read: ReadAs;
  batches(): AsyncIterable<readonly RosterLine[]>;
}
