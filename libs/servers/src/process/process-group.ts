import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;
/** How long a killed group may take to disappear: the kernel may still write out its memory. */
const DISAPPEAR_MS = 10_000;

export interface GroupCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  readonly pidFile: string;
}

/** Starts a program in a process group of its own, logging to a file, and returns the group's pid. */
export function startGroup(command: GroupCommand): number {
  const log = openSync(command.logFile, 'a');
  // The program writes its own pid before it becomes itself: no moment in which it runs unrecorded.
  const script = 'echo $$ > "$0" && exec "$@"';
  const child = spawn('/bin/sh', ['-c', script, command.pidFile, command.file, ...command.args], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...command.environment },
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`Cannot start ${command.file}`);
  const pid = child.pid;
  child.once('exit', () => { forgetPid(command.pidFile, pid); });
  child.unref();
  return pid;
}

/** The pid in the file, or undefined where there is none. */
export function recordedPid(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim());
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** True while a process of the group lives; a zombie that nobody reaps counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return true; // no /proc here (macOS), or the leader went before its children
  }
}

/** Sends a signal to the whole group; nothing happens where it is gone already. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks the group to end, and kills it after the time of grace. Resolves when nothing of it lives. */
export async function endGroup(pid: number, graceMs: number): Promise<void> {
  if (graceMs > 0) {
    signalGroup(pid, 'SIGCONT'); // a frozen process hears nothing
    signalGroup(pid, 'SIGTERM');
    if (await hasGone(pid, graceMs)) return;
  }
  signalGroup(pid, 'SIGKILL');
  if (!(await hasGone(pid, DISAPPEAR_MS))) throw new Error(`Process group ${pid} does not end`);
}

/** Polls until nothing of the group lives; false when the time is over first. */
export async function hasGone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await pause(POLL_MS);
  }
  return true;
}

function forgetPid(pidFile: string, pid: number): void {
  if (recordedPid(pidFile) === pid) rmSync(pidFile, { force: true });
}
