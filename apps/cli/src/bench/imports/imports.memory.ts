import { writeFileSync } from 'node:fs';

/** Lets Linux begin anew with the most memory that a process held; where it does not, the peak counts from the process's start. */
export function forgetPeakRss(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // No /proc, or somebody else's process.
  }
}
