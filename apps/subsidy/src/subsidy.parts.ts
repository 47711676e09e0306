import { fileURLToPath } from 'node:url';
import { IDEMPOTENCY_INDEXES } from '@gongjiang/http';
import type { Clock } from '@gongjiang/kernel';
import { LEDGER_INDEXES } from '@gongjiang/ledger';
import { MongoDeadLetters, MongoInbox, MongoOutbox } from '@gongjiang/messaging';
import { aesFieldCipher, connectMongo, ensureIndexes, hmacBlindIndex, keyRingFromConfig, secretKeyFromConfig, type BlindIndex, type FieldCipher, type MongoConnection } from '@gongjiang/persistence';
import { loadPacks, type PackSet } from '@gongjiang/policy';
import { AUDIT_INDEXES, derivedCityKeys, mongoAuditTrail, personTokenizer, sameKindMatcher, type PersonTokenizer, type SameKindMatcher } from '@gongjiang/security';
import { AccountChangeService } from './account-change/account-change.service.js';
import { ACCOUNT_CHANGE_INDEXES, MongoAccountChangeStore } from './account-change/account-change.store.mongo.js';
import { auditParts } from './audit/audit.parts.js';
import type { BankOf } from './bank/bank.js';
import { bankParts, type BankNeeds } from './bank/bank.parts.js';
import { MongoOutgoingStore, OUTGOING_INDEXES } from './bank/outgoing.store.mongo.js';
import { BatchService } from './batch/batch.service.js';
import { BATCH_INDEXES, MongoBatchStore } from './batch/batch.store.mongo.js';
import { CalendarDates } from './business-date/business-date.calendar.js';
import { MongoBusinessDates } from './business-date/business-date.store.mongo.js';
import type { BusinessDates } from './business-date/business-date.js';
import { readWorkingCalendar } from './calendar/working-day.files.js';
import type { WorkingCalendar } from './calendar/working-day.js';
import { CASE_INDEXES, MongoCaseStore } from './case/case.store.mongo.js';
import { CHUNK_INDEXES, MongoChunkStore } from './chunk/chunk.store.mongo.js';
import { CityFiles } from './city/city.store.files.js';
import type { CityStore } from './city/city.store.js';
import { ClaimCorrections } from './claim/claim.correction.service.js';
import { ClaimService } from './claim/claim.service.js';
import { CLAIM_INDEXES, MongoClaimStore } from './claim/claim.store.mongo.js';
import { clawbackParts } from './clawback/clawback.parts.js';
import { CLAWBACK_INDEXES } from './clawback/clawback.store.mongo.js';
import type { SubsidyConfig } from './config.js';
import { controlParts } from './disbursement-control/control.parts.js';
import { CONTROL_INDEXES } from './disbursement-control/control.store.mongo.js';
import { ClosedYearLedger } from './fund/closed-year.ledger.mongo.js';
import { FUND_INDEXES, MongoFundStore } from './fund/fund.store.mongo.js';
import { MongoPayeeFileStore, PAYEE_FILE_INDEXES } from './payee-message/payee-file.store.mongo.js';
import { PayeeMessageSource } from './payee-message/payee-message.event-source.js';
import { PayeeMessageEvents } from './payee-message/payee-messages.events.js';
import { PayeeMessageFiles } from './payee-message/payee-messages.files.js';
import { VoucherService } from './voucher/voucher.service.js';
import { MongoVoucherStore, VOUCHER_INDEXES } from './voucher/voucher.store.mongo.js';
import { FundChangeService } from './fund/fund-change.service.js';
import { FUND_CHANGE_INDEXES, MongoFundChangeStore } from './fund/fund-change.store.mongo.js';
import { Gate, GateCompanion } from './gate/gate.service.js';
import { MongoGateStore } from './gate/gate.store.mongo.js';
import { GRANT_INDEXES, MongoGrantStore } from './grant/grant.store.mongo.js';
import { HELD_LINE_INDEXES, MongoHeldLineStore } from './held-line/held-line.store.mongo.js';
import { IMPORT_INDEXES, MongoImportStore } from './import/import.store.mongo.js';
import { ITEM_INDEXES, MongoItemStore } from './item/item.store.mongo.js';
import { noticeParts, objectionService } from './notice/notice.parts.js';
import { MongoNoticeStore, NOTICE_INDEXES } from './notice/notice.store.mongo.js';
import { MongoObjectionStore, OBJECTION_INDEXES } from './objection/objection.store.mongo.js';
import { MongoPaymentStore } from './payment/payment.store.mongo.js';
import { MongoPersonStore, PERSON_INDEXES } from './person/person.store.mongo.js';
import { CREDIT_BAR_INDEXES, MongoCreditBarStore } from './person-check/credit-bar.store.mongo.js';
import { personCheckParts, type RegistryConfig } from './person-check/person-check.parts.js';
import { MongoPopulationStore } from './population/population.store.mongo.js';
import { MongoSameKindStore } from './same-kind/same-kind.store.mongo.js';
import { MongoChangeLog } from './shared/change-log.mongo.js';
import { MongoStandInStore, STAND_IN_INDEXES } from './stand-in/stand-in.store.mongo.js';
import { MongoStatementStore } from './statement/statement.store.mongo.js';
import { TakeoverCompanion } from './takeover/takeover.companion.service.js';
import { takeoverParts } from './takeover/takeover.parts.js';
import { MongoTakeoverStore, TAKEOVER_INDEXES } from './takeover/takeover.store.mongo.js';

/** A message carries up to 2,000 payments of some 250 characters, and room for long names. */
export const MAX_MESSAGE_CHARACTERS = 2_000_000;

const FOLDERS = { cities: new URL('../cities', import.meta.url), calendars: new URL('../calendars', import.meta.url) };

/** What the service's documents are found by. */
export const SUBSIDY_INDEXES = { ...ACCOUNT_CHANGE_INDEXES, ...AUDIT_INDEXES, ...BATCH_INDEXES, ...CASE_INDEXES, ...CHUNK_INDEXES, ...CLAIM_INDEXES, ...CLAWBACK_INDEXES, ...CONTROL_INDEXES, ...CREDIT_BAR_INDEXES, ...FUND_CHANGE_INDEXES, ...FUND_INDEXES, ...GRANT_INDEXES, ...HELD_LINE_INDEXES, ...IDEMPOTENCY_INDEXES, ...IMPORT_INDEXES, ...ITEM_INDEXES, ...LEDGER_INDEXES, ...NOTICE_INDEXES, ...OBJECTION_INDEXES, ...OUTGOING_INDEXES, ...PAYEE_FILE_INDEXES, ...PERSON_INDEXES, ...STAND_IN_INDEXES, ...TAKEOVER_INDEXES, ...VOUCHER_INDEXES };

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
  return {
    ...base, ...stores, ...messages, changes,
    ...clawbackParts(connection.db, { ...base, ...stores }, changes),
    ...controlParts(connection.db, { ...base, ...stores }, changes),
    ...personCheckParts(config, connection.db, { ...base, ...stores }),
    bankOf: await bankOf({ ...base, ...stores }),
    auditChain: auditParts({ connection, clock, outbox: messages.outbox, chunks: stores.chunks }),
    ...notices, batchService,
    gate: new Gate({ ...stores, cities: base.cities }),
    accountChangeService: new AccountChangeService({ ...stores, cities: base.cities, changes }),
    objectionService: objectionService(needs, changes, batchService),
    claimService: new ClaimService({ ...stores, packs: base.packs }, changes),
    imports,
    claimCorrections: new ClaimCorrections({ ...stores, packs: base.packs }, changes),
    ...takeoverParts({ ...base, ...stores, imports }, changes),
    payeeMessageSource: new PayeeMessageSource({ ...stores, cities: base.cities }, { file: new PayeeMessageFiles({ ...stores, cities: base.cities, packs: base.packs }), event: new PayeeMessageEvents() }),
    voucherService: new VoucherService({ ...stores, cities: base.cities, packs: base.packs }, changes),
    fundChangeService: new FundChangeService({ ...stores, cities: base.cities }, changes),
  };
}

interface Settings { readonly cities: CityStore; readonly calendar: WorkingCalendar; readonly packs: PackSet; readonly cipher: FieldCipher; readonly messageCipher: FieldCipher; readonly accountIndex: BlindIndex; readonly tokenizer: PersonTokenizer; readonly matcher: SameKindMatcher }

function settingsOf(config: SubsidyConfig): Settings {
  return {
    cities: new CityFiles(config.GONGJIANG_SUBSIDY_CITIES ?? fileURLToPath(FOLDERS.cities)),
    calendar: readWorkingCalendar(config.GONGJIANG_SUBSIDY_CALENDARS ?? fileURLToPath(FOLDERS.calendars)),
    packs: loadPacks(),
    cipher: aesFieldCipher(keyRingFromConfig(config.GONGJIANG_FIELD_KEYS)),
    messageCipher: aesFieldCipher(keyRingFromConfig(config.GONGJIANG_FIELD_KEYS), MAX_MESSAGE_CHARACTERS),
    accountIndex: hmacBlindIndex(secretKeyFromConfig(config.GONGJIANG_PERSON_TOKEN_KEY)),
    tokenizer: personTokenizer(derivedCityKeys(secretKeyFromConfig(config.GONGJIANG_PERSON_TOKEN_KEY))),
    matcher: sameKindMatcher(secretKeyFromConfig(config.GONGJIANG_SAME_KIND_KEY)),
  };
}

function storesOf({ db }: MongoConnection, { cipher, messageCipher, accountIndex }: Pick<Settings, 'cipher' | 'messageCipher' | 'accountIndex'>) {
  return {
    accountChanges: new MongoAccountChangeStore(db, cipher),
    batches: new MongoBatchStore(db),
    cases: new MongoCaseStore(db),
    chunks: new MongoChunkStore(db),
    claims: new MongoClaimStore(db),
    fundChanges: new MongoFundChangeStore(db),
    funds: new MongoFundStore(db),
    gates: new MongoGateStore(db),
    grants: new MongoGrantStore(db),
    heldLines: new MongoHeldLineStore(db),
    items: new MongoItemStore(db),
    ledger: new ClosedYearLedger(db),
    notices: new MongoNoticeStore(db),
    objections: new MongoObjectionStore(db, cipher),
    outgoing: new MongoOutgoingStore(db, messageCipher),
    payments: new MongoPaymentStore(db, messageCipher),
    persons: new MongoPersonStore(db, cipher, accountIndex),
    populations: new MongoPopulationStore(db),
    sameKind: new MongoSameKindStore(db),
    creditBars: new MongoCreditBarStore(db),
    standIns: new MongoStandInStore(db),
    statements: new MongoStatementStore(db),
    payeeFiles: new MongoPayeeFileStore(db, messageCipher),
    vouchers: new MongoVoucherStore(db),
    takeovers: new MongoTakeoverStore(db),
  };
}

async function messagesOf({ db }: MongoConnection) {
  const outbox = new MongoOutbox(db);
  const inbox = new MongoInbox(db);
  const deadLetters = new MongoDeadLetters(db);
  const audit = mongoAuditTrail(db);
  await Promise.all([outbox.prepare(), inbox.prepare(), deadLetters.prepare()]);
  return { outbox, inbox, deadLetters, audit };
}

/** The date moves by command in development only; in production it is the calendar's, and nothing else is there to ask. */
function datesOf(config: SubsidyConfig, { db }: MongoConnection, clock: Clock): BusinessDates {
  const calendar = new CalendarDates(clock);
  return config.GONGJIANG_ENVIRONMENT === 'development' ? new MongoBusinessDates(db, calendar) : calendar;
}

function bankSettingsOf(config: SubsidyConfig): Parameters<typeof bankParts>[1] {
  return {
    address: { url: config.GONGJIANG_BANK_URL, key: config.GONGJIANG_BANK_KEY, timeoutMs: config.GONGJIANG_BANK_TIMEOUT_MS },
    askEveryMs: config.GONGJIANG_BANK_ASK_EVERY_MS,
    profilesFolder: config.GONGJIANG_BANK_PROFILES,
  };
}
