import { MongoAuditSearch } from '@gongjiang/security';
import { AuditHttp } from '../audit/audit.http.js';
import { AuditChainView } from '../audit/audit.view.js';
import { BusinessDateHttp } from '../business-date/business-date.http.js';
import { BusinessDates } from '../business-date/business-date.js';
import { ChangeLog } from '../shared/change-log.js';
import { StandInHttp } from '../stand-in/stand-in.http.js';
import { StandInService } from '../stand-in/stand-in.service.js';
import { StandInStore } from '../stand-in/stand-in.store.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import { WORK_LIST_PORTS, WorkListHttp } from '../work-list/work-list.http.js';
import { given, type Edge } from './edge.module.js';

/** The office itself: what waits for whom, who stands in for whom, its date, and the record of what it did. */
export function officeEdge(parts: SubsidyParts): Edge {
  return {
    controllers: [AuditHttp, BusinessDateHttp, StandInHttp, WorkListHttp],
    providers: [
      { provide: WORK_LIST_PORTS, useValue: parts },
      given(AuditChainView, new AuditChainView(parts.auditChain)),
      given(BusinessDates, parts.dates),
      given(ChangeLog, parts.changes),
      given(MongoAuditSearch, parts.auditChain.search),
      given(StandInService, new StandInService(parts.standIns, parts.changes)),
      given(StandInStore, parts.standIns),
    ],
  };
}
