/** What a test hands to a process of its own, as one argument in JSON. */
export interface ProcessArgs {
  readonly mongoUrl: string;
  readonly database: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  /** True for the process that dies at the worst moment. */
  readonly isDoomed: boolean;
}

export function processArgs(): ProcessArgs {
  return JSON.parse(process.argv[2] ?? '') as ProcessArgs;
}

/** Dies as by a power cut: nothing is flushed, released or told. */
export function dieNow(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}
