import { IDEMPOTENCY_INDEXES } from '@gongjiang/http';
import { LEDGER_INDEXES } from '@gongjiang/ledger';
import type { MongoConnection } from '@gongjiang/persistence';
import { AUDIT_INDEXES } from '@gongjiang/security';
import { ACCOUNT_CHANGE_INDEXES, MongoAccountChangeStore } from './account-change/account-change.store.mongo.js';
import { MongoOutgoingStore, OUTGOING_INDEXES } from './bank/outgoing.store.mongo.js';
import { BATCH_INDEXES, MongoBatchStore } from './batch/batch.store.mongo.js';
import { CASE_INDEXES, MongoCaseStore } from './case/case.store.mongo.js';
import { CHUNK_INDEXES, MongoChunkStore } from './chunk/chunk.store.mongo.js';
import { CLAIM_INDEXES, MongoClaimStore } from './claim/claim.store.mongo.js';
import { CLAWBACK_INDEXES } from './clawback/clawback.store.mongo.js';
import { CONTROL_INDEXES } from './disbursement-control/control.store.mongo.js';
import { ClosedYearLedger } from './fund/closed-year.ledger.mongo.js';
import { FUND_CHANGE_INDEXES, MongoFundChangeStore } from './fund/fund-change.store.mongo.js';
import { FUND_INDEXES, MongoFundStore } from './fund/fund.store.mongo.js';
import { MongoGateStore } from './gate/gate.store.mongo.js';
import { GRANT_INDEXES, MongoGrantStore } from './grant/grant.store.mongo.js';
import { HELD_LINE_INDEXES, MongoHeldLineStore } from './held-line/held-line.store.mongo.js';
import { IMPORT_INDEXES } from './import/import.store.mongo.js';
import { ITEM_INDEXES, MongoItemStore } from './item/item.store.mongo.js';
import { MongoNoticeStore, NOTICE_INDEXES } from './notice/notice.store.mongo.js';
import { MongoObjectionStore, OBJECTION_INDEXES } from './objection/objection.store.mongo.js';
import { MongoPayeeFileStore, PAYEE_FILE_INDEXES } from './payee-message/payee-file.store.mongo.js';
import { MongoPaymentStore } from './payment/payment.store.mongo.js';
import { CREDIT_BAR_INDEXES, MongoCreditBarStore } from './person-check/credit-bar.store.mongo.js';
import { MongoPersonStore, PERSON_INDEXES } from './person/person.store.mongo.js';
import { MongoPopulationStore } from './population/population.store.mongo.js';
import { MongoSameKindStore } from './same-kind/same-kind.store.mongo.js';
import { MongoPartingStore, PARTING_INDEXES } from './restore/parting.store.mongo.js';
import { MongoRestoreStore, RESTORE_INDEXES } from './restore/restore.store.mongo.js';
import { MongoStandInStore, STAND_IN_INDEXES } from './stand-in/stand-in.store.mongo.js';
import { MongoStatementStore } from './statement/statement.store.mongo.js';
import { MongoTakeoverStore, TAKEOVER_INDEXES } from './takeover/takeover.store.mongo.js';
import { MongoVoucherStore, VOUCHER_INDEXES } from './voucher/voucher.store.mongo.js';
import type { Settings } from './subsidy.settings.parts.js';

/** What the service's documents are found by. */
export const SUBSIDY_INDEXES = {
  ...ACCOUNT_CHANGE_INDEXES, ...AUDIT_INDEXES, ...BATCH_INDEXES, ...CASE_INDEXES, ...CHUNK_INDEXES,
  ...CLAIM_INDEXES, ...CLAWBACK_INDEXES, ...CONTROL_INDEXES, ...CREDIT_BAR_INDEXES, ...FUND_CHANGE_INDEXES,
  ...FUND_INDEXES, ...GRANT_INDEXES, ...HELD_LINE_INDEXES, ...IDEMPOTENCY_INDEXES, ...IMPORT_INDEXES,
  ...ITEM_INDEXES, ...LEDGER_INDEXES, ...NOTICE_INDEXES, ...OBJECTION_INDEXES, ...OUTGOING_INDEXES,
  ...PARTING_INDEXES, ...PAYEE_FILE_INDEXES, ...PERSON_INDEXES, ...RESTORE_INDEXES, ...STAND_IN_INDEXES, ...TAKEOVER_INDEXES, ...VOUCHER_INDEXES,
};

/** The stores of all slices on one database. */
export function storesOf({ db }: MongoConnection, { cipher, messageCipher, accountIndex }: Pick<Settings, 'cipher' | 'messageCipher' | 'accountIndex'>) {
  const grants = new MongoGrantStore(db);
  return {
    accountChanges: new MongoAccountChangeStore(db, cipher),
    batches: new MongoBatchStore(db),
    cases: new MongoCaseStore(db),
    chunks: new MongoChunkStore(db),
    claims: new MongoClaimStore(db),
    fundChanges: new MongoFundChangeStore(db),
    funds: new MongoFundStore(db),
    gates: new MongoGateStore(db),
    grants,
    heldLines: new MongoHeldLineStore(db),
    items: new MongoItemStore(db),
    ledger: new ClosedYearLedger(db),
    notices: new MongoNoticeStore(db),
    objections: new MongoObjectionStore(db, cipher),
    outgoing: new MongoOutgoingStore(db, messageCipher),
    partings: new MongoPartingStore(db),
    payments: new MongoPaymentStore(db, messageCipher),
    persons: new MongoPersonStore(db, cipher, accountIndex),
    populations: new MongoPopulationStore(db),
    restores: new MongoRestoreStore(db),
    sameKind: new MongoSameKindStore(db, grants),
    creditBars: new MongoCreditBarStore(db),
    standIns: new MongoStandInStore(db),
    statements: new MongoStatementStore(db),
    payeeFiles: new MongoPayeeFileStore(db, messageCipher),
    vouchers: new MongoVoucherStore(db),
    takeovers: new MongoTakeoverStore(db),
  };
}
