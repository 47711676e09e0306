import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startServers, type ReplicaSet, type RunningServer, type RunningServers } from '@gongjiang/servers';
import { closeStages, sharedServers, type Stage } from '../stage/stage.js';
import { faultsAfter, goesOnAfter, seconds, steps, type Figures } from './faulty.month.js';
import { stopFilesGrowing } from './process.limits.js';
import { holdTransaction } from './transaction.holder.js';

let servers: RunningServers;
let set: ReplicaSet;

beforeAll(async () => {
  const { kafkaBrokers, redisUrl } = sharedServers();
  servers = await startServers({ data: { kind: 'ephemeral' }, given: { kafka: kafkaBrokers, redis: redisUrl }, mongo: { members: 3 } });
  set = servers.replicaSet as ReplicaSet;
});
afterEach(async () => {
  await set.failCommands('off');
  await Promise.all(set.members.filter(({ pid }) => pid === undefined).map((member) => member.restart()));
  await closeStages();
});
afterAll(async () => { await servers?.stop(); });

const WRITES = ['insert', 'update', 'findAndModify', 'delete', 'commitTransaction'];

async function killPrimary(): Promise<RunningServer> {
  const primary = await set.primary();
  await primary.kill('SIGKILL');
  return primary;
}

/** Kills the primary, and has it back later. */
async function killed(stage: Stage, at: string): Promise<Figures> {
  let electedS = 0;
  let dead: RunningServer | undefined;
  const goesOnS = await goesOnAfter(stage, async () => {
    const begun = performance.now();
    dead = await killPrimary();
    await set.primary();
    electedS = seconds(begun);
  });
  await dead?.restart();
  return { [`${at}ElectedS`]: electedS, [`${at}GoesOnS`]: goesOnS };
}

describe('MongoDB: a month ends in order when', () => {
  it('the primary is killed in the middle of calculation, and its successor in the middle of payment', async () => {
    expect(await faultsAfter('mongo: primary kill -9', { servers, inCalculation: (stage) => killed(stage, 'calculation'), inPayment: (stage) => killed(stage, 'payment') })).toEqual([]);
  });

  it('the primary steps down in the middle of calculation, and again in the middle of payment', async () => {
    expect(await faultsAfter('mongo: stepDown', {
      servers,
      inCalculation: async (stage) => ({ calculationGoesOnS: await goesOnAfter(stage, () => set.stepDown()) }),
      inPayment: async (stage) => ({ paymentGoesOnS: await goesOnAfter(stage, () => set.stepDown()) }),
    })).toEqual([]);
  });

  it('a process dies that holds a transaction over the batches and their chunks, and nobody takes writes for half a minute', async () => {
    expect(await faultsAfter('mongo: kill -9 holding a transaction; 30 s without a primary', {
      servers,
      inCalculation: async (stage) => {
        const holder = await holdTransaction(servers.mongoUrl, `${stage.platform.options.namespace}_subsidy`);
        return { blockedS: await goesOnAfter(stage, () => holder.kill()) };
      },
      inPayment: async (stage) => {
        // Nobody can be asked afterwards.
        const before = await steps(stage);
        const down = [await killPrimary(), await killPrimary()];
        await pause(30_000);
        return { goesOnS: await goesOnAfter(stage, () => Promise.all(down.map((member) => member.restart())), before) };
      },
    })).toEqual([]);
  });

  it('the primary hangs for a quarter of a minute, as on a disk that does not answer, and the files of the next cannot grow', async () => {
    expect(await faultsAfter('mongo: primary frozen for 15 s; disk of the primary full', {
      servers,
      inCalculation: async (stage) => {
        const primary = await set.primary();
        const thaw = pause(15_000).then(() => primary.kill('SIGCONT'));
        const frozenGoesOnS = await goesOnAfter(stage, () => primary.kill('SIGSTOP'));
        await thaw;
        return { frozenGoesOnS };
      },
      inPayment: async (stage) => {
        const { pid } = await set.primary();
        return { fullGoesOnS: await goesOnAfter(stage, () => stopFilesGrowing(pid)) };
      },
    })).toEqual([]);
  });

  it('of every third transaction it is not known whether it was committed, and one connection in twenty breaks at a write', async () => {
    expect(await faultsAfter('mongo: commits in doubt, connections break', {
      servers,
      inCalculation: async () => {
        // The commit is done, and the answer says that it is not known: the driver asks again.
        await set.failCommands({ activationProbability: 0.3 }, { failCommands: ['commitTransaction'], writeConcernError: { code: 91, errmsg: 'the primary shuts down', errorLabels: ['RetryableWriteError'] } });
        return {};
      },
      inPayment: async () => {
        await set.failCommands({ activationProbability: 0.05 }, { failCommands: WRITES, closeConnection: true });
        return {};
      },
    })).toEqual([]);
  });
});
