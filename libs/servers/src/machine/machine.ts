import type { Environment } from '../config.js';

/** This computer as the search for servers sees it. */
export interface Machine {
  readonly environment: Environment;
  /** Tells whoever waits what takes long, one sentence at a time. */
  report(sentence: string): void;
}

/** What stops a start: a sentence that says what is lacking and the command that mends it. */
export class MachineLacks extends Error {
  override readonly name = 'MachineLacks';
}
