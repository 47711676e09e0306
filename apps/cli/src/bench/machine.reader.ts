import { arch, cpus, release, totalmem, type } from 'node:os';
import type { RunningServers } from '@gongjiang/servers';

/** Where the figures were made: without it they mean nothing. */
export interface BenchMachine {
  readonly cores: number;
  readonly model: string;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Each server's version, and where it came from. */
  readonly servers: Readonly<Record<string, string>>;
}

export function machineOf({ servers }: RunningServers): BenchMachine {
  const processors = cpus();
  return {
    cores: processors.length,
    model: processors[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
    servers: Object.fromEntries(Object.values(servers).map(({ name, version, origin }) => [name, `${version} (${origin})`])),
  };
}
