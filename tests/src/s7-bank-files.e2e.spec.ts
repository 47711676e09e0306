import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { loadBankProfiles, openBankSideCodec, type BankProfile } from '@gongjiang/bank-files';
import { isStoppedReason } from '@gongjiang/contracts';
import { bankAgrees, booksBalance, faultsOf, itemsOf, JINHUA, paidOnce, runMonth, WENZHOU, type BankPayment, type MonthResult, type SeenItem } from '@gongjiang/rehearsal';
import { capturedFiles, readBack, renameSome, settingsWith, type CapturedFile, type ReadBack } from './stage/bank.files.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

const PAYER = '{ name: 人力资源和社会保障局, bankNumber: "103100000026" }';

/** Everything at once: lost uploads, lost receipts, late, broken, doubled and shuffled answers, lines that are rejected or come back. */
const MISBEHAVIOUR = {
  seed: 7,
  rules: [
    { kind: 'cuts-before-booking', times: 3 }, { kind: 'cuts-after-booking', times: 3 },
    { kind: 'withholds-answers', share: 0.4 }, { kind: 'truncates-files', times: 3 }, { kind: 'answers-twice', times: 2 }, { kind: 'omits-lines', times: 2 },
    { kind: 'answers-wrong-totals', at: ['answer-file'], times: 2 }, { kind: 'answers-out-of-order' },
    { kind: 'rejects-lines', share: 0.03, reasonCode: 'AC06' }, { kind: 'returns-lines', share: 0.03, afterDays: 2, reasonCode: 'AC04' },
  ],
};

let stage: Stage;
let result: MonthResult;
let items: readonly SeenItem[];
let payments: readonly BankPayment[];
let files: readonly CapturedFile[];
let read: readonly ReadBack[];
let profiles: ReadonlyMap<string, BankProfile>;

beforeAll(async () => {
  const settings = await settingsWith({
    [WENZHOU]: `{ id: paying-bank, profile: iso20022, payer: ${PAYER}, limits: { rows: 40 } }`,
    [JINHUA]: `{ id: other-bank, profile: payroll-gbk, payer: ${PAYER}, limits: { rows: 30 } }`,
  });
  stage = await openStage({
    persons: 600, workers: 2,
    environment: { GONGJIANG_SUBSIDY_CITIES: settings.cities, GONGJIANG_BANK_PROFILES: settings.profiles, GONGJIANG_BANK_ASK_EVERY_MS: '100', GONGJIANG_BANK_TIMEOUT_MS: '5000' },
  });
  stage.beforeClose(() => Promise.all([settings.cities, settings.profiles].map((folder) => rm(folder, { recursive: true, force: true }))));
  profiles = loadBankProfiles(settings.profiles);
  await renameSome(stage.sample.paths.cities[JINHUA]?.persons ?? '', [20, 21, 22, 23, 24, 25, 26, 27]);
  await stage.bank.misbehave(MISBEHAVIOUR);
  result = await runMonth(stage.platform, stage.sample.paths, () => undefined);
  [items, payments, files] = await Promise.all([itemsOf(stage, result.batches), stage.bank.payments(), capturedFiles(stage)]);
  read = readBack(files);
});
afterAll(closeStages);

const isStopped = ({ reason }: SeenItem): boolean => isStoppedReason(reason);

describe('S7: a month paid by files, one city by pain.001 and one by a payroll file, while the bank does all that banks do', () => {
  it('closes, and its officers find nothing amiss', () => {
    expect(faultsOf(result)).toEqual([]);
  });

  it('every line\'s outcome is known, each was paid once at the most, and the bank\'s books say the same of every one', () => {
    expect(paidOnce(payments)).toEqual([]);
    expect(bankAgrees(items.filter((item) => !isStopped(item)), payments)).toEqual([]);
    const states = (reason: string | null) => new Set(items.filter((item) => item.reason === reason).map(({ state }) => state));
    expect([states('AC06'), states('AC04').has('returned')]).toEqual([new Set(['rejected']), true]);
  });

  it('a name that the bank\'s system cannot carry and an amount above what it takes are stopped before they leave, and their money is still owed', () => {
    const stopped = items.filter(isStopped);
    expect(stopped.length).toBeGreaterThan(0);
    expect(new Set(stopped.map(({ city, state, reason }) => `${city} ${state} ${reason}`))).toEqual(new Set([`${JINHUA} rejected GJ03`, `${JINHUA} rejected GJ06`]));
    expect(new Set(stopped.filter(({ reason }) => reason === 'GJ06').map(({ entitlement }) => entitlement))).toEqual(new Set(['jinhua/2/worldskills-medal']));
    const heard = new Set([...payments, ...read.flatMap((one) => one.payments)].map(({ endToEndId }) => endToEndId));
    expect(stopped.filter(({ endToEndId }) => heard.has(endToEndId))).toEqual([]);
    expect(read.flatMap((one) => one.payments).filter(({ creditorName }) => creditorName.includes('䶮')).length).toBe(0);
  });

  it('every file that the bank took is within its limits and valid by the official schema, or by its profile', async () => {
    const bank = await openBankSideCodec();
    const limitOf: Readonly<Record<string, number>> = { 'iso20022': 40, 'payroll-gbk': 30 };
    expect(new Set(files.map(({ profile }) => profile))).toEqual(new Set(Object.keys(limitOf)));
    for (const { profile: id, bytes } of files) {
      const profile = profiles.get(id) as Exclude<BankProfile, { kind: 'interface' }>;
      const taken = bank.readPayments({ ...profile, limits: { ...profile.limits, rows: limitOf[id] ?? 0 } }, bytes);
      expect(taken.ok ? [] : taken.refusal.faults).toEqual([]);
    }
  });

  it('read back by another language, the files say what the bank has in its books, line by line and to the fen', () => {
    expect(read.map(({ messageId, numberOfPayments, controlSumFen }) => [messageId, numberOfPayments, controlSumFen]))
      .toEqual(files.map(({ messageId }, at) => [messageId, read[at]?.footCount, read[at]?.footSumFen]));
    const lines = (all: readonly { readonly endToEndId: string; readonly amountFen: number }[]) => all.map(({ endToEndId, amountFen }) => `${endToEndId} ${amountFen}`).sort();
    expect(lines(read.flatMap((one) => one.payments))).toEqual(lines(payments));
    expect(read.every(({ payments: own, controlSumFen }) => own.reduce((sum, { amountFen }) => sum + amountFen, 0) === controlSumFen)).toBe(true);
  });
});

describe('S8: reconciled with statements as files', () => {
  it('the books balance, and what they call paid is what the bank settled and kept', () => {
    expect(booksBalance(result.ledgers, payments)).toEqual([]);
  });

  it('no line of a statement is left over, and every batch is closed', async () => {
    expect(result.batches.map(({ status }) => status)).toEqual(result.batches.map(() => 'closed'));
    for (const city of [WENZHOU, JINHUA]) {
      const { body } = await stage.office(city).finance.get('/reconciliation-cases');
      expect((body as { items: unknown[] }).items).toEqual([]);
    }
  });
});
