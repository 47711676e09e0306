import type { Transaction } from '@gongjiang/kernel';
import type { Batch } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { CityStore } from '../city/city.store.js';
import type { ItemStore, OwedItem } from '../item/item.store.js';
import type { MaskedFace, PersonStore } from '../person/person.store.js';
import type { PopulationStore } from '../population/population.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { WORKER_SOURCE } from '../shared/source.js';
import { noticeIdOf, type Notice } from './notice.js';
import { listOf, placeSheets } from './notice.list.js';
import { sheetOf, type SecretOrder } from './notice.sheet.js';
import { plainNoticeStep, type NoticeStepRunner } from './notice.step.js';
import type { NoticeStore } from './notice.store.js';

export interface NoticeMakingPorts {
  readonly notices: NoticeStore;
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly persons: PersonStore;
  readonly cities: CityStore;
  readonly noticeOrder: SecretOrder;
  readonly changes: ChangeLog;
}

type Submitted = Extract<Batch, { status: 'submitted' }>;

/** A batch has fewer chunks than this: the largest city's month is a thousand. */
const MAX_CHUNKS = 100_000;

/** True once every chunk of the batch has its sheet: what a worker asks after each. */
export async function isListed(ports: Pick<NoticeMakingPorts, 'notices' | 'populations'>, batch: Batch): Promise<boolean> {
  const plan = await ports.populations.find(batch.id, batch.calculation);
  return plan !== undefined && (await ports.notices.sheets(noticeIdOf(batch))) >= plan.chunks;
}

/** The chunks of a submitted batch that have no sheet yet, in their order. What is carried was in the notice of its own batch. */
export async function chunksToList(ports: Pick<NoticeMakingPorts, 'notices' | 'populations' | 'chunks'>, batch: Submitted, limit: number): Promise<readonly string[]> {
  const plan = await ports.populations.find(batch.id, batch.calculation);
  if (!plan?.isLocked) throw new Error(`The batch ${batch.id} is submitted and has no plan`);
  const made = new Set((await ports.notices.heads(noticeIdOf(batch))).map(({ chunkId }) => chunkId));
  const planned = await ports.chunks.inPhase(batch.id, plan.run, ['calculated'], MAX_CHUNKS);
  return planned.filter((chunkId) => !made.has(chunkId)).slice(0, limit);
}

/** Makes the sheet of one chunk. The first that is kept holds: whoever makes it again changes nothing. */
export async function listChunk(ports: NoticeMakingPorts, batch: Batch, chunkId: string, step: NoticeStepRunner = plainNoticeStep): Promise<void> {
  if (batch.status !== 'submitted') return;
  const sheet = await step('make-sheet', async () => {
    const items = await ports.items.owedBy(chunkId);
    const faces = await ports.persons.faces(batch.city, [...new Set(items.map(({ due }) => due.person))]);
    const faceOf = ({ id, due }: OwedItem): MaskedFace => faces.get(due.person) ?? raise(`The item ${id} is due to nobody in the registry`);
    return sheetOf({ noticeId: noticeIdOf(batch), chunkId, items, faceOf, rule: ports.cities.get(batch.city).notice, order: ports.noticeOrder });
  });
  await step('keep-sheet', () => ports.notices.keepSheet(sheet));
}

/** Puts the list together once every chunk has its sheet, and sees to it that nobody can say later that it was another. */
export async function completeList(ports: NoticeMakingPorts, batch: Submitted, step: NoticeStepRunner = plainNoticeStep): Promise<void> {
  const id = noticeIdOf(batch);
  if (await ports.notices.load(id)) return;
  const placed = placeSheets(id, await ports.notices.heads(id), ports.noticeOrder);
  await step('place-sheets', () => ports.notices.place(placed));
  const notice: Notice = {
    status: 'ready', id, city: batch.city, batchId: batch.id, calculation: batch.calculation, programme: batch.programme, period: batch.period,
    rule: ports.cities.get(batch.city).notice, list: listOf(placed), showings: [],
  };
  await step('complete-list', () => ports.changes.inOneWrite((transaction) => keepReady(ports, notice, transaction)));
}

/** Of two workers that complete the same list one is late: the list is there. */
async function keepReady({ notices, batches, changes }: NoticeMakingPorts, notice: Notice, transaction: Transaction): Promise<void> {
  const [known, kept] = [await notices.load(notice.id, transaction), await batches.load(notice.city, notice.batchId, transaction)];
  if (known || kept?.batch.status !== 'submitted' || kept.batch.calculation !== notice.calculation) return;
  await notices.save(notice, 0, transaction);
  await changes.record({ city: notice.city, actor: 'system', kind: 'notice.list-made', object: notice.id, source: WORKER_SOURCE, details: { ...notice.list }, events: [] }, transaction);
}

function raise(message: string): never {
  throw new Error(message);
}
