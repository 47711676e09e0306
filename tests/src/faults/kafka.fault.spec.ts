import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { topicsOf } from '@gongjiang/contracts';
import { itemsOf, type MonthResult } from '@gongjiang/rehearsal';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { eventually } from '@gongjiang/testing';
import { ConfigResourceTypes } from 'kafkajs';
import { talentKnows } from '../checks/talent-knows.js';
import { profilesOf } from '../stage/benefits.js';
import { kafkaOn } from '../stage/kafka.client.js';
import { chunksByPhase } from '../stage/progress.js';
import { closeStages, sharedServers, type Stage } from '../stage/stage.js';
import { faultsAfter, seconds } from './faulty.month.js';
import { stopFilesGrowing } from './process.limits.js';

let servers: RunningServers;

beforeAll(async () => {
  const { mongoUrl, redisUrl } = sharedServers();
  servers = await startServers({ data: { kind: 'ephemeral' }, given: { mongo: mongoUrl, redis: redisUrl } });
});
afterEach(async () => {
  if (servers.servers.kafka.pid === undefined) await servers.servers.kafka.restart();
  await closeStages();
});
afterAll(async () => { await servers?.stop(); });

/** The talent database has heard of every payment, too. */
async function talentCheck(stage: Stage, result: MonthResult): Promise<readonly string[]> {
  const items = await itemsOf(stage, result.batches);
  return eventually(async () => {
    const faults = talentKnows(await profilesOf(stage.platform, items), items);
    if (faults.length > 0) throw new Error(faults.slice(0, 5).join('\n'));
    return faults;
  }, { everyMs: 500 });
}

async function allAnswered(stage: Stage): Promise<void> {
  await eventually(async () => { const { planned = 0, calculated = 0, instructed = 0, answered = 0, settled = 0 } = await chunksByPhase(stage); return planned + calculated + instructed === 0 && answered + settled > 0; }, { everyMs: 20 });
}

describe('Kafka: a month ends in order when', () => {
  it('it is away from the calculation until the month is closed', async () => {
    const { kafka } = servers.servers;
    expect(await faultsAfter('kafka: away until after the close', { servers, check: talentCheck,
      inCalculation: async () => { await kafka.kill('SIGKILL'); return {}; },
      afterClose: () => kafka.restart(),
    })).toEqual([]);
  });

  it('it is killed and comes back in the middle of payment, and is away for its end', async () => {
    const { kafka } = servers.servers;
    expect(await faultsAfter('kafka: restart in payment, away at the end', { servers, check: talentCheck,
      inPayment: async (stage) => {
        const begun = performance.now();
        await kafka.kill('SIGKILL');
        await kafka.restart();
        const restartS = seconds(begun);
        await allAnswered(stage);
        await kafka.kill('SIGKILL');
        return { restartS };
      },
      afterClose: () => kafka.restart(),
    })).toEqual([]);
  });

  it('its topics take little at once, and consumers of the talent database come, sleep and are killed while it takes payments in', async () => {
    expect(await faultsAfter('kafka: max.message.bytes 20,000; rebalances', {
      servers,
      check: talentCheck,
      inCalculation: async (stage) => { await takeLittle(stage); return {}; },
      inPayment: async (stage) => {
        const second = await stage.platform.startTalent();
        await allAnswered(stage);
        await second.kill('SIGKILL');
        const third = await stage.platform.startTalent();
        await stage.platform.talent.kill('SIGSTOP');
        await pause(3_000);
        await stage.platform.talent.kill('SIGCONT');
        await third.kill('SIGKILL');
        return {};
      },
    })).toEqual([]);
  });

  it('its files cannot grow any more', async () => {
    const { kafka } = servers.servers;
    expect(await faultsAfter('kafka: disk full', {
      servers,
      check: talentCheck,
      inPayment: async (stage) => {
        await stopFilesGrowing(kafka.pid);
        await allAnswered(stage);
        return {};
      },
      afterClose: () => kafka.restart(),
    })).toEqual([]);
  });
});

/** The topics of the subsidy service refuse requests that are larger than a few events. */
async function takeLittle({ platform }: Stage): Promise<void> {
  const admin = kafkaOn(servers).admin();
  await admin.connect();
  await admin.alterConfigs({ validateOnly: false, resources: topicsOf('subsidy').map((topic) => ({ type: ConfigResourceTypes.TOPIC, name: `${platform.topicPrefix}${topic}`, configEntries: [{ name: 'max.message.bytes', value: '20000' }] })) });
  await admin.disconnect();
}
