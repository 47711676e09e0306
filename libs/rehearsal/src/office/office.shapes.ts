/** Lines and their money together. */
export interface LineSum {
  readonly lines: number;
  readonly amountFen: number;
}

/** What the office reads of the platform's answers: the parts that it uses. */
export interface Batch {
  readonly id: string;
  readonly programme: string;
  readonly fund: string;
  readonly status: string;
  readonly version: number;
  readonly lines: number | null;
  readonly amountFen: number | null;
  readonly heldLines: number | null;
  readonly carried: LineSum | null;
  readonly overpaid: LineSum | null;
  readonly offset: LineSum | null;
  readonly withheld: LineSum | null;
  readonly late: LineSum | null;
  readonly raised: LineSum | null;
  readonly byEntitlement: readonly { readonly entitlement: string; readonly clause: string; readonly lines: number; readonly amountFen: number }[];
  readonly outcome: {
    readonly settledLines: number; readonly settledFen: number; readonly rejectedLines: number;
    readonly rejectedFen: number; readonly returnedLines: number; readonly returnedFen: number; readonly unpaidLines: number; readonly unpaidFen: number;
  } | null;
  readonly changes: readonly { readonly kind: string; readonly actor: string; readonly on: string; readonly at: string }[];
}

export interface BatchProgress {
  readonly chunks: Readonly<Record<string, number>>;
  readonly lines: number;
}

export interface ImportReport {
  readonly id: string;
  readonly rows: number;
  readonly taken: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly problems: readonly { readonly line: number; readonly column: string; readonly code: string }[];
}

export interface LedgerCheck {
  readonly balanced: boolean;
  readonly places: Readonly<Record<string, number>>;
  readonly accounts: readonly { readonly account: string; readonly balanceFen: number }[];
}

export interface ClaimCount {
  readonly entitlement: string;
  readonly outcome: 'granted' | 'refused' | 'referred' | 'needs-input';
  readonly code: string | null;
  readonly claims: number;
}
