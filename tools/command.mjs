import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Where a program's output goes: to the terminal, to stderr so that stdout stays clean, or nowhere unless it fails. */
const outputs = { inherit: ['inherit', 'inherit'], errors: [2, 'inherit'], ifFailed: ['pipe', 'pipe'] };

// A terminal sends Ctrl-C to the programs run here as well: this process waits until they have cleared up.
process.on('SIGINT', () => undefined);

/** Runs a program, at the repository's root unless told, and resolves with its exit code. */
export function run(file, args, { environment = {}, output = 'inherit', folder = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: folder, stdio: ['inherit', ...outputs[output]], env: { ...process.env, ...environment } });
    const heard = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => heard.push(part));
    const pass = (signal) => { child.kill(signal); };
    process.on('SIGTERM', pass);
    child.once('error', (error) => { console.error(error.message); resolve(127); });
    child.once('close', (code, signal) => {
      process.off('SIGTERM', pass);
      if (signal === 'SIGINT' || code === 130) process.exit(130);
      if (code !== 0) process.stderr.write(Buffer.concat(heard));
      resolve(code ?? 1);
    });
  });
}

/** A program that an npm package brought. */
export function brought(name) {
  return fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));
}
