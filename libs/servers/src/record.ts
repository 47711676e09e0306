import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports } from './recipe.js';
import type { Origin, ServerName } from './server.js';

/** What is written down of a kept server, so that a later command finds it: up or down. */
export interface ServerRecord extends Ports {
  readonly name: ServerName;
  readonly origin: Extract<Origin, 'docker' | 'binary' | 'registry'>;
  readonly address: string;
  readonly version: string;
  /** The container's id, where Docker runs it. */
  readonly container?: string;
}

export function readRecord(folder: string, name: ServerName): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(folder, name), 'utf8')) as ServerRecord;
  } catch {
    return undefined; // none yet, or torn: the server is found or made anew
  }
}

export function writeRecord(folder: string, record: ServerRecord): void {
  const file = recordFile(folder, record.name);
  mkdirSync(join(folder, record.name), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function recordFile(folder: string, name: ServerName): string {
  return join(folder, name, 'server.json');
}
