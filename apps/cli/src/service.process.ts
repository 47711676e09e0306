import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '@gongjiang/servers';

/** Runs an entry point of a service to its end, and answers its exit code; what it says goes straight to the terminal. */
export async function endedService(entry: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const service = spawn(process.execPath, ['--enable-source-maps', join(repositoryRoot, entry), ...args], { stdio: ['ignore', 'inherit', 'inherit'], env: environment });
  return new Promise((done, failed) => {
    service.once('error', failed);
    service.once('close', (code) => { done(code ?? 1); });
  });
}
