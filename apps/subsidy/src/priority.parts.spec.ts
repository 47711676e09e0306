import { execFileSync } from 'node:child_process';
import { constants, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { giveWay } from './priority.parts.js';

const LEAST = constants.priority.PRIORITY_BELOW_NORMAL;

describe('a process that gives way', () => {
  it.each([[0, LEAST], [-5, LEAST], [LEAST, LEAST], [LEAST + 5, LEAST + 5]])('goes from a niceness of %i to %i, and never takes more than it was given', (given, left) => {
    const niceness = new Map([[7, given], [8, given]]);
    giveWay({
      threads: () => [...niceness.keys()],
      getPriority: (thread = 0) => niceness.get(thread) ?? Number.NaN,
      setPriority: ((thread: number, to: number) => {
        if (to < (niceness.get(thread) ?? 0)) throw new Error('not allowed');
        niceness.set(thread, to);
      }) as typeof import('node:os').setPriority,
    });
    expect([...niceness.values()]).toEqual([left, left]);
  });

  it('goes on with the other threads where one has ended since they were listed, or may not be changed', () => {
    const niceness = new Map([[7, 0], [9, 0]]);
    giveWay({
      threads: () => [7, 8, 9],
      getPriority: (thread = 0) => {
        const now = niceness.get(thread);
        if (now === undefined) throw new Error('no such process');
        return now;
      },
      setPriority: ((thread: number, to: number) => {
        if (thread === 7) throw new Error('operation not permitted');
        niceness.set(thread, to);
      }) as typeof import('node:os').setPriority,
    });
    expect([...niceness]).toEqual([[7, 0], [9, LEAST]]);
  });

  it('takes itself for one thread where the system lists none', () => {
    const changed: (readonly [number, number])[] = [];
    giveWay({
      threads: () => { throw new Error('no such file or directory'); },
      getPriority: () => 0,
      setPriority: ((thread: number, to: number) => { changed.push([thread, to]); }) as typeof import('node:os').setPriority,
    });
    expect(changed).toEqual([[0, LEAST]]);
  });

  it('does so with each of its threads, where the system tells them apart', () => {
    const built = fileURLToPath(new URL('../dist/priority.parts.js', import.meta.url));
    const text = `const { giveWay } = await import(${JSON.stringify(built)});
      giveWay();
      const { getPriority, platform } = await import('node:os');
      const { readdirSync } = await import('node:fs');
      console.log(JSON.stringify((platform() === 'linux' ? readdirSync('/proc/self/task') : [0]).map((thread) => getPriority(Number(thread)))));`;
    const niceness = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', text], { encoding: 'utf8' })) as readonly number[];
    expect(niceness.length).toBeGreaterThan(platform() === 'linux' ? 1 : 0);
    expect(niceness.filter((one) => one < LEAST)).toEqual([]);
  });
});
