import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';
import { SimulatedProcess, Simulation } from './simulation.js';

const simulation = () => new Simulation({ random: new Random(1), startMs: 0, blowAt: () => undefined, betweenChance: 0 });

describe('a simulated process that died', () => {
  it('never goes on, and what it had done is done', async () => {
    const whole = simulation();
    const [dead, living] = [new SimulatedProcess('dead', 1), new SimulatedProcess('living', 1)];
    const done: string[] = [];
    const work = async (process: SimulatedProcess): Promise<void> => {
      for (const step of ['one', 'two']) {
        await whole.turnstileOf(process).enter(step);
        done.push(`${process.name} ${step}`);
        if (process === dead) whole.kill(process);
      }
    };
    void work(dead);
    void work(living);
    expect(await whole.run(() => done.length === 3, 100)).toBe('done');
    expect(await whole.run(() => false, 100)).toBe('nothing-left');
    expect([...done].sort()).toEqual(['dead one', 'living one', 'living two']);
  });

  it('is forgotten with all that it knew, however many there were', async () => {
    const process = new SimulatedProcess('dead', 1);
    process.isDead = true;
    const waitFor = (world: object): void => {
      const turnstile = simulation().turnstileOf(process);
      void (async () => {
        await turnstile.enter('a call');
        return world;
      })();
    };
    const known = ((): WeakRef<object> => {
      const world = { documents: 'many' };
      waitFor(world);
      return new WeakRef(world);
    })();
    await nextTurn();
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    expect(known.deref()).toBeUndefined();
  });
});
