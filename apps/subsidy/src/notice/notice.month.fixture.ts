import { fen, type Month, type Year } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { done, Office } from '../batch/batch.fixture.js';
import { chunkIdOf } from '../batch/batch.range.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import { plainStep } from '../chunk/chunk.step.js';
import { calculateChunk } from '../chunk/chunk.calculate.js';
import { batchTotalsOf } from '../chunk/chunk.totals.js';
import { JINHUA } from '../city/city.builders.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { personNo } from '../person/person.builders.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { noticeIdOf } from './notice.js';
import { DAYS } from './notice.builders.js';
import { setBudget } from '../fund/fund.fixture.js';

/** Persons a chunk of these tests has: several sheets make a list. */
const PERSONS_A_CHUNK = 2;

/** A month of Jinhua's allowances on a database of its own: as many persons as the test needs, each with one line. */
export class NoticeMonth {
  readonly office: Office;

  constructor(readonly subsidy: TestSubsidy, private readonly persons: number) {
    this.office = new Office(subsidy);
  }

  /** Empties the database, and has persons, grants and a budget in it. */
  async prepare(): Promise<void> {
    const { subsidy } = this;
    await subsidy.empty();
    subsidy.bank.reset();
    if (subsidy.dates instanceof MovableBusinessDates) await subsidy.dates.move(JINHUA, DAYS.from);
    const numbers = Array.from({ length: this.persons }, (_, n) => n + 1);
    await subsidy.persons.save(numbers.map((n) => personNo(n)), 'tests');
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open(numbers.map((n) => allowanceOf(n, { firstMonth: '2026-11' as Month })), transactionOf(session)));
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(100_000_000));
  }

  /** A batch that is calculated, over the grants that are due now. */
  async calculated(kept?: KeptBatch): Promise<KeptBatch> {
    const { subsidy, office } = this;
    const started = await office.startCalculation(kept ?? (await office.open()));
    const { batch } = started;
    const run = (await subsidy.populations.begin(batch.id, batch.calculation, subsidy.packs.hash)) ?? 0;
    await subsidy.items.discardBefore(batch.id, run);
    await subsidy.sameKind.freeBefore(batch.id, run);
    const due: string[] = [];
    for await (const page of subsidy.grants.due(batch, { batchId: batch.id, month: batch.period, cityFrom: '2026-01' as Month, plannedBefore: null })) due.push(...page.map(({ id }) => id));
    const chunks = Array.from({ length: Math.ceil(due.length / PERSONS_A_CHUNK) }, (_, n) => ({ id: chunkIdOf(batch.id, run, n + 1), number: n + 1, grantIds: due.slice(n * PERSONS_A_CHUNK, (n + 1) * PERSONS_A_CHUNK) }));
    await subsidy.chunks.plan(chunks.map((chunk) => ({ ...chunk, phase: 'planned', city: batch.city, batchId: batch.id, run, carriedFrom: null, rechecks: {}, itemIds: [] })));
    await subsidy.populations.lock(batch.id, run, chunks.length);
    for (const { id } of chunks) {
      const chunk = await subsidy.chunks.find(id);
      if (chunk) await calculateChunk(subsidy, batch, chunk, plainStep);
    }
    const totals = batchTotalsOf((await subsidy.chunks.ofBatch(batch.id, run)).flatMap((chunk) => ('totals' in chunk ? [chunk.totals] : [])));
    await subsidy.gate.examine(batch, totals);
    return office.completeCalculation(started, totals);
  }

  async submitted(kept?: KeptBatch): Promise<KeptBatch> {
    return done(await this.office.submit(await this.calculated(kept)));
  }

  /** A batch whose notice is up. */
  async inNotice(kept?: KeptBatch): Promise<KeptBatch> {
    return this.reviewed(await this.submitted(kept));
  }

  async reviewed(submitted: KeptBatch): Promise<KeptBatch> {
    return done(await this.office.review(submitted));
  }

  /** All that was written of the list, without what a clock put there. */
  async written(submitted: KeptBatch): Promise<unknown> {
    const { db } = this.subsidy.connection;
    const sheets = await db.collection('notice_sheets').find().sort({ _id: 1 }).toArray();
    return [(await this.subsidy.notices.load(noticeIdOf(submitted.batch)))?.notice, sheets, await db.collection('audit_entries').countDocuments({ kind: 'notice.list-made' })];
  }
}
