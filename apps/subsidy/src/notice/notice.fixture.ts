import { canonicalJson, type CityCode, type Day } from '@gongjiang/kernel';
import type { Batch } from '../batch/batch.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { DAYS } from './notice.builders.js';
import { listOf, placeSheets } from './notice.list.js';
import { noticeIdOf } from './notice.js';
import { sheetOf } from './notice.sheet.js';
import { chunksToList, completeList, listChunk, type NoticeMakingPorts } from './notice.make.js';
import { NOTICE_STEPS, plainNoticeStep, type NoticeStep, type NoticeStepRunner } from './notice.step.js';

/** Makes the list of a submitted batch as the worker would, at once. A batch of the tests that was never planned has an empty one. */
export async function makeList(ports: NoticeMakingPorts, batch: Batch, step: NoticeStepRunner = plainNoticeStep): Promise<void> {
  if (batch.status !== 'submitted') return;
  const isPlanned = (await ports.populations.find(batch.id, batch.calculation))?.isLocked === true;
  if (isPlanned) for (const chunkId of await chunksToList(ports, batch, 1_000)) await listChunk(ports, batch, chunkId, step);
  await completeList(ports, batch, step);
}

/** A notice of one chunk that is up, whatever its batch is about: for tests of who may see it. Answers its id. */
export async function noticeUp(subsidy: TestSubsidy, batch: Batch, chunkId: string, days: { readonly from: Day; readonly until: Day } = DAYS): Promise<string> {
  const { notices, changes, noticeService, noticeOrder: order } = subsidy;
  const [id, rule, items] = [noticeIdOf(batch), subsidy.cities.get(batch.city).notice, await subsidy.items.ofChunk(chunkId)];
  const faces = await subsidy.persons.faces(batch.city, items.map(({ due }) => due.person));
  await notices.keepSheet(sheetOf({ noticeId: id, chunkId, items, rule, order, faceOf: ({ due }) => faces.get(due.person) ?? { name: '*', identityNumber: '*', district: '', employer: null } }));
  const placed = placeSheets(id, await notices.heads(id), order);
  await notices.place(placed);
  await changes.inOneWrite(async (transaction) => {
    await notices.save({ status: 'ready', id, city: batch.city, batchId: batch.id, calculation: batch.calculation, programme: batch.programme, period: batch.period, rule, list: listOf(placed), showings: [] }, 0, transaction);
    return noticeService.within(transaction, { city: batch.city, actor: 'li', on: days.from, source: 'tests' }, id, { kind: 'publish', days });
  });
  return id;
}

/** An objection to the first line of a notice, as it is kept; nothing is held by it. Answers its id. */
export async function objectionKept({ objections, changes }: TestSubsidy, city: CityCode, noticeId: string): Promise<string> {
  const id = 'o_kept';
  await changes.inOneWrite((transaction) => objections.save({
    status: 'open', id, city, batchId: noticeId.replace(/-n\d+$/, ''), noticeId, line: 1, dueKey: canonicalJson('x'), text: '不在岗', contact: { name: '陈某某', reachedAt: '0579-80000000' }, filedBy: 'clerk', filedOn: DAYS.from, filedAt: '2026-11-02T01:00:00.000Z',
  }, 0, transaction));
  return id;
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
