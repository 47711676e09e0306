import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedPid, endGroup } from './process-group.js';

/** A temporary folder that never outlives this process, and neither do the programs whose `*.pid` files lie in it. */
export interface GuardedFolder {
  readonly path: string;
  /** Kills what still runs in it and removes it. */
  release(): Promise<void>;
}

/**
 * The guard is a small shell that waits on a pipe held by this process alone. The pipe closes however this
 * process ends, SIGKILL included; then the guard kills every recorded group and removes the folder.
 */
const GUARD = `
while read -r _; do :; done
end() { for file in "$0"/*.pid; do [ -f "$file" ] && kill -s KILL -- "-$(cat "$file")"; done; }
[ -d "$0" ] || exit 0
end; sleep 0.3; end; rm -rf "$0" || { sleep 1; rm -rf "$0"; }
`;

/** Makes a temporary folder under guard. `purpose` is part of its name. */
export function guardedFolder(purpose: string): GuardedFolder {
  const path = mkdtempSync(join(tmpdir(), `gongjiang-${purpose}-`));
  const guard = spawn('/bin/sh', ['-c', GUARD, path], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.unref();
  const pipe = guard.stdin as typeof guard.stdin & { unref(): void };
  pipe.unref();
  pipe.on('error', () => undefined); // the guard itself was killed: nothing to tell it any more
  return {
    path,
    async release() {
      const pidFiles = readdirSync(path).filter((name) => name.endsWith('.pid'));
      const pids = pidFiles.flatMap((name) => recordedPid(join(path, name)) ?? []);
      await Promise.all(pids.map((pid) => endGroup(pid, 0)));
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
      pipe.end();
    },
  };
}
