import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { machineEnvironment, type Environment } from '../config.js';
import { repositoryRoot } from '../repository.js';
import { guardedFolder } from './guarded-folder.js';
import { endGroup, hasGone, signalGroup } from './process-group.js';
import { collectLines, type ProcessLog } from './process-log.js';

const READY_LINE = /\b(?:listening|ready)\b(?:\s+(http:\/\/[\w.[\]:-]+))?/;

export interface StartProcessOptions {
  /** Added to the environment of this process; `undefined` takes a variable away. */
  readonly environment?: Environment;
  readonly args?: readonly string[];
  /** The line on its output that says it is up; the first group, if any, is its URL. */
  readonly readyLine?: RegExp;
  /** Two minutes where nothing is said: a machine that does much else starts a process slowly, and that is no fault of it. */
  readonly readyWithinMs?: number;
  /** Every line of its output and errors, as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of ours in a process of its own, which never outlives the one that started it. */
export interface StartedProcess {
  readonly pid: number;
  /** What followed `listening` on its output; empty for a process that listens nowhere. */
  readonly url: string;
  readonly ended: Promise<ProcessEnd>;
  logs(): string;
  /** Sends the signal to its whole group; for a deadly one, resolves when nothing of it lives. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Asks it to end, kills it after ten seconds. Harmless when it has ended. */
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;

/**
 * Starts a built entry file (absolute, or from the repository's root) with this Node and waits for its ready line.
 * Throws with the end of its log when it ends before, or when the time is over.
 */
export async function startProcess(entryFile: string, options: StartProcessOptions = {}): Promise<StartedProcess> {
  const folder = guardedFolder('process');
  const file = isAbsolute(entryFile) ? entryFile : join(repositoryRoot, entryFile);
  // As deploy/Dockerfile starts them: figures made here are those of there.
  const child = spawn(process.execPath, ['--enable-source-maps', '--max-semi-space-size=64', file, ...(options.args ?? [])], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Jest's own NODE_OPTIONS are not meant for services.
    env: { ...machineEnvironment(), NODE_OPTIONS: undefined, ...options.environment },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`Cannot start ${file}`);
  writeFileSync(join(folder.path, 'process.pid'), `${pid}\n`);
  const log = collectLines(child, options.onLine);
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', () => { signalGroup(pid, 'SIGKILL'); }); // what it started itself goes with it
    child.once('close', (code, signal) => { void folder.release().then(() => { resolve({ code, signal }); }); });
  });
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    signalGroup(pid, signal);
    if (signal === 'SIGKILL') { await hasGone(pid, GRACE_MS); await ended; }
  };
  const stop = async (): Promise<void> => { await endGroup(pid, GRACE_MS); await ended; };
  try {
    const url = await readyUrl(log, ended, options);
    return { pid, url, ended, logs: () => log.text(), kill, stop };
  } catch (error) {
    await endGroup(pid, 0);
    throw new Error(`${entryFile}: ${(error as Error).message}\n${log.text().slice(-4_000)}`, { cause: error });
  }
}

async function readyUrl(log: ProcessLog, ended: Promise<ProcessEnd>, options: StartProcessOptions): Promise<string> {
  const withinMs = options.readyWithinMs ?? 120_000;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      new Promise<string>((resolve) => {
        log.onLine((line) => {
          const match = (options.readyLine ?? READY_LINE).exec(line);
          if (match !== null) resolve(match[1] ?? '');
        });
      }),
      ended.then(({ code, signal }) => { throw new Error(`ended with ${signal ?? code} before it was ready`); }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => { reject(new Error(`not ready within ${withinMs} ms`)); }, withinMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
