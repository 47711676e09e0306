import { PackError, loadPacks, type PackSet } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { calledPath } from './policy.files.js';

/** Options that every command over packs takes. */
export interface PackOptions {
  readonly packs?: string;
  readonly overlay?: readonly string[];
}

/** What was given is malformed, or a pack cannot be read. */
export const EXIT_BAD_INPUT = 2;
/** The command was carried out, and what it looked at is not in order. */
export const EXIT_NOT_IN_ORDER = 1;

export function packsOf(options: PackOptions): PackSet {
  return loadPacks({
    ...(options.packs === undefined ? {} : { folder: calledPath(options.packs) }),
    ...(options.overlay === undefined ? {} : { overlays: options.overlay.map(calledPath) }),
  });
}

/** The folder of packs that the options name, where they name one. */
export function folderOf(options: PackOptions): string | undefined {
  return options.packs === undefined ? undefined : calledPath(options.packs);
}

/** Runs a command: what is wrong with the input is told on stderr with exit code 2; a bug keeps its trace. */
export function telling<Arguments extends readonly unknown[]>(command: (...given: Arguments) => void | Promise<void>): (...given: Arguments) => Promise<void> {
  return async (...given) => {
    // Who reads the first lines only (`| head`) has what they want.
    if (process.stdout.listenerCount('error') === 0) process.stdout.once('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(); else throw error; });
    try {
      await command(...given);
    } catch (error) {
      if (!(error instanceof BadInput || error instanceof PackError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = EXIT_BAD_INPUT;
    }
  };
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}
