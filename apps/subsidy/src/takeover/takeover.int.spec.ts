import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addFen, day, fen, month, sumFen, type PersonToken } from '@gongjiang/kernel';
import { describeEntitlement } from '@gongjiang/policy';
import fc from 'fast-check';
import type { MovableBusinessDates } from '../business-date/business-date.js';
import { batchIn, commandOf, draftBatch } from '../batch/batch.builders.js';
import type { BatchStatus } from '../batch/batch.js';
import { chunkIdOf } from '../batch/batch.range.js';
import { ChunkMonth } from '../chunk/chunk.fixture.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { allowanceRow, trainingRow } from '../claim/claim.builders.js';
import { claimRoster } from '../claim/claim.roster.js';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { csvOf, uploadOf } from '../import/roster.builders.js';
import { importRoster } from '../import/roster.import.js';
import { itemNo } from '../item/item.builders.js';
import { identityNumberNo, personNo, personRow } from '../person/person.builders.js';
import { personRoster } from '../person/person.roster.js';
import { sameKindIdOf } from '../same-kind/same-kind.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { REVIEWED_ON, takenOverRow, trainingPaidBefore } from './takeover.builders.js';
import { COUNTING_STEPS } from './takeover.counting.service.js';
import { HANDLER, REVIEWER, TakeoverOffice } from './takeover.fixture.js';
import { takeoverChunkOf } from './takeover.js';
import type { KeptTakeover } from './takeover.store.js';

type Row = Readonly<Record<string, string>>;

describe('what was paid before the platform', () => {
  let subsidy: TestSubsidy;
  let office: TakeoverOffice;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new TakeoverOffice(subsidy);
    await intoNovember();
  });
  afterAll(() => subsidy.close());

  const intoNovember = () => (subsidy.dates as MovableBusinessDates).move(JINHUA, day('2026-11-02'));
  const tokenOf = (n: number): PersonToken => subsidy.tokenizer.tokenOf(JINHUA, identityNumberNo(n));
  const persons = async (...rows: readonly Row[]): Promise<void> => {
    const imported = await importRoster(subsidy.imports, JINHUA, personRoster({ ...subsidy, city: JINHUA }), uploadOf(csvOf(rows)));
    if (!imported.ok || imported.value.report.refused > 0) throw new Error('The persons did not go in');
  };
  async function claim(id: string, ...rows: readonly Row[]): Promise<void> {
    const entitlement = describeEntitlement(subsidy.packs, id);
    if (!entitlement) throw new Error(id);
    const imported = await importRoster(subsidy.imports, JINHUA, claimRoster({ city: JINHUA, entitlement, claims: subsidy.claimService, tokenizer: subsidy.tokenizer, by: HANDLER }), uploadOf(csvOf(rows)));
    if (!imported.ok || imported.value.report.refused > 0) throw new Error('The claims did not go in');
  }
  const history = async (n: number) => (await subsidy.items.past(JINHUA, tokenOf(n), tokenOf(n), 'none')).get(tokenOf(n)) ?? [];
  const ofStatus = (status: BatchStatus) => inTransaction(subsidy.connection, (session) => subsidy.batches.save(batchIn(status), 0, { kind: 'opened', actor: 'zhang', on: REVIEWED_ON, at: new Date() }, transactionOf(session)));

  describe('comes in by file', () => {
    beforeEach(async () => {
      await subsidy.empty();
      await intoNovember();
      await persons(...[1, 2, 3].map((n) => personRow(n)));
    });

    it('and stands for review with its control totals; nothing of it counts yet', async () => {
      const { takeover } = await office.handIn([takenOverRow(1), takenOverRow(2, { period: '2026-08' }), trainingPaidBefore(1)]);
      expect(takeover?.takeover).toMatchObject({
        status: 'in-review', handedInBy: ['zhang'],
        summary: {
          dues: 27, amountFen: 27 * 60_000 - 60_000 + 280_000,
          byEntitlement: [{ entitlement: 'jinhua/7/certificate-training', dues: 1, payees: 1, amountFen: 280_000 }, { entitlement: 'jinhua/7/post-allowance', dues: 26, payees: 2, amountFen: 26 * 60_000 }],
          periodsUsed: [{ entitlement: 'jinhua/7/certificate-training', periods: 1, payees: 1 }, { periods: 3, payees: 1 }, { periods: 23, payees: 1 }],
        },
      });
      expect(await history(1)).toEqual([]);
    });

    it('the good rows alone: a row whole or not at all, a due once', async () => {
      const { report } = await office.handIn([takenOverRow(1), takenOverRow(1, { period: '2026-10', lastPeriod: '' }), takenOverRow(2, { period: '2026-09' }), takenOverRow(2, { period: '2026-08', lastPeriod: '2026-09' }), takenOverRow(9)]);
      expect(report).toMatchObject({
        rows: 5, taken: 2, refused: 3,
        problems: [{ line: 3, column: 'period', code: 'roster.repeated' }, { line: 5, column: 'period', code: 'roster.repeated' }, { line: 6, column: 'identityNumber', code: 'roster.person-unknown' }],
      });
    });

    it('of which no row fits is told row by row, and stands for no review', async () => {
      expect(await office.handIn([takenOverRow(9)])).toMatchObject({ report: { taken: 0, refused: 1 }, takeover: undefined });
    });

    it('twice is one takeover, and both who brought it have handed it in', async () => {
      const first = await office.handIn([takenOverRow(1)]);
      const again = await office.handIn([takenOverRow(1)], { ...HANDLER, actor: 'sun' });
      expect(again.takeover?.takeover).toMatchObject({ id: first.takeover?.takeover.id, handedInBy: ['zhang', 'sun'] });
      expect(await subsidy.connection.db.collection('takeovers').countDocuments()).toBe(1);
      // Who looked before there were two must look again.
      expect(first.takeover && await office.accept(first.takeover)).toMatchObject({ ok: false, refusal: { code: 'precondition.failed' } });
    });

    it('that broke off is not reviewed before it was taken in to its end', async () => {
      const { takeover } = await office.handIn([takenOverRow(1)]);
      await subsidy.connection.db.collection('imports').deleteMany({});
      expect(await subsidy.takeoverService.handIn(HANDLER, String(takeover?.takeover.file))).toMatchObject({ ok: false, refusal: { code: 'takeover.incomplete' } });
    });

    it('leaves out what the platform has a line for, with a code', async () => {
      await office.takeOver([takenOverRow(1)]);
      const { report } = await office.handIn([takenOverRow(1, { period: '2026-10', lastPeriod: '', amountFen: '70000' }), takenOverRow(1, { period: '2024-10', lastPeriod: '2024-12' }), takenOverRow(1, { period: '2024-11', lastPeriod: '' })]);
      expect(report).toMatchObject({ taken: 1, refused: 2, problems: [{ line: 2, column: 'period', code: 'roster.due-known' }, { line: 3, column: 'period', code: 'roster.due-known' }] });
    });
  });

  describe('is reviewed by another person', () => {
    beforeEach(async () => {
      await subsidy.empty();
      await intoNovember();
      await persons(personRow(1), personRow(2));
    });
    async function inReview(...rows: readonly Row[]) {
      const { takeover } = await office.handIn(rows.length > 0 ? rows : [takenOverRow(1)]);
      if (!takeover) throw new Error('Nothing to review');
      return takeover;
    }

    it('and by nobody who handed it in', async () => {
      const takeover = await inReview();
      expect(await office.accept(takeover, HANDLER)).toMatchObject({ ok: false, refusal: { code: 'duty.same-person' } });
      expect(await subsidy.takeoverDesk.reject(HANDLER, { id: takeover.takeover.id, version: takeover.version }, 'x')).toMatchObject({ ok: false, refusal: { code: 'duty.same-person' } });
      expect(await office.accept(takeover)).toMatchObject({ ok: true, value: { takeover: { status: 'accepted', acceptedBy: 'li' } } });
    });

    it('and is history when it is counted: each step on record and told', async () => {
      const kept = await office.takeOver([takenOverRow(1)]);
      expect(kept.takeover).toMatchObject({ status: 'counted', leftOut: 0 });
      expect(await history(1)).toHaveLength(23);
      const entries = await subsidy.connection.db.collection('audit_entries').find({ kind: /^takeover\./ }).sort({ at: 1 }).toArray();
      expect(entries.map(({ kind, actorId }) => `${kind} ${actorId}`)).toEqual(['takeover.handed-in zhang', 'takeover.accepted li', 'takeover.counted worker']);
      const told = await subsidy.connection.db.collection('outbox').find({ topic: 'gongjiang.subsidy.takeover' }).sort({ sequence: 1 }).toArray();
      expect(told.map(({ event }) => (JSON.parse(String(event)) as { type: string }).type.split('.')[3])).toEqual(['handed-in', 'accepted', 'counted']);
    });

    it('or is rejected, and nothing of it ever counts', async () => {
      const { takeover: { id }, version } = await inReview();
      expect(await subsidy.takeoverDesk.reject(REVIEWER, { id, version }, 'the sums are in yuan')).toMatchObject({ ok: true, value: { takeover: { status: 'rejected', reason: 'the sums are in yuan' } } });
      await office.count();
      expect(await history(1)).toEqual([]);
    });

    it('not in another city, and not in another version than was seen', async () => {
      const takeover = await inReview();
      expect(await office.accept(takeover, { ...REVIEWER, city: WENZHOU })).toMatchObject({ ok: false, refusal: { code: 'takeover.unknown' } });
      expect(await office.accept({ ...takeover, version: takeover.version - 1 })).toMatchObject({ ok: false, refusal: { code: 'precondition.failed' } });
    });

    it.each(['calculating', 'calculated', 'submitted', 'in-notice', 'cleared', 'returned'] as const)('not while a batch is %s: it would come too late for that', async (status) => {
      const takeover = await inReview();
      await ofStatus(status);
      expect(await office.accept(takeover)).toMatchObject({ ok: false, refusal: { code: 'takeover.batch-open', details: { batch: draftBatch().id } } });
    });

    it('and no batch begins to calculate until it is counted', async () => {
      await office.accept(await inReview());
      await ofStatus('draft');
      const target = { city: JINHUA, id: draftBatch().id, version: null, source: 'tests' };
      const start = () => subsidy.batchService.act(target, commandOf('start-calculation', draftBatch()));
      expect(await start()).toMatchObject({ ok: false, refusal: { code: 'takeover.being-counted' } });
      await office.count();
      expect(await start()).toMatchObject({ ok: true });
    });

    it('or a batch begins: of both at the same moment one goes on', async () => {
      for (let round = 0; round < 5; round += 1) {
        await subsidy.connection.db.collection('batches').deleteMany({});
        const takeover = await inReview(takenOverRow(1, { amountFen: String(60_000 + round) }));
        await ofStatus('draft');
        const outcomes = await Promise.all([
          office.accept(takeover), subsidy.batchService.act({ city: JINHUA, id: draftBatch().id, version: null, source: 'tests' }, commandOf('start-calculation', draftBatch())),
        ]);
        expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
        await subsidy.connection.db.collection('takeovers').deleteMany({ 'takeover.status': 'accepted' });
      }
    });

    it('and what another wrote in between stays as it is', async () => {
      const takeover = await inReview(takenOverRow(1, { period: '2026-09' }));
      const there = itemNo(1, { due: { city: JINHUA, person: tokenOf(1), entitlement: 'jinhua/7/post-allowance', subject: 'cert-1', period: month('2026-09') }, amountFen: fen(1), state: 'settled', chunkId: chunkIdOf('330700.other.2026-09.1', 1, 1) });
      await subsidy.items.add([there]);
      await office.accept(takeover);
      await office.count();
      expect((await office.kept(takeover.takeover.id)).takeover).toMatchObject({ status: 'counted', leftOut: 1 });
      expect((await history(1)).map(({ due, amountFen }) => `${due.period} ${amountFen}`)).toEqual(['2026-09 1', '2026-10 60000']);
    });

    it('and keeps its months among the cities', async () => {
      await office.takeOver([takenOverRow(1)]);
      const index = subsidy.matcher.sameKindIndex(identityNumberNo(1));
      const there = { id: sameKindIdOf(index, 'post-allowance', month('2026-10')), city: WENZHOU, dueKey: 'there', chunkId: 'there', amountFen: fen(50_000) };
      expect(await subsidy.sameKind.claim(WENZHOU, [there])).toEqual([{ id: there.id, amountFen: 60_000 }]);
    });
  });

  describe('counts from the first decision on', () => {
    const paid = async (): Promise<readonly string[]> => (await subsidy.items.ofChunk(chunkIdOf(draftBatch().id, 1, 1))).map(({ due, amountFen }) => `${due.subject} ${due.period} ${amountFen}`);
    async function month11(before: () => Promise<void>): Promise<void> {
      const planned = await ChunkMonth.planned(subsidy, { residents: [], due: [], before: async () => {
        await intoNovember();
        await persons(...[1, 2, 3, 4].map((n) => personRow(n)));
        await before();
      } });
      await planned.calculate();
    }

    it('the 24th month is paid, the 25th is not, and a month that was missed before is not paid again', async () => {
      await month11(async () => {
        // 23 months used: November is the 24th. 24 used: nothing is left. 10 used of a later start: it goes on.
        await office.takeOver([takenOverRow(1), takenOverRow(2, { period: '2024-11' }), takenOverRow(3, { period: '2026-01' })]);
        await claim('jinhua/7/post-allowance', allowanceRow(1, { firstMonth: '2024-12' }), allowanceRow(2, { firstMonth: '2024-11' }), allowanceRow(3, { firstMonth: '2026-01' }));
      });
      expect([...(await paid())].sort()).toEqual(['cert-1 2026-11 60000', 'cert-3 2026-11 60000']);
      const grants = await subsidy.grants.find([1, 2, 3].map((n) => `${JINHUA}${tokenOf(n)}|jinhua/7/post-allowance|cert-${n}`));
      expect(grants.map((grant) => ('lastMonth' in grant ? String(grant.lastMonth) : '')).sort()).toEqual(['2026-10', '2026-11', '2027-12']);
    });

    it('a month that was paid before under another certificate is not paid again', async () => {
      await month11(async () => {
        await office.takeOver([takenOverRow(1, { subject: 'cert-old', period: '2026-11', lastPeriod: '' })]);
        await claim('jinhua/7/post-allowance', allowanceRow(1, { firstMonth: '2026-11' }));
      });
      expect(await paid()).toEqual([]);
      expect((await subsidy.heldLines.page(JINHUA, draftBatch().id, { after: null, limit: 9 })).map(({ codes }) => codes)).toEqual([['duplicate']]);
    });

    it('what was paid once is a duplicate when it is claimed, and no grant opens', async () => {
      await month11(async () => {
        await office.takeOver([trainingPaidBefore(1)]);
        await claim('jinhua/7/certificate-training', trainingRow(1), trainingRow(2));
      });
      const decided = await subsidy.claims.page(JINHUA, { outcome: null, after: null, limit: 9 });
      expect(new Map(decided.map(({ person, outcome, codes }) => [person, [outcome, ...codes]]))).toEqual(new Map([[tokenOf(1), ['refused', 'duplicate']], [tokenOf(2), ['granted']]]));
      expect(await paid()).toEqual(['training-2 2026-10 280000']);
    });

    it('a grant that was there before the takeover pays nothing twice either', async () => {
      await month11(async () => {
        await claim('jinhua/7/certificate-training', trainingRow(1));
        await office.takeOver([trainingPaidBefore(1)]);
      });
      expect(await paid()).toEqual([]);
    });

    it('and of the very same due the difference alone is paid', async () => {
      await month11(async () => {
        await office.takeOver([trainingPaidBefore(1, { period: '2026-10', amountFen: '200000' })]);
        await claim('jinhua/7/certificate-training', trainingRow(1));
      });
      expect(await paid()).toEqual(['training-1 2026-10 80000']);
    });
  });

  describe('counted by a worker that dies', () => {
    const ROWS = [takenOverRow(1), takenOverRow(2, { period: '2026-01' }), trainingPaidBefore(1)];
    class WorkerDied extends Error {}
    const dates = <Documents>(documents: Documents): Documents => JSON.parse(JSON.stringify(documents)) as Documents;
    async function accepted(): Promise<void> {
      await subsidy.empty();
      await intoNovember();
      await subsidy.persons.save([1, 2].map((n) => ({ ...personNo(n), token: tokenOf(n) })), 'tests');
      const { takeover } = await office.handIn(ROWS);
      await subsidy.items.add([itemNo(1, { due: { city: JINHUA, person: tokenOf(1), entitlement: 'jinhua/7/post-allowance', subject: 'cert-1', period: month('2026-09') }, state: 'settled', chunkId: chunkIdOf('330700.other.2026-09.1', 1, 1) })]);
      if (!takeover || !(await office.accept(takeover)).ok) throw new Error('Not accepted');
    }

    it.each(COUNTING_STEPS.flatMap((step) => (['before', 'after'] as const).map((moment) => [moment, step] as const)))('%s the step %s: the next one ends it as if nothing had been', async (moment, last) => {
      await accepted();
      await office.count();
      const undisturbed = dates(await office.written());
      await accepted();
      await expect(office.count(async (step, run) => {
        if (step === last && moment === 'before') throw new WorkerDied();
        const done = await run();
        if (step === last) throw new WorkerDied();
        return done;
      })).rejects.toThrow(WorkerDied);
      await office.count();
      expect(dates(await office.written())).toEqual(undisturbed);
    });

    it('or by two at once: each due once, and it is told once', async () => {
      await accepted();
      await Promise.all([office.count(), office.count(), office.count()]);
      expect(await subsidy.connection.db.collection('items').countDocuments({ state: 'taken-over' })).toBe(33);
      expect(await subsidy.connection.db.collection('audit_entries').countDocuments({ kind: 'takeover.counted' })).toBe(1);
    });
  });

  it('comes to the sums of its files, however they overlap: what is counted and what is left out', async () => {
    const stretch = fc.record({ n: fc.integer({ min: 1, max: 3 }), first: fc.integer({ min: 1, max: 9 }), length: fc.nat(3), amountFen: fc.integer({ min: 1, max: 99_999_999 }) });
    await fc.assert(fc.asyncProperty(fc.array(fc.array(stretch, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }), async (files) => {
      await subsidy.empty();
      await intoNovember();
      await persons(...[1, 2, 3].map((n) => personRow(n)));
      // All are laid down before one is counted: only then do they overlap.
      const waiting: { readonly id: string; readonly takeover: KeptTakeover }[] = [];
      for (const file of files) {
        const { takeover } = await office.handIn(file.map(({ n, first, length, amountFen }) => takenOverRow(n, { period: `2026-0${first}`, lastPeriod: `2026-${String(Math.min(10, first + length)).padStart(2, '0')}`, amountFen: String(amountFen) })));
        if (takeover && !waiting.some(({ id }) => id === takeover.takeover.id)) waiting.push({ id: takeover.takeover.id, takeover });
      }
      for (const { takeover } of waiting) if (takeover.takeover.status === 'in-review') await office.accept(takeover);
      await office.count();
      for (const { id } of waiting) {
        const { takeover } = await office.kept(id);
        if (takeover.status !== 'counted') throw new Error(takeover.status);
        const items = await subsidy.items.ofChunk(takeoverChunkOf(id));
        const leftOut = (await subsidy.takeovers.dues(id, { after: null, limit: 1_000 })).filter(({ isLeftOut }) => isLeftOut);
        expect(leftOut).toHaveLength(takeover.leftOut);
        expect(items.length + leftOut.length).toBe(takeover.summary.dues);
        expect(addFen(sumFen(items.map(({ amountFen }) => amountFen)), sumFen(leftOut.map(({ amountFen }) => amountFen)))).toBe(takeover.summary.amountFen);
      }
      const all = await subsidy.connection.db.collection('items').find().toArray();
      const taken = (await Promise.all([1, 2, 3].map(history))).flat();
      expect(sumFen(taken.map(({ amountFen }) => amountFen))).toBe(sumFen(all.map((item) => fen(Number(item['amountFen'])))));
    }), { numRuns: 12 });
  });
});
