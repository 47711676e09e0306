/** From here on a figure says as much of the neighbours as of us. */
export const DISTURBED_FROM = 0.05;

/** How often something is measured, and how many runs more are granted in the place of disturbed ones. */
export interface Patience {
  readonly repeat: number;
  readonly again: number;
}

export interface Repeated<Run> {
  readonly runs: readonly Run[];
  /** Runs that were made beyond those kept, because others took the machine. */
  readonly thrownAway: number;
  readonly isDisturbed: boolean;
}

/** Measures until enough runs were undisturbed, or patience is over; then the least disturbed ones stand for them, and it says so. */
export async function repeated<Run extends { readonly others: number }>({ repeat, again }: Patience, measure: (nth: number) => Promise<Run>): Promise<Repeated<Run>> {
  const runs: Run[] = [];
  while (runs.length < repeat + again && runs.filter(isQuiet).length < repeat) runs.push(await measure(runs.length));
  const kept = [...runs].sort((left, right) => left.others - right.others).slice(0, repeat);
  return { runs: kept, thrownAway: runs.length - kept.length, isDisturbed: !kept.every(isQuiet) };
}

function isQuiet({ others }: { readonly others: number }): boolean {
  return others <= DISTURBED_FROM;
}

/** The value in the middle; of an even number the lower of the two, so that it was measured. */
export function middleOf(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** The smallest value that this share of all values does not exceed. */
export function quantileOf(values: readonly number[], share: number): number {
  return [...values].sort((left, right) => left - right)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}
