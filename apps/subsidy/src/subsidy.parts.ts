import type { Clock } from '@gongjiang/kernel';
import { MongoDeadLetters, MongoOutbox } from '@gongjiang/messaging';
import { connectMongo, ensureIndexes, type MongoConnection } from '@gongjiang/persistence';
import { mongoAuditTrail } from '@gongjiang/security';
import { AccountChangeService } from './account-change/account-change.service.js';
import { auditParts } from './audit/audit.parts.js';
import type { BankOf } from './bank/bank.js';
import { bankParts, type BankNeeds } from './bank/bank.parts.js';
import { BatchService } from './batch/batch.service.js';
import type { BusinessDates } from './business-date/business-date.js';
import { ClaimCorrections } from './claim/claim.correction.service.js';
import { ClaimService } from './claim/claim.service.js';
import { clawbackParts } from './clawback/clawback.parts.js';
import type { SubsidyConfig } from './config.js';
import { controlParts } from './disbursement-control/control.parts.js';
import { FundChangeService } from './fund/fund-change.service.js';
import { Gate, GateCompanion } from './gate/gate.service.js';
import { MongoImportStore } from './import/import.store.mongo.js';
import { noticeParts, objectionService } from './notice/notice.parts.js';
import { PayeeMessageSource } from './payee-message/payee-message.event-source.js';
import { PayeeMessageEvents } from './payee-message/payee-messages.events.js';
import { ToldLines } from './payment/told.lines.js';
import { PayeeMessageFiles } from './payee-message/payee-messages.files.js';
import { personCheckParts, type RegistryConfig } from './person-check/person-check.parts.js';
import { restoreParts } from './restore/restore.parts.js';
import { MongoChangeLog } from './shared/change-log.mongo.js';
import { TakeoverCompanion } from './takeover/takeover.companion.service.js';
import { takeoverParts } from './takeover/takeover.parts.js';
import { VoucherService } from './voucher/voucher.service.js';
import { bankSettingsOf, datesOf, settingsOf, type Settings } from './subsidy.settings.parts.js';
import { storesOf, SUBSIDY_INDEXES } from './subsidy.stores.parts.js';

export { MAX_MESSAGE_CHARACTERS } from './subsidy.settings.parts.js';
export { SUBSIDY_INDEXES } from './subsidy.stores.parts.js';

/** What the API and the worker are both made of: the stores on the service's own database, and what stands on them. */
export type SubsidyParts = Awaited<ReturnType<typeof subsidyParts>>;

/** Opens the database and puts the parts together. Whoever opens them closes `connection`. */
export async function subsidyParts(config: SubsidyConfig) {
  const connection = await connectMongo({ url: config.GONGJIANG_MONGO_URL, database: config.GONGJIANG_SUBSIDY_DATABASE, appName: 'subsidy' });
  await ensureIndexes(connection.db, SUBSIDY_INDEXES);
  const clock: Clock = { now: () => new Date() };
  return partsOn(config, { connection, clock, ...settingsOf(config), dates: datesOf(config, connection, clock) }, (needs) => bankParts(needs, bankSettingsOf(config)));
}

/** What the parts stand on: a database, a clock, keys, rules and the cities' settings. */
export interface PartsBase extends Settings {
  readonly connection: MongoConnection;
  readonly clock: Clock;
  readonly dates: BusinessDates;
}

/** Puts the parts together on what is there already. */
export async function partsOn(config: RegistryConfig, base: PartsBase, bankOf: (needs: BankNeeds) => Promise<BankOf> | BankOf) {
  const { connection, clock } = base;
  const stores = storesOf(connection, base);
  const messages = await messagesOf(connection);
  const changes = new MongoChangeLog({ connection, clock, outbox: messages.outbox, audit: messages.audit, ledger: stores.ledger });
  const needs = { ...stores, packs: base.packs, calendar: base.calendar, blindIndex: base.accountIndex };
  const notices = noticeParts(needs, changes);
  const batchService = new BatchService(stores.batches, stores.funds, changes, { cities: base.cities, calendar: base.calendar, companions: [new GateCompanion(stores.gates), ...notices.companions, new TakeoverCompanion(stores.takeovers)] });
  const imports = new MongoImportStore(connection.db, { cipher: base.messageCipher, changes });
  const controls = controlParts(connection.db, { ...base, ...stores }, changes);
  const bank = await bankOf({ ...base, ...stores });
  const toldLines = new ToldLines(stores.items);
  const waysToPayees = { file: new PayeeMessageFiles({ ...stores, cities: base.cities, packs: base.packs }), event: new PayeeMessageEvents() };
  return {
    ...base, ...stores, ...messages, changes,
    ...clawbackParts(connection.db, { ...base, ...stores }, changes),
    ...controls,
    ...restoreParts({ ...base, ...stores, ...controls, bankOf: bank }),
    ...personCheckParts(config, connection.db, { ...base, ...stores }),
    bankOf: bank,
    auditChain: auditParts({ connection, clock, outbox: messages.outbox, chunks: stores.chunks }),
    ...notices, batchService,
    gate: new Gate({ ...stores, cities: base.cities }),
    accountChangeService: new AccountChangeService({ ...stores, cities: base.cities, changes }),
    objectionService: objectionService(needs, changes, batchService),
    claimService: new ClaimService({ ...stores, packs: base.packs }, changes),
    imports,
    claimCorrections: new ClaimCorrections({ ...stores, packs: base.packs }, changes),
    ...takeoverParts({ ...base, ...stores, imports }, changes),
    waysToPayees, toldLines, payeeMessageSource: new PayeeMessageSource({ ...stores, cities: base.cities, toldLines }, waysToPayees),
    voucherService: new VoucherService({ ...stores, cities: base.cities, packs: base.packs }, changes),
    fundChangeService: new FundChangeService({ ...stores, cities: base.cities }, changes),
  };
}

async function messagesOf({ db }: MongoConnection) {
  const outbox = new MongoOutbox(db);
  const deadLetters = new MongoDeadLetters(db);
  const audit = mongoAuditTrail(db);
  await Promise.all([outbox.prepare(), deadLetters.prepare()]);
  return { outbox, deadLetters, audit };
}
