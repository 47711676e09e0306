import type { BlindIndex } from '@gongjiang/persistence';
import type { PackSet } from '@gongjiang/policy';
import type { BatchService } from '../batch/batch.service.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { WorkingCalendar } from '../calendar/working-day.js';
import type { GrantStore } from '../grant/grant.store.js';
import type { ItemStore } from '../item/item.store.js';
import { ObjectionCompanion } from '../objection/objection.companion.service.js';
import { ObjectionService } from '../objection/objection.service.js';
import type { ObjectionStore } from '../objection/objection.store.js';
import type { PersonStore } from '../person/person.store.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { NoticeCompanion } from './notice.companion.service.js';
import { NoticeService } from './notice.service.js';
import type { SecretOrder } from './notice.sheet.js';
import type { NoticeStore } from './notice.store.js';

export interface NoticeNeeds {
  readonly notices: NoticeStore;
  readonly objections: ObjectionStore;
  readonly batches: BatchStore;
  readonly items: ItemStore;
  readonly grants: GrantStore;
  readonly persons: PersonStore;
  readonly sameKind: SameKindStore;
  readonly packs: PackSet;
  readonly calendar: WorkingCalendar;
  /** Of a root that nobody outside has: each use has a scope, and so a key, of its own. */
  readonly blindIndex: BlindIndex;
}

/** What stands on the notices and objections of the service, before there is anybody to act on batches. */
export function noticeParts({ notices, objections, items, calendar, blindIndex }: NoticeNeeds, changes: ChangeLog) {
  const noticeService = new NoticeService(notices, changes, calendar);
  const noticeOrder: SecretOrder = (text) => blindIndex.of('notice-order', text);
  return { noticeService, noticeOrder, companions: [new NoticeCompanion(notices, noticeService), new ObjectionCompanion(objections, items)] };
}

/** What takes and decides objections, and tells their batches. */
export function objectionService(needs: NoticeNeeds, changes: ChangeLog, batchService: BatchService): ObjectionService {
  return new ObjectionService({
    ...needs, changes,
    objectionIdOf: (city, text) => `o_${needs.blindIndex.of(`${city}/objection`, text)}`,
    tellBatch: (by, id, command, transaction) => batchService.within(transaction, { city: by.city, id, version: null, source: by.source }, command),
  });
}
