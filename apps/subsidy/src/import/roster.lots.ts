import { groupBy } from '@gongjiang/kernel';
import { MAX_MEND_ROWS, type ImportBegun, type ImportStore } from './import.store.js';
import type { RefusedRow } from './mend.columns.js';
import type { RosterKind, RowsTaken } from './roster.import.js';
import type { SortedLine } from './roster.lines.js';
import { ROSTER_LIMITS, type RosterReport, type RowProblem } from './roster.js';

/** Rows taken in at once: one write, and memory that does not grow with the file. */
const ROWS_IN_LOT = 1_000;

/**
 * Takes rows in by lots: the next are read while the last are written. What became of them is counted in the order of
 * the file, however many lots a kind lets be under way.
 */
export class RosterLots {
  private readonly sum = { rows: 0, taken: 0, unchanged: 0, refused: 0, mendable: 0 };
  private readonly problems: RowProblem[] = [];
  private waiting: SortedLine[] = [];
  private readonly underWay = new Set<Promise<unknown>>();
  private counted: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly imports: ImportStore, private readonly begun: ImportBegun, private readonly kind: RosterKind) {}

  /** True where enough rows wait: start them. */
  add(line: SortedLine): boolean {
    this.waiting.push(line);
    return this.waiting.length >= ROWS_IN_LOT;
  }

  /** Starts the rows that wait, as soon as there is a place. Throws what an earlier lot has thrown. */
  async start(): Promise<void> {
    while (this.underWay.size >= (this.kind.lotsAtOnce ?? 1)) await Promise.race(this.underWay);
    if (this.failure) throw this.failure.error;
    const lines = this.waiting;
    this.waiting = [];
    if (lines.length > 0) this.run(lines);
  }

  /** Waits for all that is under way, whatever becomes of it. */
  async settle(): Promise<void> {
    await Promise.all(this.underWay);
    await this.counted;
  }

  /** Takes in what is left and tells what became of all. */
  async finish(): Promise<RosterReport> {
    await this.start();
    await this.settle();
    if (this.failure) throw this.failure.error;
    const { mendable, ...sum } = this.sum;
    return { ...sum, problems: this.problems, read: this.begun.read, mend: mendable === 0 ? null : { rows: mendable, until: this.begun.mendUntil } };
  }

  private run(lines: readonly SortedLine[]): void {
    const fail = (error: unknown): void => { this.failure ??= { error }; };
    const taken = this.kind.take(lines.filter(({ problems }) => problems.length === 0).map(({ row }) => row), this.begun.id);
    const turn = Promise.all([taken, this.counted]).then(([done]) => (this.failure ? undefined : this.count(lines, done)));
    this.counted = turn.catch(fail);
    const ended: Promise<unknown> = this.counted.finally(() => this.underWay.delete(ended));
    this.underWay.add(ended);
  }

  private async count(lines: readonly SortedLine[], done: RowsTaken): Promise<void> {
    const problems = groupBy([...lines.flatMap((line) => line.problems), ...done.problems], (problem) => String(problem.line));
    const refused = lines.filter(({ row }) => problems.has(String(row.line))).map(({ row: { line }, values }): RefusedRow => ({ line, values, problems: problems.get(String(line)) ?? [] }));
    for (const row of refused) this.problems.push(...(problems.get(String(row.line)) ?? []).slice(0, ROSTER_LIMITS.maxProblems - this.problems.length));
    this.sum.rows += lines.length;
    this.sum.taken += done.taken;
    this.sum.unchanged += done.unchanged;
    this.sum.refused += refused.length;
    this.sum.mendable += await this.imports.refuseRows(this.begun, refused.slice(0, MAX_MEND_ROWS - this.sum.mendable));
  }
}
