import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cityCode, day, fen, month, type Year } from '@gongjiang/kernel';
import { balancesByPlace, findingsOf } from '@gongjiang/ledger';
import fc from 'fast-check';
import { JINHUA } from '../city/city.builders.js';
import { makeList } from '../notice/notice.fixture.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { COMMAND_KINDS, commandOf, OFFICERS, TOTALS } from './batch.builders.js';
import { BATCH_TRANSITIONS } from './batch.decide.js';
import { codeOf, done, Office, SOURCE, targetOf } from './batch.fixture.js';
import { BatchService, type BatchOutcome } from './batch.service.js';
import type { KeptBatch } from './batch.store.js';
import { setBudget } from '../fund/fund.fixture.js';

const ON = day('2026-11-02');
const FUND = 'talent-special';
const YEAR = '2026' as Year;
const BY_HANDLER = { actor: OFFICERS.handler, on: ON };

describe('the service of batches', () => {
  let subsidy: TestSubsidy;
  let service: BatchService;
  let office: Office;
  let lastMonth = 0;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    service = subsidy.batchService;
    office = new Office(subsidy);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    lastMonth += 1;
    await subsidy.connection.db.collection('funds').deleteMany({});
    await setBudget(subsidy.funds, JINHUA, FUND, YEAR, fen(1_000_000));
  });

  /** Each test has a month of its own. */
  const period = () => month(`20${10 + Math.floor(lastMonth / 12)}-${String((lastMonth % 12) + 1).padStart(2, '0')}`);
  const open = () => service.open({ city: JINHUA, source: SOURCE, ...BY_HANDLER }, 'post-allowance', period());
  const reservationOf = ({ batch }: KeptBatch) => ({ city: JINHUA, fund: FUND, year: YEAR, batchId: batch.id, calculation: batch.calculation });
  const reservedFen = async (): Promise<number> => (await subsidy.funds.find(JINHUA, FUND, YEAR))?.reservations.reduce((sum, { amountFen }) => sum + amountFen, 0) ?? 0;
  const count = (collection: string, filter: object): Promise<number> => subsidy.connection.db.collection(collection).countDocuments(filter);

  /** A batch that was calculated with these totals. */
  const calculated = async (totals = TOTALS): Promise<KeptBatch> => office.recalculate(done(await open()), totals);

  describe('opens', () => {
    it('one batch for a programme and month, though it is asked to open it twice', async () => {
      const first = done(await open());
      expect(await open()).toMatchObject({ ok: false, refusal: { code: 'batch.already-open', details: { batch: first.batch.id } } });
    });

    it('one batch when many officers open it at the same time', async () => {
      const outcomes = await Promise.all(Array.from({ length: 6 }, open));
      expect(outcomes.map(codeOf).sort()).toEqual([...Array.from({ length: 5 }, () => 'batch.already-open'), 'done']);
      expect(await count('batches', { 'batch.period': period() })).toBe(1);
    });

    it('a supplement once the first batch is closed', async () => {
      const closed = await office.takeTo('closed', done(await office.submit(await calculated())));
      const supplement = done(await open());
      expect([closed.batch.id, supplement.batch.id]).toEqual([`330700.post-allowance.${period()}.1`, `330700.post-allowance.${period()}.2`]);
    });

    it('another one after the first was cancelled', async () => {
      const first = done(await open());
      await office.cancel(first);
      expect(done(await open()).batch.id).toMatch(/\.2$/);
    });

    it('none for a programme that the city does not have, and none for a city without settings', async () => {
      expect(codeOf(await service.open({ city: JINHUA, source: SOURCE, ...BY_HANDLER }, 'no-such-programme', period()))).toBe('batch.programme-unknown');
      expect(codeOf(await service.open({ city: cityCode('330100'), source: SOURCE, ...BY_HANDLER }, 'post-allowance', period()))).toBe('city.unknown');
    });
  });

  describe('submits', () => {
    it('and the fund\'s money is reserved, in the fund and in the books', async () => {
      const submitted = done(await office.submit(await calculated()));
      expect(submitted.batch).toMatchObject({ status: 'submitted', fundYear: '2026' });
      expect(await reservedFen()).toBe(TOTALS.amountFen);
      expect(balancesByPlace(await subsidy.ledger.turnovers(JINHUA, submitted.batch.id))).toMatchObject({ reserved: TOTALS.amountFen, available: -TOTALS.amountFen });
    });

    it('once, though two officers ask at the same time', async () => {
      const kept = await calculated();
      const outcomes = await Promise.all([office.submit(kept), office.submit(kept), office.submit(kept)]);
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
      expect(await reservedFen()).toBe(TOTALS.amountFen);
      expect((await office.load(kept.batch.id)).version).toBe(kept.version + 1);
    });

    it('and what a crash left reserved counts for the same batch', async () => {
      const kept = await calculated();
      await subsidy.funds.reserve(reservationOf(kept), TOTALS.amountFen);
      done(await office.submit(kept));
      expect(await reservedFen()).toBe(TOTALS.amountFen);
    });

    it('and what a crash left reserved of another sum is put right', async () => {
      const kept = await calculated();
      await subsidy.funds.reserve(reservationOf(kept), fen(999_999));
      done(await office.submit(kept));
      expect(await reservedFen()).toBe(TOTALS.amountFen);
    });

    it('nothing where the fund is short: the batch stays calculated and nothing is reserved', async () => {
      const kept = await calculated({ ...TOTALS, amountFen: fen(1_000_001) });
      expect(await office.submit(kept)).toMatchObject({ ok: false, refusal: { code: 'fund.overdrawn', details: { availableFen: 1_000_000, neededFen: 1_000_001 } } });
      expect(await office.load(kept.batch.id)).toMatchObject({ version: kept.version, batch: { status: 'calculated' } });
      expect(await reservedFen()).toBe(0);
    });

    it('from the budget of the year of payment', async () => {
      const kept = await calculated();
      expect(codeOf(await office.submit(kept, day('2027-01-04')))).toBe('fund.unknown');
      await setBudget(subsidy.funds, JINHUA, FUND, '2027' as Year, fen(1_000_000));
      expect(done(await office.submit(kept, day('2027-01-04'))).batch).toMatchObject({ fundYear: '2027' });
      expect(await reservedFen()).toBe(0);
    });

    it('nothing for an officer who has seen an older version', async () => {
      const kept = await calculated();
      expect(codeOf(await service.submit({ ...targetOf(kept), version: kept.version - 1 }, BY_HANDLER))).toBe('precondition.failed');
      expect(await reservedFen()).toBe(0);
    });

    it('nothing of a batch that was cancelled meanwhile, and leaves no money reserved for it', async () => {
      const kept = await calculated();
      const funds = Object.create(subsidy.funds) as typeof subsidy.funds;
      funds.reserve = async (...key) => {
        const reserved = await subsidy.funds.reserve(...key);
        await office.cancel(kept);
        return reserved;
      };
      const slow = new BatchService(subsidy.batches, funds, subsidy.changes, subsidy);
      expect((await slow.submit(targetOf(kept), BY_HANDLER)).ok).toBe(false);
      expect(await reservedFen()).toBe(0);
    });
  });

  describe('sends back', () => {
    it('and the money is free again, in the fund and in the books', async () => {
      const submitted = done(await office.submit(await calculated()));
      const returned = done(await office.sendBack(submitted));
      expect(returned.batch).toMatchObject({ status: 'returned', reason: 'a line is missing' });
      expect(await reservedFen()).toBe(0);
      expect(balancesByPlace(await subsidy.ledger.turnovers(JINHUA, returned.batch.id))).toMatchObject({ reserved: 0, available: 0 });
    });

    it('and takes it again with another total', async () => {
      const submitted = done(await office.submit(await calculated()));
      const returned = done(await office.sendBack(submitted));
      const again = done(await office.submit(await office.recalculate(returned, { ...TOTALS, lines: 3, amountFen: fen(220_000) })));
      expect(again.batch).toMatchObject({ status: 'submitted', calculation: 2, totals: { amountFen: 220_000 } });
      expect(await reservedFen()).toBe(220_000);
      expect(balancesByPlace(await subsidy.ledger.turnovers(JINHUA, again.batch.id))).toMatchObject({ reserved: 220_000 });
    });

    it('and a step that comes late takes nothing from what was reserved since', async () => {
      const submitted = done(await office.submit(await calculated()));
      const funds = Object.create(subsidy.funds) as typeof subsidy.funds;
      funds.keepOnly = async (...late) => {
        done(await office.submit(await office.recalculate(await office.load(submitted.batch.id))));
        return subsidy.funds.keepOnly(...late);
      };
      const slow = new BatchService(subsidy.batches, funds, subsidy.changes, subsidy);
      done(await slow.sendBack(targetOf(submitted), { actor: OFFICERS.reviewer, on: ON }, 'x'));
      expect((await office.load(submitted.batch.id)).batch.status).toBe('submitted');
      expect(await reservedFen()).toBe(TOTALS.amountFen);
    });

    it('nothing twice: the second officer is refused, and what is reserved since stays', async () => {
      const submitted = done(await office.submit(await calculated()));
      const returned = done(await office.sendBack(submitted));
      done(await office.submit(await office.recalculate(returned)));
      expect(codeOf(await office.sendBack(submitted))).toBe('precondition.failed');
      expect(await reservedFen()).toBe(TOTALS.amountFen);
    });
  });

  describe('makes each change one write', () => {
    const tracesOf = async (id: string): Promise<unknown> => ({
      version: (await office.load(id)).version,
      audited: await count('audit_entries', { object: id }),
      posted: await count('ledger_postings', { batchId: id }),
      waiting: await count('outbox', { aggregate: { $regex: `/${id.replaceAll('.', '\\.')}$` } }),
    });

    it('with its audit entry, its events and its postings', async () => {
      const submitted = done(await office.submit(await calculated()));
      const { id } = submitted.batch;
      expect(await tracesOf(id)).toEqual({ version: 4, audited: 4, posted: 1, waiting: 5 });
      const entry = await subsidy.connection.db.collection('audit_entries').findOne({ object: id, kind: 'batch.submitted' });
      expect(entry).toMatchObject({ city: JINHUA, actorId: OFFICERS.handler, outcome: 'done' });
    });

    it('so that a posting that fails leaves nothing of it', async () => {
      const kept = await calculated();
      const before = await tracesOf(kept.batch.id);
      const changes = Object.create(subsidy.changes) as typeof subsidy.changes;
      changes.post = () => Promise.reject(new Error('the journal is full'));
      const failing = new BatchService(subsidy.batches, subsidy.funds, changes, subsidy);
      await expect(failing.submit(targetOf(kept), BY_HANDLER)).rejects.toThrow('the journal is full');
      expect(await tracesOf(kept.batch.id)).toEqual(before);
      expect(done(await office.submit(kept)).batch.status).toBe('submitted');
    });

    it('and so that an event that cannot be recorded leaves nothing of it', async () => {
      const kept = await calculated();
      const before = await tracesOf(kept.batch.id);
      const changes = Object.create(subsidy.changes) as typeof subsidy.changes;
      changes.record = async (change, transaction) => {
        await subsidy.changes.record(change, transaction);
        throw new Error('the outbox is full');
      };
      const failing = new BatchService(subsidy.batches, subsidy.funds, changes, subsidy);
      await expect(failing.act(targetOf(kept), { kind: 'cancel', ...BY_HANDLER, reason: 'x' })).rejects.toThrow('the outbox is full');
      expect(await tracesOf(kept.batch.id)).toEqual(before);
    });

    it('one wins where two officers act at once on what both have seen', async () => {
      const submitted = done(await office.submit(await calculated()));
      await makeList(subsidy, submitted.batch);
      const outcomes = await Promise.all([
        service.review(targetOf(submitted), { actor: OFFICERS.reviewer, on: ON }),
        service.sendBack(targetOf(submitted), { actor: 'liu', on: ON }, 'no'),
      ]);
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
      expect(['precondition.failed', 'version-conflict', 'batch.wrong-status']).toContain(codeOf(outcomes.find((outcome) => !outcome.ok) as BatchOutcome));
      const { batch, version } = await office.load(submitted.batch.id);
      expect(version).toBe(submitted.version + 1);
      expect(await reservedFen()).toBe(batch.status === 'in-notice' ? TOTALS.amountFen : 0);
    });

    it('and keeps the history of all of them', async () => {
      const closed = await office.takeTo('closed', done(await office.submit(await calculated())));
      expect((await office.load(closed.batch.id)).changes.map((change) => change.kind)).toEqual([
        'opened', 'calculation-started', 'calculated', 'submitted', 'reviewed', 'cleared', 'approved', 'released', 'disbursement-started', 'settled', 'reconciled', 'closed',
      ]);
      expect((await office.load(closed.batch.id)).version).toBe(12);
    });
  });

  it('makes the version one more with every change, and leaves it with every refusal, whatever is asked', async () => {
    const kinds = COMMAND_KINDS.filter((kind) => kind !== 'cancel');
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(), { minLength: 12, maxLength: 16 }), async (picks) => {
      lastMonth += 1;
      let kept = done(await open());
      for (const pick of picks) {
        const fitting = pick % 4 === 0 ? kinds : kinds.filter((kind) => (BATCH_TRANSITIONS[kind].from as readonly string[]).includes(kept.batch.status));
        const kind = fitting[pick % Math.max(fitting.length, 1)] ?? 'close';
        const outcome = await service.act({ ...targetOf(kept), version: null }, commandOf(kind, kept.batch));
        const now = await office.load(kept.batch.id);
        expect(now.version).toBe(kept.version + (outcome.ok ? 1 : 0));
        expect(now.changes).toHaveLength(now.version);
        if (!outcome.ok) expect(now).toEqual(kept);
        kept = now;
      }
    }), { numRuns: 6 });
  });

  it('puts up the notice for the city\'s five working days', async () => {
    const reviewed = await office.takeTo('in-notice', done(await office.submit(await calculated())));
    expect(reviewed.batch).toMatchObject({ notice: { from: '2026-11-02', until: '2026-11-09' } });
  });

  it('puts up no notice over a year whose holidays nobody has published', async () => {
    const submitted = done(await office.submit(await calculated()));
    expect(codeOf(await service.review(targetOf(submitted), { actor: OFFICERS.reviewer, on: day('2026-12-30') }))).toBe('calendar.year-unpublished');
  });

  it('owes the persons the money once it is approved', async () => {
    const approved = await office.takeTo('approved', done(await office.submit(await calculated())));
    const turnovers = await subsidy.ledger.turnovers(JINHUA, approved.batch.id);
    expect(balancesByPlace(turnovers)).toMatchObject({ reserved: 0, payable: TOTALS.amountFen });
    expect(findingsOf(turnovers).filter(({ account }) => !account?.endsWith('/available'))).toEqual([]);
  });

  it('shows another city nothing of it', async () => {
    const { batch } = done(await open());
    expect(codeOf(await service.act({ city: cityCode('330300'), id: batch.id, version: null, source: SOURCE }, { kind: 'start-calculation', ...BY_HANDLER }))).toBe('batch.unknown');
  });
});
