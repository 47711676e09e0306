import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files of a process cannot grow any more, as on a full disk: a write beyond fails (EFBIG), or ends a program that does not expect it. Answers what lets them grow again. */
export async function stopFilesGrowing(pid: number | undefined, atBytes = 1): Promise<() => Promise<void>> {
  await run('prlimit', [`--pid=${pid}`, `--fsize=${atBytes}:`]);
  return async () => { await run('prlimit', [`--pid=${pid}`, '--fsize=unlimited:']); };
}

/** No new file or connection: what is open stays open. Answers what makes it as it was. */
export async function useUpDescriptors(pid: number): Promise<() => Promise<void>> {
  const before = /^Max open files\s+(\d+)\s+(\d+)/m.exec(await readFile(`/proc/${pid}/limits`, 'utf8'));
  const open = (await readdir(`/proc/${pid}/fd`)).length;
  await run('prlimit', [`--pid=${pid}`, `--nofile=${open}:`]);
  return async () => { await run('prlimit', [`--pid=${pid}`, `--nofile=${before?.[1] ?? 1_024}:`]); };
}
