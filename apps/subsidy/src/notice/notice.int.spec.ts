import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays } from '@gongjiang/kernel';
import { auditEntries } from '@gongjiang/security';
import { OFFICERS } from '../batch/batch.builders.js';
import { codeOf, done, SOURCE, targetOf } from '../batch/batch.fixture.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { personNo } from '../person/person.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { DAYS } from './notice.builders.js';
import { dyingInList, LIST_DEATHS, ListMakerDied, makeList, type ListDeath } from './notice.fixture.js';
import { noticeIdOf, type Notice } from './notice.js';
import { listChunk } from './notice.make.js';
import { NoticeMonth } from './notice.month.fixture.js';
import { linesAfter, proofOf } from './notice.view.js';
import { provesLine } from './notice.proof.js';

const PERSONS = 5;
/** So many that two orders drawn by chance are never the same: five persons' are, once in twenty-four. */
const MANY = 40;
const AFTER = addDays(DAYS.until, 1);

describe('the notice of a batch', () => {
  let subsidy: TestSubsidy;
  let month: NoticeMonth;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    month = new NoticeMonth(subsidy, PERSONS);
  });
  afterAll(() => subsidy.close());
  beforeEach(() => month.prepare());

  const notice = async ({ batch }: KeptBatch): Promise<Notice> => {
    const kept = await subsidy.notices.load(noticeIdOf(batch));
    if (!kept) throw new Error('There is no notice');
    return kept.notice;
  };
  const by = { city: JINHUA, actor: OFFICERS.reviewer, on: DAYS.from, source: SOURCE };
  const messages = async () => (await subsidy.outbox.next(1_000)).map(({ value }) => JSON.parse(value) as { type: string; data: Record<string, unknown> });

  it('is not reviewed before its list is complete', async () => {
    const submitted = await month.submitted();
    const [first] = await subsidy.chunks.inPhase(submitted.batch.id, 1, ['calculated'], 1);
    const review = () => subsidy.batchService.review(targetOf(submitted), { actor: OFFICERS.reviewer, on: DAYS.from });
    expect(codeOf(await review())).toBe('notice.list-not-ready');
    await listChunk(subsidy, submitted.batch, first ?? '');
    expect(codeOf(await review())).toBe('notice.list-not-ready');
    expect((await month.office.load(submitted.batch.id)).version).toBe(submitted.version);
    await makeList(subsidy, submitted.batch);
    expect(codeOf(await review())).toBe('done');
  });

  it('has a line for each person of the batch, and its money', async () => {
    const kept = await month.inNotice();
    expect((await notice(kept)).list).toMatchObject({ sheets: 3, lines: PERSONS, amountFen: PERSONS * 60_000 });
    const lines = await linesAfter(subsidy.notices, noticeIdOf(kept.batch), 0, 100);
    expect(lines.map(({ number, amountFen }) => [number, amountFen])).toEqual(Array.from({ length: PERSONS }, (_, n) => [n + 1, 60_000]));
  });

  it.each(LIST_DEATHS.map((death): [string, ListDeath] => [`${death.moment} ${death.step}`, death]))('has the same list to the byte after whoever made it died %s', async (_when, death) => {
    const submitted = await month.submitted();
    await makeList(subsidy, submitted.batch);
    const undisturbed = await month.written(submitted);
    for (const name of ['notices', 'notice_sheets', 'audit_entries']) await subsidy.connection.db.collection(name).deleteMany({});
    await expect(makeList(subsidy, submitted.batch, dyingInList(death))).rejects.toThrow(ListMakerDied);
    await makeList(subsidy, submitted.batch);
    expect(await month.written(submitted)).toEqual(undisturbed);
  });

  it('has one list, though several make it at once', async () => {
    const submitted = await month.submitted();
    await Promise.all([1, 2, 3].map(() => makeList(subsidy, submitted.batch)));
    expect(await month.written(submitted)).toMatchObject([{ status: 'ready', list: { lines: PERSONS } }, { length: 3 }, 1]);
  });

  it('keeps a sheet as it was made first, though a person\'s data have changed since', async () => {
    const submitted = await month.submitted();
    const [chunkId = ''] = await subsidy.chunks.inPhase(submitted.batch.id, 1, ['calculated'], 1);
    await listChunk(subsidy, submitted.batch, chunkId);
    const [before] = await subsidy.notices.heads(noticeIdOf(submitted.batch));
    await subsidy.persons.save([1, 2].map((n) => personNo(n, { district: '金东区' })), 'tests');
    await listChunk(subsidy, submitted.batch, chunkId);
    expect(await subsidy.notices.heads(noticeIdOf(submitted.batch))).toEqual([before]);
  });

  it('goes up with the review, and others hear the root of its list and its days', async () => {
    const kept = await month.inNotice();
    const { list, showings, status } = await notice(kept);
    expect([status, showings]).toEqual(['up', [expect.objectContaining({ from: DAYS.from, until: null })]]);
    const told = (await messages()).find(({ type }) => type === 'gongjiang.subsidy.notice.published.v1');
    expect(told?.data).toMatchObject({ root: list.root, from: DAYS.from, until: DAYS.until, lines: PERSONS, showing: 1 });
    const audited = await auditEntries(subsidy.connection.db).find({ object: noticeIdOf(kept.batch) }).sort({ at: 1, _id: 1 }).toArray();
    expect(audited.map(({ kind, details }) => [kind, details?.['root']])).toEqual([['notice.list-made', list.root], ['notice.published', list.root]]);
  });

  it('comes down when its days have passed, with the batch, and not a day before', async () => {
    const kept = await month.inNotice();
    const clear = (on = DAYS.until) => subsidy.batchService.act(targetOf(kept), { kind: 'clear', actor: 'system', on });
    expect(codeOf(await clear())).toBe('batch.notice-running');
    done(await clear(AFTER));
    expect(await notice(kept)).toMatchObject({ status: 'ended', end: 'passed', showings: [{ from: DAYS.from, until: AFTER }] });
  });

  it('that was interrupted is up for all its days again before the batch goes on', async () => {
    const kept = await month.inNotice();
    const id = noticeIdOf(kept.batch);
    const clear = (on: typeof AFTER) => subsidy.batchService.act(targetOf(kept), { kind: 'clear', actor: 'system', on });
    expect(await subsidy.noticeService.suspend({ ...by, on: addDays(DAYS.from, 1) }, id, 2, 'a page showed too much')).toMatchObject({ ok: true });
    expect(codeOf(await clear(AFTER))).toBe('notice.wrong-status');
    expect(await subsidy.noticeService.resume({ ...by, on: addDays(DAYS.from, 2) }, id, 3)).toMatchObject({ value: { notice: { days: { from: '2026-11-04', until: '2026-11-11' } } } });
    expect(codeOf(await clear(AFTER))).toBe('notice.running');
    expect((await month.office.load(kept.batch.id)).batch.status).toBe('in-notice');
    done(await clear(addDays(AFTER, 2)));
    expect((await messages()).flatMap(({ type, data }) => (type.includes('.notice.') ? [data['why'] ?? `showing ${String(data['showing'])}`] : []))).toEqual(['showing 1', 'interrupted', 'showing 2', 'passed']);
  });

  it('of another city is unknown to whoever would interrupt it, and an older version is refused', async () => {
    const id = noticeIdOf((await month.inNotice()).batch);
    expect(await subsidy.noticeService.suspend({ ...by, city: WENZHOU }, id, 2, 'x')).toMatchObject({ refusal: { code: 'notice.unknown' } });
    expect(await subsidy.noticeService.resume({ ...by, city: WENZHOU }, id, 2)).toMatchObject({ refusal: { code: 'notice.unknown' } });
    expect(await subsidy.noticeService.suspend(by, id, 1, 'x')).toMatchObject({ refusal: { code: 'precondition.failed' } });
  });

  it('of a batch that was sent back comes down with it; calculated anew it has another, and the old one stays provable', async () => {
    const large = new NoticeMonth(subsidy, MANY);
    await large.prepare();
    const kept = await large.inNotice();
    const old = await notice(kept);
    const returned = done(await large.office.sendBack(kept));
    expect(await notice(kept)).toMatchObject({ status: 'ended', end: 'batch-returned', list: old.list });
    const again = await large.inNotice(returned);
    expect(noticeIdOf(again.batch)).toBe(`${kept.batch.id}-n2`);
    expect((await notice(again)).list.root).not.toBe(old.list.root);
    const proof = await proofOf(subsidy.notices, old, MANY);
    expect(proof && provesLine(proof, old.list.root)).toBe(true);
  });

  it('that is sent back before it was reviewed was never up, and nobody hears of it', async () => {
    const submitted = await month.submitted();
    await makeList(subsidy, submitted.batch);
    done(await month.office.sendBack(submitted));
    expect(await notice(submitted)).toMatchObject({ status: 'ended', showings: [] });
    expect((await messages()).filter(({ type }) => type.includes('.notice.'))).toEqual([]);
  });

  it('does not go up where the working days of a year are not published', async () => {
    const submitted = await month.submitted();
    await makeList(subsidy, submitted.batch);
    expect(codeOf(await subsidy.batchService.review(targetOf(submitted), { actor: OFFICERS.reviewer, on: '2026-12-30' as typeof AFTER }))).toBe('calendar.year-unpublished');
    expect((await notice(submitted)).status).toBe('ready');
  });

  it('does not let what was altered in the database pass for what was shown', async () => {
    const kept = await month.inNotice();
    const sheets = subsidy.connection.db.collection<{ _id: string; first: number }>('notice_sheets');
    const [one, other] = await sheets.find({ first: { $exists: true } }).sort({ first: 1 }).toArray();
    await sheets.updateOne({ _id: one?._id ?? '' }, { $set: { content: (other as unknown as { content: unknown }).content } });
    expect(await proofOf(subsidy.notices, await notice(kept), 1)).toBeUndefined();
  });
});
