import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brought, root, run } from './command.mjs';

const stampFile = join(root, '.nx', 'built');
/** What a build reads beside the sources themselves. */
const settings = ['package.json', 'package-lock.json', 'nx.json', '.swcrc', 'tsconfig.base.json', 'tools/compile.mjs', 'tools/bundle.mjs'];

/** Builds what changed; costs some milliseconds where nothing did. Resolves to whether the build stands. */
export async function build() {
  const stamp = stampOfSources();
  if (stamp === lastStamp() && workspaces().every((folder) => existsSync(join(folder, 'dist')))) return true;
  console.error('Building what changed');
  const code = await run(brought('nx'), ['run-many', '-t', 'build', '--output-style=static'], { output: 'ifFailed', environment: nxEnvironment });
  if (code !== 0) return false;
  mkdirSync(join(root, '.nx'), { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}

/** No process of Nx may stay behind, and no screen of its own. */
export const nxEnvironment = { NX_DAEMON: 'false', NX_TUI: 'false' };

function lastStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

/** Changes with every file that appears, goes, or is written; tests are not built. */
function stampOfSources() {
  const hash = createHash('sha256');
  const files = [...settings.map((name) => join(root, name)), ...workspaces().flatMap((folder) => [join(folder, 'package.json'), ...filesUnder(join(folder, 'src'))])];
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function workspaces() {
  return ['libs', 'apps'].flatMap((group) => readdirSync(join(root, group)).sort().map((name) => join(root, group, name))).filter((folder) => existsSync(join(folder, 'package.json')));
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).sort().map((name) => join(folder, name)).filter((file) => !file.endsWith('.spec.ts') && statSync(file).isFile());
}
