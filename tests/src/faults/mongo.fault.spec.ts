import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startServers, type ReplicaSet, type RunningServers } from '@gongjiang/servers';
import { closeStages, sharedServers, type Stage } from '../stage/stage.js';
import { faultsAfter, goesOn, middleOfCalculation, middleOfPayment, seconds, steps, type Figures } from './faulty.month.js';

let servers: RunningServers;
let set: ReplicaSet;

beforeAll(async () => {
  const { kafkaBrokers, redisUrl } = sharedServers();
  servers = await startServers({ data: { kind: 'ephemeral' }, given: { kafka: kafkaBrokers, redis: redisUrl }, mongo: { members: 3 } });
  set = servers.replicaSet as ReplicaSet;
}, 180_000);
afterEach(closeStages, 60_000);
afterAll(async () => { await servers?.stop(); });

async function killed(stage: Stage): Promise<Figures> {
  const before = await steps(stage);
  const begun = performance.now();
  const first = await set.primary();
  await first.kill('SIGKILL');
  await set.primary();
  const electedS = seconds(begun);
  const goesOnS = await goesOn(stage, before, begun);
  await first.restart();
  return { electedS, goesOnS };
}

async function steppedDown(stage: Stage): Promise<Figures> {
  const before = await steps(stage);
  const begun = performance.now();
  await set.stepDown();
  await set.primary();
  const electedS = seconds(begun);
  return { electedS, goesOnS: await goesOn(stage, before, begun) };
}

const MOMENTS = { calculation: middleOfCalculation, payment: middleOfPayment } as const;

describe('the primary of MongoDB', () => {
  it.each(['calculation', 'payment'] as const)('is killed in the middle of %s', async (at) => {
    expect(await faultsAfter(`mongo primary kill -9 in ${at}`, { servers, harm: async (stage) => { await MOMENTS[at](stage); return killed(stage); } })).toEqual([]);
  });

  it.each(['calculation', 'payment'] as const)('steps down in the middle of %s', async (at) => {
    expect(await faultsAfter(`mongo stepDown in ${at}`, { servers, harm: async (stage) => { await MOMENTS[at](stage); return steppedDown(stage); } })).toEqual([]);
  });
});
void pause;
