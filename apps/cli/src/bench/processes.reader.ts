import { readFileSync, writeFileSync } from 'node:fs';

/** What Linux counts a process's time in (USER_HZ): 100 a second on every machine that this runs on. */
const TICK_US = 10_000;
const KIB = 1_024;

/** Processor time that a process has used so far, all its threads, in µs; 0 where there is no such process or no /proc. */
export function cpuUsOf(pid: number | undefined): number {
  const stat = pid === undefined ? undefined : textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return 0;
  // The second field is a name that may hold anything; counted from behind it, user and system time are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** The most memory that a process ever held, in bytes. */
export function peakRssOf(pid: number | undefined): number {
  const status = pid === undefined ? undefined : textOf(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status ?? '')?.[1] ?? 0) * KIB;
}

/** Lets the most memory be counted from now on; where that is not allowed it stays counted from the process's start. */
export function forgetPeakOf(pid: number | undefined): void {
  try {
    if (pid !== undefined) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Another user's process, or no /proc: the peak is then an older one, and never too small.
  }
}

/** Processor time that the whole machine has used so far, in µs: what was not idle, and what its host took away. */
export function busyUsOfMachine(): number {
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = (textOf('/proc/stat') ?? '').split('\n', 1)[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  return (user + nice + system + interrupts + softInterrupts + stolen) * TICK_US;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
