import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startServers, type ReplicaSet, type RunningServers } from '@gongjiang/servers';
import { faultsAfter, goesOnAfter } from './faults/faulty.month.js';
import { closeStages, sharedServers } from './stage/stage.js';

/** One of the faults of `npm run faults`; the others take too long for every run of the tests. */
let servers: RunningServers;

beforeAll(async () => {
  const { kafkaBrokers, redisUrl } = sharedServers();
  servers = await startServers({ data: { kind: 'ephemeral' }, given: { kafka: kafkaBrokers, redis: redisUrl }, mongo: { members: 3 } });
});
afterAll(async () => {
  await closeStages();
  await servers?.stop();
});

it('a month whose database loses its primary in the middle of payment ends in order, and nobody does anything for it', async () => {
  const set = servers.replicaSet as ReplicaSet;
  const faults = await faultsAfter('mongo: primary kill -9 (in the suite)', {
    servers,
    inPayment: async (stage) => ({ goesOnS: await goesOnAfter(stage, async () => { await (await set.primary()).kill('SIGKILL'); }) }),
  });
  expect(faults).toEqual([]);
});
