import { BatchReportHttp } from '../batch-report/batch-report.http.js';
import { BatchReportView } from '../batch-report/batch-report.view.js';
import { BatchHttp } from '../batch/batch.http.js';
import { BatchService } from '../batch/batch.service.js';
import { BatchStore } from '../batch/batch.store.js';
import { BatchProgressView } from '../batch/batch.view.js';
import { ChunkStore } from '../chunk/chunk.store.js';
import { CityStore } from '../city/city.store.js';
import { ComparisonHttp } from '../comparison/comparison.http.js';
import { ComparisonView } from '../comparison/comparison.view.js';
import { GateHttp } from '../gate/gate.http.js';
import { GateExplanations } from '../gate/gate.service.js';
import { GateStore } from '../gate/gate.store.js';
import { HeldLineStore } from '../held-line/held-line.store.js';
import { ItemHttp } from '../item/item.http.js';
import { ItemStore } from '../item/item.store.js';
import { NoticeHttp } from '../notice/notice.http.js';
import { PublicNoticeHttp } from '../notice/notice.public.http.js';
import { NoticeService } from '../notice/notice.service.js';
import { NoticeStore } from '../notice/notice.store.js';
import { ObjectionHttp } from '../objection/objection.http.js';
import { ObjectionService } from '../objection/objection.service.js';
import { ObjectionStore } from '../objection/objection.store.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import { given, type Edge } from './edge.module.js';

/** A month from draft to closed: the batch and its lines, the gate, the public list and what is said against it. */
export function monthEdge(parts: SubsidyParts): Edge {
  return {
    controllers: [BatchHttp, BatchReportHttp, ComparisonHttp, GateHttp, ItemHttp, NoticeHttp, ObjectionHttp, PublicNoticeHttp],
    providers: [
      given(BatchProgressView, new BatchProgressView(parts.populations, parts.progress)),
      given(BatchReportView, new BatchReportView(parts)),
      given(BatchService, parts.batchService),
      given(BatchStore, parts.batches),
      given(ChunkStore, parts.chunks),
      given(CityStore, parts.cities),
      given(ComparisonView, new ComparisonView(parts.batches, parts.items)),
      given(GateExplanations, new GateExplanations(parts.gates, parts.changes)),
      given(GateStore, parts.gates),
      given(HeldLineStore, parts.heldLines),
      given(ItemStore, parts.items),
      given(NoticeService, parts.noticeService),
      given(NoticeStore, parts.notices),
      given(ObjectionService, parts.objectionService),
      given(ObjectionStore, parts.objections),
    ],
  };
}
