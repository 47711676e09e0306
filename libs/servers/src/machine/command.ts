import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from '../config.js';

export interface CommandResult {
  readonly ok: boolean;
  /** What it wrote, errors included. */
  readonly text: string;
}

const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

/** Runs a program to its end, without a shell and without input. */
export function run(file: string, args: readonly string[], environment: Environment, timeoutMs: number): Promise<CommandResult> {
  return new Promise((resolve) => {
    const options = { env: { ...environment }, timeout: timeoutMs, maxBuffer: OUTPUT_LIMIT_BYTES };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, text: `${stdout}${stderr}` || (error?.message ?? '') });
    });
    child.stdin?.end();
  });
}

/** The full name of a program on the PATH, or undefined. */
export function programOnPath(name: string, environment: Environment): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
