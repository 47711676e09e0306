import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassBy } from '../places.js';

/** What awaits whoever comes by a place: its death, or a sleep from which others wake it. */
interface Appointment { readonly place: string; readonly nth: number; readonly isSleep: boolean }
interface Appointments { readonly run: string; readonly at: readonly Appointment[]; readonly isUpgraded: boolean }

/**
 * The appointments of the run that is on, as its supervisor keeps them in a folder. Each is kept by one process alone,
 * whoever comes first: it leaves its name there and is gone, by SIGKILL or SIGSTOP, before anything else of it runs.
 */
export function passingBy(folder: string): PassBy {
  let run = '';
  let passes = new Map<string, number>();
  return (place) => {
    const appointments = appointmentsIn(folder);
    if (appointments.run !== run) [run, passes] = [appointments.run, new Map()];
    const count = (passes.get(place) ?? 0) + 1;
    passes.set(place, count);
    appointments.at.forEach((one, number) => {
      if (one.place === place && one.nth === count && isFirst(join(folder, `${run}.${number}`))) process.kill(process.pid, one.isSleep ? 'SIGSTOP' : 'SIGKILL');
    });
    return undefined;
  };
}

/** Whether who starts now is of the next release. */
export function isUpgradedIn(folder: string): boolean {
  return appointmentsIn(folder).isUpgraded;
}

function appointmentsIn(folder: string): Appointments {
  return JSON.parse(readFileSync(join(folder, 'appointments.json'), 'utf8')) as Appointments;
}

/** Only one can make a file that must not be there yet. */
function isFirst(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, atMs: Date.now() }), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
