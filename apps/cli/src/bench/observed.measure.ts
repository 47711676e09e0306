import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { faultsOf, runMonth } from '@gongjiang/rehearsal';
import { ApiProbe } from './api.probe.js';
import { takenByOthers } from './bench.figures.js';
import { machineOf } from './machine.reader.js';
import { linesOf, untilDrained } from './month.measure.js';
import type { ObservedRun } from './month.run.js';
import { onStage, type MonthPlan, type MonthStage } from './month.stage.js';
import { profileOptions } from './profile.options.js';
import { rulesShareIn } from './profile.share.js';
import { redisBytes } from './redis.reader.js';

const LOOK_EVERY_MS = 250;
/** A hundredth of this is a handful of calls. */
const IDLE_MS = 30_000;

/** A month that is looked at while it runs: what Redis holds, what its readers wait for, where its workers' time goes. */
export async function measureObserved(plan: MonthPlan): Promise<ObservedRun> {
  const profiles = await mkdtemp(join(plan.folder, 'profiles-'));
  const profiled: MonthPlan = { ...plan, nodeOptions: [...plan.nodeOptions, ...profileOptions(profiles, 'worker')] };
  const seen = await onStage(profiled, observe);
  // A profile is written when its process ends.
  const rules = await rulesShareIn(profiles);
  return { ...seen, ...(rules ? { rules } : {}) };
}

async function observe(stage: MonthStage): Promise<Omit<ObservedRun, 'rules'>> {
  const { plan, platform, subsidy } = stage;
  const probe = new ApiProbe(platform, subsidy);
  const over = new AbortController();
  const held = mostHeld(stage, over.signal);
  const before = await stage.snapshot();
  let asking: ReturnType<ApiProbe['until']> | undefined;
  try {
    const result = await runMonth(platform, plan.sample.paths, ({ name, en, ms }) => {
      plan.say(`  ${en}  ${(ms / 1_000).toFixed(1)} s`);
      // Batches come now: all that follows is what readers have to bear. Where asking fails, it is told at the end.
      if (name === 'events-in') (asking = probe.until(over.signal)).catch(() => undefined);
    });
    over.abort();
    const busy = await asking;
    if (!busy) throw new Error('The month did not tell of its intake');
    await untilDrained(subsidy);
    plan.say('  The same pages while nothing else is done');
    const idle = await probe.until(AbortSignal.timeout(IDLE_MS));
    return {
      others: takenByOthers(before, await stage.snapshot(), machineOf(plan.servers).cores), lines: linesOf(result), chunks: await subsidy.db.collection('chunks').countDocuments(),
      redisBytes: await held, pages: { office: { busy: busy.office, idle: idle.office }, citizen: { busy: busy.citizen, idle: idle.citizen } }, faults: faultsOf(result),
    };
  } finally {
    over.abort();
  }
}

/** The most that the platform's keys ever took in Redis. */
async function mostHeld({ redis, plan }: MonthStage, over: AbortSignal): Promise<number> {
  let most = 0;
  while (!over.aborted) {
    most = Math.max(most, await redisBytes(redis, plan.namespace));
    await pause(LOOK_EVERY_MS);
  }
  return most;
}
