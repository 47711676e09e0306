import { programOnPath, run } from './command.js';
import { MachineLacks, type Machine } from './machine.js';

/** A program that must be there, and the Debian package that brings it. */
export interface Need {
  readonly program: string;
  readonly debianPackage: string;
}

const INSTALL_MS = 10 * 60_000;

/** Installs what is needed as root on Debian; elsewhere says what is lacking and the one command that mends it. */
export async function install(needs: readonly Need[], machine: Machine): Promise<void> {
  if (needs.length === 0) return;
  const packages = [...new Set(needs.map((need) => need.debianPackage))].sort();
  if (programOnPath('apt-get', machine.environment) === undefined || process.getuid?.() !== 0) throw lacking(needs, packages, machine);
  machine.report(`Installing ${packages.join(', ')} by apt-get (once)`);
  const environment = { ...machine.environment, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  await run('apt-get', [...wait, '-qq', 'update'], environment, INSTALL_MS);
  const done = await run('apt-get', [...wait, '-qq', 'install', '-y', '--no-install-recommends', ...packages], environment, INSTALL_MS);
  if (!done.ok) throw new MachineLacks(`apt-get could not install ${packages.join(', ')}: ${done.text.trim().slice(-400)}`);
}

function lacking(needs: readonly Need[], packages: readonly string[], machine: Machine): MachineLacks {
  const programs = [...new Set(needs.map((need) => need.program))].join(', ');
  const mend = programOnPath('apt-get', machine.environment) === undefined
    ? 'start Docker, or install them with the package client of this system'
    : `run: sudo apt-get install -y ${packages.join(' ')}`;
  return new MachineLacks(`This machine lacks ${programs}; ${mend}`);
}
