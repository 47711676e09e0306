import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { policyConfig } from './config.js';
import { BadInput } from './bad-input.js';

/** Why: Node holds no longer text than half a gigabyte; a file of this size decides a million claims. */
const MAX_FILE_BYTES = 400 * 1024 * 1024;

/** A path as the caller meant it: from where the command was called, else from the root of the repository. */
export function calledPath(path: string): string {
  if (isAbsolute(path) || existsSync(path)) return path;
  const { calledFrom } = policyConfig();
  const there = calledFrom === undefined ? path : resolve(calledFrom, path);
  return existsSync(there) ? there : path;
}

/** Reads a text file, or standard input for `-`. Throws BadInput where there is none, or it is too large. */
export function readText(path: string): string {
  const file = path === '-' ? 0 : calledPath(path);
  if (typeof file === 'string') checkFile(path, file);
  const bytes = readFileSync(file);
  if (!isUtf8(bytes)) throw new BadInput(`${path}: not UTF-8`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Reads a file as JSON. Throws BadInput naming file, line and column. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadInput(`${path}${jsonPlace(text, error)}: not JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

function checkFile(path: string, file: string): void {
  if (!existsSync(file)) throw new BadInput(`${path}: there is no such file`);
  const { size } = statSync(file);
  if (!statSync(file).isFile()) throw new BadInput(`${path}: a file is expected`);
  if (size > MAX_FILE_BYTES) throw new BadInput(`${path}: ${size} bytes, at most ${MAX_FILE_BYTES} are read`);
}

/** Line and column of what is wrong in a JSON text. */
function jsonPlace(text: string, error: unknown): string {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  const before = text.slice(0, position === undefined ? unexpectedToken(text) : Number(position));
  return `:${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
}

/** V8 does not say where an unexpected token stands: it is at the end of the shortest part that fails because of it. */
function unexpectedToken(text: string): number {
  let [shortest, longest] = [0, text.length];
  while (shortest < longest) {
    const middle = Math.floor((shortest + longest) / 2);
    if (failsByToken(text.slice(0, middle))) longest = middle;
    else shortest = middle + 1;
  }
  return failsByToken(text) ? shortest - 1 : text.length;
}

function failsByToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.startsWith('Unexpected token');
  }
}
