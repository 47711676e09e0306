import { IdempotencyModule, mongoIdempotencyStore, type RateOptions } from '@gongjiang/http';
import { HealthModule, MetricsModule } from '@gongjiang/observability';
import { actorOf, AuthModule, knownActorOf, MongoAuditSearch } from '@gongjiang/security';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccountChangeHttp } from './account-change/account-change.http.js';
import { AccountChangeService } from './account-change/account-change.service.js';
import { AccountChangeStore } from './account-change/account-change.store.js';
import { AuditHttp } from './audit/audit.http.js';
import { AuditChainView } from './audit/audit.view.js';
import { BatchHttp } from './batch/batch.http.js';
import { BatchReportHttp } from './batch-report/batch-report.http.js';
import { BatchReportView } from './batch-report/batch-report.view.js';
import { BatchService } from './batch/batch.service.js';
import { BatchStore } from './batch/batch.store.js';
import { BatchProgressView } from './batch/batch.view.js';
import { BooksHttp } from './books/books.http.js';
import { LedgerCheck } from './books/ledger.check.js';
import { BusinessDateHttp } from './business-date/business-date.http.js';
import { BusinessDates } from './business-date/business-date.js';
import { CaseHttp } from './case/case.http.js';
import { CaseService } from './case/case.service.js';
import { CaseStore } from './case/case.store.js';
import { ChunkStore } from './chunk/chunk.store.js';
import { CLAIM_PARTS, ClaimCommandHttp } from './claim/claim.command.http.js';
import { ClaimConsumer } from './claim/claim.consumer.js';
import { ClaimCorrections } from './claim/claim.correction.service.js';
import { ClaimsFromEvents } from './claim/claim.events.js';
import { ClaimHttp } from './claim/claim.http.js';
import { ClaimService } from './claim/claim.service.js';
import { ClaimStore } from './claim/claim.store.js';
import { ClawbackHttp } from './clawback/clawback.http.js';
import { ClawbackService } from './clawback/clawback.service.js';
import { ClawbackStore } from './clawback/clawback.store.js';
import type { SubsidyConfig } from './config.js';
import { FundHttp } from './fund/fund.http.js';
import { FundView } from './fund/fund.view.js';
import { FundChangeHttp } from './fund/fund-change.http.js';
import { FundChangeService } from './fund/fund-change.service.js';
import { FundChangeStore } from './fund/fund-change.store.js';
import { ControlHttp } from './disbursement-control/control.http.js';
import { ControlService } from './disbursement-control/control.service.js';
import { ControlStore } from './disbursement-control/control.store.js';
import { GateHttp } from './gate/gate.http.js';
import { GateExplanations } from './gate/gate.service.js';
import { GateStore } from './gate/gate.store.js';
import { HeldLineStore } from './held-line/held-line.store.js';
import { ImportHttp, ROSTER_PARTS } from './import/import.http.js';
import { ImportStore } from './import/import.store.js';
import { ItemHttp } from './item/item.http.js';
import { ItemStore } from './item/item.store.js';
import { NoticeHttp } from './notice/notice.http.js';
import { PublicNoticeHttp } from './notice/notice.public.http.js';
import { NoticeService } from './notice/notice.service.js';
import { NoticeStore } from './notice/notice.store.js';
import { ObjectionHttp } from './objection/objection.http.js';
import { ObjectionService } from './objection/objection.service.js';
import { ObjectionStore } from './objection/objection.store.js';
import { PersonStore } from './person/person.store.js';
import { CreditBarConsumer } from './person-check/credit-bar.consumer.js';
import { CreditBarsFromEvents } from './person-check/credit-bar.events.js';
import { ANSWER_ROSTER, PersonCheckHttp } from './person-check/person-check.http.js';
import { PersonCheckView } from './person-check/person-check.view.js';
import { ProgressFeeds } from './progress/progress.feed.loop.js';
import { ProgressHttp } from './progress/progress.http.js';
import { progressParts } from './progress/progress.parts.js';
import { DisbursementView } from './progress/progress.view.js';
import { StandInHttp } from './stand-in/stand-in.http.js';
import { KeptStandIns, StandInService } from './stand-in/stand-in.service.js';
import { StandInStore } from './stand-in/stand-in.store.js';
import { TakeoverDesk } from './takeover/takeover.desk.service.js';
import { TakeoverHttp } from './takeover/takeover.http.js';
import { ChangeLog } from './shared/change-log.js';
import { PayeeFileStore } from './payee-message/payee-file.store.js';
import { PayeeMessageHttp } from './payee-message/payee-message.http.js';
import { VoucherHttp } from './voucher/voucher.http.js';
import { VoucherService } from './voucher/voucher.service.js';
import { VoucherStore } from './voucher/voucher.store.js';
import { WORK_LIST_PORTS, WorkListHttp } from './work-list/work-list.http.js';
import type { SubsidyParts } from './subsidy.parts.js';

/** Wires the slices' edges to the parts: no logic here. */
export class SubsidyModule {
  static with(parts: SubsidyParts, config: SubsidyConfig): DynamicModule {
    const watching = progressParts(parts);
    return {
      module: SubsidyModule,
      imports: [
        AuthModule.forRoot({ issuer: config.GONGJIANG_OIDC_ISSUER, audience: config.GONGJIANG_OIDC_AUDIENCE, jwksUri: config.GONGJIANG_OIDC_JWKS }, new KeptStandIns(parts.standIns, parts.dates)),
        HealthModule.forRoot({ mongo: () => parts.connection.db.command({ ping: 1 }) }),
        MetricsModule.forRoot('subsidy'),
        IdempotencyModule.forRootAsync({ useFactory: () => ({ store: mongoIdempotencyStore(parts.connection.db), scopeOf: callerOf }) }),
      ],
      controllers: [AccountChangeHttp, AuditHttp, BatchHttp, BatchReportHttp, BooksHttp, BusinessDateHttp, CaseHttp, ClaimCommandHttp, ClaimConsumer, ClaimHttp, ClawbackHttp, ControlHttp, CreditBarConsumer, FundChangeHttp, FundHttp, GateHttp, ImportHttp, ItemHttp, NoticeHttp, ObjectionHttp, PayeeMessageHttp, PersonCheckHttp, ProgressHttp, PublicNoticeHttp, StandInHttp, TakeoverHttp, VoucherHttp, WorkListHttp],
      providers: [
        { provide: AccountChangeService, useValue: parts.accountChangeService },
        { provide: AccountChangeStore, useValue: parts.accountChanges },
        { provide: AuditChainView, useValue: new AuditChainView(parts.auditChain) },
        { provide: BatchProgressView, useValue: new BatchProgressView(parts.populations, parts.chunks) },
        { provide: BatchReportView, useValue: new BatchReportView(parts) },
        { provide: BatchService, useValue: parts.batchService },
        { provide: BatchStore, useValue: parts.batches },
        { provide: BusinessDates, useValue: parts.dates },
        { provide: CaseService, useValue: new CaseService(parts.cases, parts.changes) },
        { provide: CaseStore, useValue: parts.cases },
        { provide: ChunkStore, useValue: parts.chunks },
        { provide: CLAIM_PARTS, useValue: { tokenizer: parts.tokenizer, packs: parts.packs } },
        { provide: ClaimCorrections, useValue: parts.claimCorrections },
        { provide: ClaimService, useValue: parts.claimService },
        { provide: ClaimStore, useValue: parts.claims },
        { provide: ClaimsFromEvents, useValue: new ClaimsFromEvents(parts, parts.claimService) },
        { provide: ClawbackService, useValue: parts.clawbackService },
        { provide: ClawbackStore, useValue: parts.clawbackCases },
        { provide: ChangeLog, useValue: parts.changes },
        { provide: PayeeFileStore, useValue: parts.payeeFiles },
        { provide: VoucherService, useValue: parts.voucherService },
        { provide: VoucherStore, useValue: parts.vouchers },
        { provide: FundChangeService, useValue: parts.fundChangeService },
        { provide: FundChangeStore, useValue: parts.fundChanges },
        { provide: FundView, useValue: new FundView(parts.funds, parts.ledger, parts) },
        { provide: CreditBarsFromEvents, useValue: new CreditBarsFromEvents({ ...parts, bars: parts.creditBars }, parts.changes) },
        { provide: ControlService, useValue: parts.brakes },
        { provide: ControlStore, useValue: parts.controls },
        { provide: DisbursementView, useValue: watching.view },
        { provide: GateExplanations, useValue: new GateExplanations(parts.gates, parts.changes) },
        { provide: GateStore, useValue: parts.gates },
        { provide: HeldLineStore, useValue: parts.heldLines },
        { provide: ImportStore, useValue: parts.imports },
        { provide: ItemStore, useValue: parts.items },
        { provide: LedgerCheck, useValue: new LedgerCheck(parts) },
        { provide: MongoAuditSearch, useValue: parts.auditChain.search },
        { provide: NoticeService, useValue: parts.noticeService },
        { provide: NoticeStore, useValue: parts.notices },
        { provide: ObjectionService, useValue: parts.objectionService },
        { provide: ObjectionStore, useValue: parts.objections },
        { provide: ANSWER_ROSTER, useValue: { ...parts, answers: parts.personAnswers } },
        { provide: PersonCheckView, useValue: new PersonCheckView(parts.heldLines, parts.items, parts.checkRecords) },
        { provide: PersonStore, useValue: parts.persons },
        { provide: ProgressFeeds, useValue: watching.feeds },
        { provide: ROSTER_PARTS, useValue: { tokenizer: parts.tokenizer, matcher: parts.matcher, packs: parts.packs, grants: parts.grants, accountChangeService: parts.accountChangeService, dates: parts.dates } },
        { provide: StandInService, useValue: new StandInService(parts.standIns, parts.changes) },
        { provide: StandInStore, useValue: parts.standIns },
        { provide: TakeoverDesk, useValue: parts.takeoverDesk },
        { provide: WORK_LIST_PORTS, useValue: parts },
      ],
    };
  }
}

/** How often one caller, and one address on public pages, may call. */
export function rateOf(config: SubsidyConfig): RateOptions {
  return { callerOf: (request) => (knownActorOf(request) ? callerOf(request) : undefined), callsAMinute: config.GONGJIANG_CALLS_A_MINUTE, publicCallsAMinute: config.GONGJIANG_PUBLIC_CALLS_A_MINUTE };
}

/** Whose idempotency key it is: two callers never share one. */
function callerOf(request: FastifyRequest): string {
  const { city, id } = actorOf(request);
  return `${city}/${id}`;
}
