import { setTimeout as pause } from 'node:timers/promises';
import { writeRosters, type RunCity } from './chaos.city.js';
import { ChaosFaults, type Blow } from './chaos.faults.js';
import { judgedRun } from './chaos.judge.js';
import { ChaosOfficers } from './chaos.officers.js';
import type { RealPlan } from './chaos.plan.js';
import type { ChaosPlatform } from './chaos.platform.js';
import { RecoveryWatch, type Recovery } from './chaos.watch.js';

/** What a run came to. */
export interface RealResult {
  readonly plan: RealPlan;
  /** What must never be and was; empty for a good run. */
  readonly violations: readonly string[];
  readonly blows: readonly Blow[];
  readonly recoveries: readonly Recovery[];
  readonly ms: number;
  /** From the opening of the batch to its close. */
  readonly monthMs: number;
}

/** A month that takes longer does not go on (I9): a quiet one takes some six seconds, and each fault costs up to fifteen. */
const WITHIN_MS = 150_000;
/** Who has other rules than those who began waits a minute for them, and again after a death. */
const UPGRADE_MS = 150_000;
const REST_WITHIN_MS = 60_000;
const LOOK_MS = 60;
/** Days after the close in which money may still come back. */
const DAYS_AFTER = 3;

/** Runs a plan to its end in a city of its own, and has it judged. */
export async function runReal(platform: ChaosPlatform, city: RunCity, plan: RealPlan): Promise<RealResult> {
  const begun = performance.now();
  const bank = await platform.newBank();
  const officers = new ChaosOfficers(platform, bank, city, plan.deeds);
  const files = await writeRosters(platform.folder, city, plan.persons);
  const unsettled = await untilDone(WITHIN_MS, async () => { await officers.settleIn(files); return true; });
  if (plan.moods.length > 0) await bank.misbehave({ seed: plan.seed, rules: plan.moods });
  const watch = new RecoveryWatch(platform.mongo, city);
  const faults = new ChaosFaults(platform, plan, `${plan.seed}-${city.code}`, (blow) => watch.died(blow));
  const month = performance.now();
  watch.begin();
  await faults.begin();
  const stuck = unsettled ?? (await untilDone(WITHIN_MS + (plan.isUpgraded ? UPGRADE_MS : 0), () => officers.look()));
  const monthMs = performance.now() - month;
  await faults.end();
  const restless = stuck ?? (await comeToRest(platform, officers));
  await watch.end();
  const violations = restless !== undefined
    ? [`I9: after ${Math.round((performance.now() - month) / 1_000)} s: ${restless}; ${watch.text()}\n  ${platform.lastWords()}`]
    : await judgedRun({ platform, bank, officers, city, persons: plan.persons, isClaimedBack: plan.deeds.includes('claim-back') });
  return { plan, violations, blows: faults.blows, recoveries: watch.recoveries, ms: performance.now() - begun, monthMs };
}

/** Looks again and again; what fails is tried again, as by an officer whose server was away. Answers why it was not done, or undefined. */
async function untilDone(withinMs: number, look: () => Promise<boolean>): Promise<string | undefined> {
  const deadline = performance.now() + withinMs;
  let last = 'nothing was refused';
  while (performance.now() < deadline) {
    const isDone = await look().catch((error: unknown) => { last = error instanceof Error ? error.message : String(error); return false; });
    if (isDone) return undefined;
    await pause(LOOK_MS);
  }
  return `the last that failed: ${last}`;
}

/** Some days pass in which money may come back; then all is read, told and sealed. */
async function comeToRest(platform: ChaosPlatform, officers: ChaosOfficers): Promise<string | undefined> {
  for (let days = 0; days < DAYS_AFTER; days += 1) {
    const before = officers.today;
    const stuck = await untilDone(REST_WITHIN_MS, async () => {
      if (officers.today === before) await officers.nextDay();
      return officers.today > before && isReadUp(platform, officers);
    });
    if (stuck !== undefined) return `statements are not read up to ${officers.today}: ${stuck}`;
  }
  return untilDone(REST_WITHIN_MS, () => isAtRest(platform, officers));
}

async function isReadUp({ mongo }: ChaosPlatform, { city, today }: ChaosOfficers): Promise<boolean> {
  const position = await mongo.db.collection('statement_progress').findOne({ _id: city.account as never });
  return String(position?.['nextDay']) >= today;
}

async function isAtRest({ mongo }: ChaosPlatform, { city }: ChaosOfficers): Promise<boolean> {
  const waits = async (collection: string, filter: object): Promise<boolean> => (await mongo.db.collection(collection).findOne(filter, { projection: { _id: 1 } })) !== null;
  const own = { city: city.code };
  return !(await waits('chunks', { ...own, eventsDue: true })) && !(await waits('chunks', { ...own, messagesDue: true })) && !(await waits('outbox', {})) && !(await waits('claim_receipts', { 'toTell.at': { $exists: true } })) && !(await waits('audit_entries', { ...own, block: null }));
}
