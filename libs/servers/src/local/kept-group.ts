import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, recordedPid } from '../process/process-group.js';
import type { ServerName } from '../server.js';

export function pidFileOf(folder: string, name: ServerName): string {
  return join(folder, `${name}.pid`);
}

/** The pid of a kept server that runs. A number that another program has got since does not count. */
export function keptGroup(folder: string, name: ServerName): number | undefined {
  const pid = recordedPid(pidFileOf(folder, name));
  return pid !== undefined && isAlive(pid) && commandLine(pid).includes(join(folder, name)) ? pid : undefined;
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return commandLineFromPs(pid);
  }
}

/** Where there is no /proc: macOS. */
function commandLineFromPs(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
