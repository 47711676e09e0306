import { busyUsOfMachine, cpuUsOf } from './processes.reader.js';

/** Processor time by name at one moment, and that of the whole machine. */
export interface Usage<Name extends string = string> {
  readonly atMs: number;
  readonly machineUs: number;
  readonly cpuUs: Readonly<Record<Name, number>>;
}

export type Pids<Name extends string = string> = Readonly<Record<Name, readonly (number | undefined)[]>>;

/** What each of the named processes has used so far; what has ended already counts for nothing. */
export function usageOf<Name extends string>(pids: Pids<Name>): Usage<Name> {
  const entries = Object.entries<readonly (number | undefined)[]>(pids).map(([name, own]) => [name, own.reduce<number>((sum, pid) => sum + cpuUsOf(pid), 0)]);
  return { atMs: performance.now(), cpuUs: Object.fromEntries(entries) as Readonly<Record<Name, number>>, machineUs: busyUsOfMachine() };
}
