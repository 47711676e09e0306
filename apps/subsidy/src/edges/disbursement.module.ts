import { AccountChangeHttp } from '../account-change/account-change.http.js';
import { AccountChangeService } from '../account-change/account-change.service.js';
import { AccountChangeStore } from '../account-change/account-change.store.js';
import { ControlHttp } from '../disbursement-control/control.http.js';
import { ControlService } from '../disbursement-control/control.service.js';
import { ControlStore } from '../disbursement-control/control.store.js';
import { PayeeFileStore } from '../payee-message/payee-file.store.js';
import { PayeeMessageHttp } from '../payee-message/payee-message.http.js';
import { ProgressFeeds } from '../progress/progress.feed.loop.js';
import { ProgressHttp } from '../progress/progress.http.js';
import { progressParts } from '../progress/progress.parts.js';
import { DisbursementView } from '../progress/progress.view.js';
import { RESTORE_VIEW_PORTS, RestoreHttp } from '../restore/restore.http.js';
import { RestoreService } from '../restore/restore.service.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import { given, type Edge } from './edge.module.js';

/** Money on its way to payees: how far it is, what stops it, to which account it goes, and what the payee is told. */
export function disbursementEdge(parts: SubsidyParts): Edge {
  const watching = progressParts(parts);
  return {
    controllers: [AccountChangeHttp, ControlHttp, PayeeMessageHttp, ProgressHttp, RestoreHttp],
    providers: [
      given(AccountChangeService, parts.accountChangeService),
      given(AccountChangeStore, parts.accountChanges),
      given(ControlService, parts.brakes),
      given(ControlStore, parts.controls),
      given(DisbursementView, watching.view),
      given(PayeeFileStore, parts.payeeFiles),
      given(ProgressFeeds, watching.feeds),
      given(RestoreService, parts.restoreService),
      { provide: RESTORE_VIEW_PORTS, useValue: parts },
    ],
  };
}
