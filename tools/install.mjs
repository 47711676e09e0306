import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './command.mjs';

/** Brings the packages of the lock file, where those installed are not the same. Resolves to whether they are there. */
export async function install() {
  if (isInstalled()) return true;
  console.error('Installing the npm packages of the lock file (once, some minutes)');
  return (await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { output: 'errors', environment: { npm_config_update_notifier: 'false' } })) === 0;
}

/** Compares what npm wrote down at its last installation with the lock file, package by package. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json');
  const wanted = packagesOf('package-lock.json');
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, { version, resolved, optional, link }]) => {
    if (!path.includes('node_modules/')) return true; // the repository's own folders
    const there = installed[path];
    if (there === undefined) return optional === true; // for another system
    return link ? there.resolved === resolved : there.version === version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
