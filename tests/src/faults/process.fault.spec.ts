import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { JINHUA } from '@gongjiang/rehearsal';
import { closeStages, openStage, sharedServers, type Stage } from '../stage/stage.js';
import { faultsAfter, goesOnAfter } from './faulty.month.js';
import { stopFilesGrowing, useUpDescriptors } from './process.limits.js';

afterEach(closeStages);

/** The second worker rests, so that nothing but the first one's death gives it work. */
async function firstAndSpare({ platform }: Stage) {
  const [first, spare] = platform.workers as [Stage['platform']['subsidy'], Stage['platform']['subsidy']];
  await spare.kill('SIGSTOP');
  return { first, spare };
}

describe('a process: a month ends in order when', () => {
  it('a worker is killed for its memory in the middle of payment: another has its chunks soon', async () => {
    expect(await faultsAfter('process: worker killed, another takes over', { servers: sharedServers(), workers: 2, inPayment: async (stage) => {
      const { first, spare } = await firstAndSpare(stage);
      return { goesOnS: await goesOnAfter(stage, async () => { await first.kill('SIGKILL'); await spare.kill('SIGCONT'); }) };
    } })).toEqual([]);
  });

  it('a worker is frozen in the middle of payment, and wakes when another has taken its chunk', async () => {
    expect(await faultsAfter('process: worker frozen, another takes over', { servers: sharedServers(), workers: 2, inPayment: async (stage) => {
      const { first, spare } = await firstAndSpare(stage);
      const goesOnS = await goesOnAfter(stage, async () => { await first.kill('SIGSTOP'); await spare.kill('SIGCONT'); });
      await first.kill('SIGCONT');
      return { goesOnS };
    } })).toEqual([]);
  });

  it('a worker has no descriptor left for ten seconds', async () => {
    expect(await faultsAfter('process: worker without descriptors', { servers: sharedServers(), inPayment: async (stage) => {
      const [worker] = stage.platform.workers;
      const restore = await useUpDescriptors(worker?.pid ?? 0);
      await pause(10_000);
      return { goesOnS: await goesOnAfter(stage, restore) };
    } })).toEqual([]);
  });

  it('a roster does not fit on the disk: it is refused whole, and taken when there is room', async () => {
    const stage = await openStage({ persons: 60 });
    const { persons = '' } = stage.sample.paths.cities[JINHUA] ?? {};
    const makeRoom = await stopFilesGrowing(stage.platform.subsidy.pid, 1_000);
    const refused = await stage.office(JINHUA).handler.upload('/imports/persons', persons);
    // A broken machine: an incident for whoever runs it, and nothing of it for the handler.
    expect(refused).toMatchObject({ status: 500, body: { code: 'internal' } });
    await makeRoom();
    expect((await stage.office(JINHUA).importPersons(persons)).taken).toBeGreaterThan(0);
  });
});
