import { BooksHttp } from '../books/books.http.js';
import { LedgerCheck } from '../books/ledger.check.js';
import { CaseHttp } from '../case/case.http.js';
import { CaseService } from '../case/case.service.js';
import { CaseStore } from '../case/case.store.js';
import { ClawbackHttp } from '../clawback/clawback.http.js';
import { ClawbackService } from '../clawback/clawback.service.js';
import { ClawbackStore } from '../clawback/clawback.store.js';
import { FundChangeHttp } from '../fund/fund-change.http.js';
import { FundChangeService } from '../fund/fund-change.service.js';
import { FundChangeStore } from '../fund/fund-change.store.js';
import { FundHttp } from '../fund/fund.http.js';
import { FundView } from '../fund/fund.view.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import { VoucherHttp } from '../voucher/voucher.http.js';
import { VoucherService } from '../voucher/voucher.service.js';
import { VoucherStore } from '../voucher/voucher.store.js';
import { given, type Edge } from './edge.module.js';

/** Where the money comes from, what the books and the bank say of it, and what is claimed back. */
export function booksEdge(parts: SubsidyParts): Edge {
  return {
    controllers: [BooksHttp, CaseHttp, ClawbackHttp, FundChangeHttp, FundHttp, VoucherHttp],
    providers: [
      given(CaseService, new CaseService(parts.cases, parts.changes)),
      given(CaseStore, parts.cases),
      given(ClawbackService, parts.clawbackService),
      given(ClawbackStore, parts.clawbackCases),
      given(FundChangeService, parts.fundChangeService),
      given(FundChangeStore, parts.fundChanges),
      given(FundView, new FundView(parts.funds, parts.ledger, parts)),
      given(LedgerCheck, new LedgerCheck(parts)),
      given(VoucherService, parts.voucherService),
      given(VoucherStore, parts.vouchers),
    ],
  };
}
