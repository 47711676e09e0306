import type { Batch } from '../batch/batch.js';
import { chunksToList, completeList, listChunk, type NoticeMakingPorts } from './notice.make.js';
import { NOTICE_STEPS, plainNoticeStep, type NoticeStep, type NoticeStepRunner } from './notice.step.js';

/** Makes the list of a submitted batch as the worker would, at once. A batch of the tests that was never planned has an empty one. */
export async function makeList(ports: NoticeMakingPorts, batch: Batch, step: NoticeStepRunner = plainNoticeStep): Promise<void> {
  if (batch.status !== 'submitted') return;
  const isPlanned = (await ports.populations.find(batch.id, batch.calculation))?.isLocked === true;
  if (isPlanned) for (const chunkId of await chunksToList(ports, batch, 1_000)) await listChunk(ports, batch, chunkId, step);
  await completeList(ports, batch, step);
}

/** How whoever makes a list dies: at which step, and whether the step's own work was still done. */
export interface ListDeath {
  readonly step: NoticeStep;
  readonly moment: 'before' | 'after';
}

export const LIST_DEATHS: readonly ListDeath[] = NOTICE_STEPS.flatMap((step) => (['before', 'after'] as const).map((moment) => ({ step, moment })));

export class ListMakerDied extends Error {}

export function dyingInList({ step: last, moment }: ListDeath): NoticeStepRunner {
  return async (step, run) => {
    if (step === last && moment === 'before') throw new ListMakerDied(`before ${step}`);
    const result = await run();
    if (step === last && moment === 'after') throw new ListMakerDied(`after ${step}`);
    return result;
  };
}
