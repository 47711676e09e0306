import { groupBy, type Day } from '@gongjiang/kernel';
import type { Booking, Item, ItemState, StatementPage } from './item.js';

/** Lines of a chunk that stand side by side, from one (included) to another (excluded); null at an end is the chunk's own end. */
export interface Run {
  readonly from: string | null;
  readonly before: string | null;
}

/** What one page of a statement has booked of a chunk's lines. */
export interface BookedRuns {
  readonly page: StatementPage;
  readonly bookedOn: Day;
  readonly runs: readonly Run[];
}

/**
 * What the bank, and then its books, said of the lines of a chunk alike: written once beside them, and not to each. It is
 * there from the bank's answer on, and speaks of the lines that are written as due; of which something else was said, says
 * so itself. What is settled of a chunk is a few runs of its lines: both the message and the statement have them in order.
 */
export interface JointState {
  readonly booked: readonly BookedRuns[];
}

/** More runs of one page than this are not worth the reading: its lines are written one by one. */
const MAX_RUNS = 16;

/** What became of a line, where its own document says that it is due. */
export function whatBecameOf(id: string, joint: JointState): Pick<Item, 'bookedOn' | 'settledBy'> & { readonly state: 'accepted' | 'settled' } {
  for (const { page, bookedOn, runs } of joint.booked) if (runs.some((run) => isIn(run, id))) return { state: 'settled', bookedOn, settledBy: page };
  return { state: 'accepted', bookedOn: null, settledBy: null };
}

export function stateOfLine(id: string, written: ItemState, joint: JointState | undefined): ItemState {
  return written === 'due' && joint ? whatBecameOf(id, joint).state : written;
}

/** Bookings as runs of the lines that wait for them, page by page; `single` are those that are better written one by one. */
export function inRuns(open: readonly string[], bookings: readonly Booking[]): { readonly booked: readonly BookedRuns[]; readonly single: readonly Booking[] } {
  const byPage = groupBy(bookings, ({ bookedOn, page }) => `${bookedOn} ${page}`);
  // The database puts a few rare signs in another order than we do: a run would then mean other lines there.
  const isOrdered = open.every((id, at) => at === 0 || (open[at - 1] ?? '') < id);
  const single: Booking[] = [];
  const booked = [...byPage.values()].flatMap((ofPage): readonly BookedRuns[] => {
    const [first] = ofPage;
    const runs = runsOf(open, new Set(ofPage.map(({ itemId }) => itemId)));
    if (!first || runs.length === 0) return [];
    if (isOrdered && runs.length <= MAX_RUNS) return [{ page: first.page, bookedOn: first.bookedOn, runs }];
    single.push(...ofPage);
    return [];
  });
  return { booked, single };
}

function runsOf(open: readonly string[], booked: ReadonlySet<string>): readonly Run[] {
  const runs: Run[] = [];
  let began: string | null | undefined;
  open.forEach((id, at) => {
    if (booked.has(id)) {
      if (began === undefined) began = at === 0 ? null : id;
    } else if (began !== undefined) {
      runs.push({ from: began, before: id });
      began = undefined;
    }
  });
  return began === undefined ? runs : [...runs, { from: began, before: null }];
}

function isIn({ from, before }: Run, id: string): boolean {
  return (from === null || from <= id) && (before === null || id < before);
}

/** Whether all lines between two (both included) are booked, or none; `some` where only a look at each can tell. */
export function bookedBetween({ booked }: JointState, first: string, last: string): 'all' | 'none' | 'some' {
  const stretches = joined(booked.flatMap(({ runs }) => runs));
  if (stretches.some((run) => isIn(run, first) && isIn(run, last))) return 'all';
  return stretches.some(({ from, before }) => (from === null || from <= last) && (before === null || first < before)) ? 'some' : 'none';
}

/** True where no line of the chunk waits for the bank's books any more. */
export function isBookedWhole({ booked }: JointState): boolean {
  return joined(booked.flatMap(({ runs }) => runs)).some(({ from, before }) => from === null && before === null);
}

/** Runs that touch or overlap, as one. */
function joined(runs: readonly Run[]): readonly Run[] {
  const whole: Run[] = [];
  for (const run of [...runs].sort((one, other) => ((one.from ?? '') < (other.from ?? '') ? -1 : 1))) {
    const last = whole.at(-1);
    const touches = last && (last.before === null || run.from === null || run.from <= last.before);
    if (!touches) whole.push(run);
    else whole[whole.length - 1] = { from: last.from, before: last.before === null || run.before === null ? null : last.before < run.before ? run.before : last.before };
  }
  return whole;
}
