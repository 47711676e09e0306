import { setTimeout as pause } from 'node:timers/promises';
import { BankOffice, type BankSummary } from '@gongjiang/rehearsal';
import { Queue } from 'bullmq';
import type { MonthRun } from './month.run.js';
import type { MonthStage } from './month.stage.js';

const LOOK_EVERY_MS = 20;
const WITHIN_MS = 60 * 60_000;
/** The jobs that a chunk had in its month. */
const KINDS = ['calculate-chunk', 'list-chunk', 'disburse-chunk'] as const;

/** Puts every job of the finished month on its queue once more, and waits until the workers are through: nothing may be paid. */
export async function measureReplay({ plan, platform, subsidy, redis }: MonthStage): Promise<NonNullable<MonthRun['replay']>> {
  const bank = new BankOffice(platform.bank.url, platform.secrets.bankKey);
  const queues = KINDS.map((kind) => new Queue(kind, { connection: redis, prefix: plan.namespace }));
  try {
    const paidBefore = paymentsIn(await bank.summary());
    const chunks = await subsidy.db.collection<{ _id: string; city: string }>('chunks').find({}, { projection: { city: 1 } }).toArray();
    const start = performance.now();
    for (const queue of queues) await queue.addBulk(chunks.map(({ _id, city }) => ({ name: queue.name, data: { kind: queue.name, city, object: _id }, opts: { removeOnComplete: true, removeOnFail: true } })));
    while (await isAnyWaiting(queues)) {
      if (performance.now() > start + WITHIN_MS) throw new Error('The replayed jobs did not come to an end');
      await pause(LOOK_EVERY_MS);
    }
    return { ms: performance.now() - start, jobs: chunks.length * KINDS.length, payments: paymentsIn(await bank.summary()) - paidBefore };
  } finally {
    for (const queue of queues) await queue.close();
  }
}

/** Every payment that the bank took, and every one that it was asked for again. */
function paymentsIn({ byStatus, repeats }: BankSummary): number {
  return Object.values(byStatus).reduce((sum, { count }) => sum + count, 0) + repeats.same + repeats.conflicting + repeats.takenAgain;
}

async function isAnyWaiting(queues: readonly Queue[]): Promise<boolean> {
  for (const queue of queues) if (Object.values(await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized')).some((count) => count > 0)) return true;
  return false;
}
