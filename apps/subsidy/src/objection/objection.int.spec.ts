import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, addFen, fen, type Fen } from '@gongjiang/kernel';
import { balancesByPlace } from '@gongjiang/ledger';
import { auditEntries } from '@gongjiang/security';
import fc from 'fast-check';
import { AFTER_NOTICE, OFFICERS, STRANGER } from '../batch/batch.builders.js';
import { codeOf, done, SOURCE, targetOf } from '../batch/batch.fixture.js';
import { obligedFen } from '../batch/batch.money.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { grantIdOf } from '../grant/grant.js';
import { DAYS } from '../notice/notice.builders.js';
import { noticeIdOf } from '../notice/notice.js';
import { objectionService } from '../notice/notice.parts.js';
import { sameKindIdOf } from '../same-kind/same-kind.js';
import type { ChangeLog } from '../shared/change-log.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { CLERK, ObjectionMonth, taken } from './objection.month.fixture.js';
import type { ObjectionService } from './objection.service.js';

const PERSONS = 4;
const LINE = 60_000;

describe('an objection to a line of the public list', () => {
  let subsidy: TestSubsidy;
  let month: ObjectionMonth;
  let kept: KeptBatch;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    month = new ObjectionMonth(subsidy, PERSONS);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await month.prepare();
    kept = await month.inNotice();
  });

  const load = () => month.office.load(kept.batch.id);
  const withheld = async () => { const { batch } = await load(); return 'withheld' in batch ? batch.withheld : null; };
  const refused = (outcome: { readonly ok: boolean; readonly refusal?: { readonly code: string } }) => (outcome.ok ? 'done' : outcome.refusal?.code);
  const clear = async () => done(await subsidy.batchService.act(targetOf(await load()), { kind: 'clear', actor: 'system', on: AFTER_NOTICE }));
  const approve = async () => done(await subsidy.batchService.approve(targetOf(await load()), { actor: OFFICERS.approver, on: AFTER_NOTICE }));
  const claimOf = async (line: number) => {
    const { due } = await month.itemAt(kept, line);
    const index = (await subsidy.persons.facts(JINHUA, [due.person])).get(due.person)?.sameKindIndex ?? '';
    return subsidy.connection.db.collection<{ _id: string }>('same_kind_claims').countDocuments({ _id: sameKindIdOf(index, 'post-allowance', due.period) });
  };
  const grantOf = async (line: number) => (await subsidy.grants.find([grantIdOf((await month.itemAt(kept, line)).due)]))[0];

  describe('holds', () => {
    it('its own line and no other, and the batch says so in a new version', async () => {
      taken(await month.file(kept, 2));
      expect(await month.sums(kept)).toEqual({ due: [3, 3 * LINE], withheld: [1, LINE] });
      expect(await load()).toMatchObject({ version: kept.version + 1, batch: { status: 'in-notice', withheld: { lines: 1, amountFen: LINE } } });
      expect((await month.itemAt(kept, 2)).state).toBe('withheld');
    });

    it('the line once, though several object to it at the same time', async () => {
      const filed = await Promise.all([1, 2, 3].map(() => month.file(kept, 2)));
      expect(filed.map((outcome) => outcome.ok)).toEqual([true, true, true]);
      expect(await withheld()).toEqual({ lines: 1, amountFen: LINE });
    });

    it('nothing more where the same objection is handed in again', async () => {
      const first = taken(await month.file(kept, 2, { text: 'x' }));
      const again = taken(await month.file(kept, 2, { text: 'x', actor: 'portal' }));
      expect(again).toEqual(first);
      expect((await subsidy.objections.page(JINHUA, { status: null, after: null, limit: 9 })).length).toBe(1);
    });

    it('no line that the list does not have, and none once the notice is over or down', async () => {
      expect(refused(await month.file(kept, PERSONS + 1))).toBe('notice.line-unknown');
      expect(refused(await month.file(kept, 1, { on: addDays(DAYS.until, 1) }))).toBe('objection.notice-not-up');
      await subsidy.noticeService.suspend({ city: JINHUA, actor: 'li', on: DAYS.from, source: SOURCE }, noticeIdOf(kept.batch), 2, 'x');
      expect(refused(await month.file(kept, 1))).toBe('objection.notice-not-up');
      expect(await month.sums(kept)).toEqual({ due: [PERSONS, PERSONS * LINE] });
    });

    it('no line of another city', async () => {
      expect(await subsidy.objectionService.file({ city: WENZHOU, actor: CLERK, on: DAYS.from, source: SOURCE }, noticeIdOf(kept.batch), { line: 1, text: 'x', contact: { name: 'x', reachedAt: 'x' } })).toMatchObject({ refusal: { code: 'notice.unknown' } });
    });
  });

  describe('is decided', () => {
    it('by nobody who has a duty in the batch or handed it in, and not on an older version', async () => {
      const filed = taken(await month.file(kept, 1));
      const codes = await Promise.all([OFFICERS.handler, OFFICERS.reviewer, CLERK].map(async (actor) => refused(await month.decide(filed, 'dismissed', { actor }))));
      expect(codes).toEqual(['objection.decider-in-chain', 'objection.decider-in-chain', 'objection.own-objection']);
      expect(refused(await month.decide({ ...filed, version: 7 }, 'dismissed'))).toBe('precondition.failed');
      expect(refused(await month.decide({ ...filed, objection: { ...filed.objection, id: 'o_x' } }, 'dismissed'))).toBe('objection.unknown');
      taken(await month.decide(filed, 'dismissed'));
      expect(refused(await month.decide({ ...filed, version: 2 }, 'upheld'))).toBe('objection.decided-already');
    });

    it('and the objector is answered, others hear the result and nobody\'s data', async () => {
      const { objection } = taken(await month.decide(taken(await month.file(kept, 1)), 'dismissed'));
      expect(objection).toMatchObject({ status: 'dismissed', decision: { by: STRANGER, consequence: 'restored', answer: expect.stringContaining('第1行') } });
      const messages = (await subsidy.outbox.next(1_000)).map(({ value }) => value).filter((value) => value.includes('subsidy.objection'));
      expect(messages.map((value) => (JSON.parse(value) as { type: string }).type)).toEqual(['gongjiang.subsidy.objection.filed.v1', 'gongjiang.subsidy.objection.decided.v1']);
      expect(messages.join()).not.toMatch(/陈某某|0579|第\d次|已核实|p_[a-z2-7]{26}/);
      const stored = JSON.stringify(await subsidy.connection.db.collection('objections').find().toArray());
      expect(stored).not.toMatch(/陈某某|0579|第\d次|已核实/);
      const audited = await auditEntries(subsidy.connection.db).find({ object: objection.id }).sort({ at: 1 }).toArray();
      expect(audited.map(({ kind, actorId, details }) => [kind, actorId, details?.['outcome']])).toEqual([['objection.filed', CLERK, undefined], ['objection.decided', STRANGER, 'dismissed']]);
    });

    it('by nobody who takes a duty in the batch afterwards', async () => {
      taken(await month.decide(taken(await month.file(kept, 1)), 'dismissed', { actor: OFFICERS.approver }));
      await clear();
      const approval = await subsidy.batchService.approve(targetOf(await load()), { actor: OFFICERS.approver, on: AFTER_NOTICE });
      expect([codeOf(approval), (await load()).batch.status]).toEqual(['objection.decided-by-you', 'cleared']);
      expect(codeOf(await subsidy.batchService.approve(targetOf(await load()), { actor: OFFICERS['second-approver'], on: AFTER_NOTICE }))).toBe('done');
    });
  });

  describe('dismissed before approval', () => {
    it('lets the line go on with its batch, also when the notice is over; the approver must look again', async () => {
      const filed = taken(await month.file(kept, 1));
      const seen = await clear();
      taken(await month.decide(filed, 'dismissed'));
      expect(codeOf(await subsidy.batchService.approve(targetOf(seen), { actor: OFFICERS.approver, on: AFTER_NOTICE }))).toBe('precondition.failed');
      const { batch } = await approve();
      expect([obligedFen(batch as never), await month.sums(kept)]).toEqual([PERSONS * LINE, { due: [PERSONS, PERSONS * LINE] }]);
    });

    it('holds the line while another objection to it is open', async () => {
      const [first, second] = [taken(await month.file(kept, 1)), taken(await month.file(kept, 1))];
      expect(taken(await month.decide(first, 'dismissed')).objection).toMatchObject({ decision: { consequence: 'still-held' } });
      expect(await withheld()).toMatchObject({ lines: 1 });
      taken(await month.decide(second, 'dismissed'));
      expect(await withheld()).toMatchObject({ lines: 0 });
    });

    it('or taken anew at the same moment: the line is held if and only if one is open', async () => {
      const filed = taken(await month.file(kept, 1));
      await Promise.all([month.decide(filed, 'dismissed'), month.file(kept, 1), month.file(kept, 1)]);
      const open = await subsidy.objections.page(JINHUA, { status: 'open', after: null, limit: 9 });
      expect([open.length, (await month.itemAt(kept, 1)).state, (await withheld())?.lines]).toEqual([2, 'withheld', 1]);
    });
  });

  describe('that is open when the batch is approved', () => {
    it('leaves its line out: the rest is owed, and the money of the line is free again', async () => {
      taken(await month.file(kept, 3));
      await clear();
      await approve();
      expect(balancesByPlace(await subsidy.ledger.turnovers(JINHUA, kept.batch.id))).toMatchObject({ payable: (PERSONS - 1) * LINE, reserved: 0, available: -(PERSONS - 1) * LINE });
    });

    it('and then dismissed: the line is void here, and the next batch asks for the month anew', async () => {
      const filed = taken(await month.file(kept, 3));
      await clear();
      await approve();
      expect(taken(await month.decide(filed, 'dismissed')).objection).toMatchObject({ decision: { consequence: 'next-batch' } });
      expect(await month.itemAt(kept, 3)).toMatchObject({ state: 'void', reason: 'objection-dismissed' });
      expect(await grantOf(3)).toMatchObject({ lastMonth: '2027-12', recheck: { from: '2026-11' } });
      expect(await claimOf(3)).toBe(1);
      const { due } = await month.itemAt(kept, 3);
      expect((await subsidy.items.past(JINHUA, due.person, due.person, 'another')).get(due.person)).toEqual([expect.objectContaining({ amountFen: 0, items: 1 })]);
    });

    it('and then upheld: the line is void, the grant ends before its month, the month is free for others', async () => {
      const filed = taken(await month.file(kept, 3));
      await clear();
      await approve();
      expect(await claimOf(3)).toBe(1);
      expect(taken(await month.decide(filed, 'upheld')).objection).toMatchObject({ decision: { consequence: 'never-paid' } });
      expect(await month.itemAt(kept, 3)).toMatchObject({ state: 'void', reason: 'objection-upheld' });
      expect(await grantOf(3)).toMatchObject({ lastMonth: '2026-10' });
      expect([await claimOf(3), await claimOf(2)]).toEqual([0, 1]);
    });
  });

  it('upheld before approval: the line never comes back, and the batch goes on without it', async () => {
    taken(await month.decide(taken(await month.file(kept, 2)), 'upheld'));
    expect([await withheld(), await month.sums(kept)]).toEqual([{ lines: 1, amountFen: LINE }, { due: [3, 3 * LINE], void: [1, LINE] }]);
    expect(refused(await month.file(kept, 2))).toBe('objection.line-ended');
    await clear();
    const { batch } = await approve();
    expect(obligedFen(batch as never)).toBe(3 * LINE);
  });

  describe('of a batch that is sent back', () => {
    const sendBack = async () => done(await month.office.sendBack(await load()));

    it('holds its line again when the batch comes to a new notice', async () => {
      const filed = taken(await month.file(kept, 2));
      const { id } = await month.itemAt(kept, 2);
      kept = await month.inNotice(await sendBack());
      expect(kept.batch).toMatchObject({ status: 'in-notice', calculation: 2, withheld: { lines: 1, amountFen: LINE } });
      expect((await subsidy.items.find(JINHUA, id))?.state).toBe('withheld');
      expect(kept.version).toBe((await load()).version);
      taken(await month.decide(filed, 'dismissed'));
      expect([await withheld(), (await subsidy.items.find(JINHUA, id))?.state]).toEqual([{ lines: 0, amountFen: 0 }, 'due']);
    });

    it('and is dismissed meanwhile: the line is free in the new notice', async () => {
      const filed = taken(await month.file(kept, 2));
      const returned = await sendBack();
      expect(taken(await month.decide(filed, 'dismissed')).objection).toMatchObject({ decision: { consequence: 'restored' } });
      kept = await month.inNotice(returned);
      expect([await withheld(), await month.sums(kept)]).toEqual([{ lines: 0, amountFen: 0 }, { due: [PERSONS, PERSONS * LINE] }]);
    });

    it('and is upheld meanwhile: the new calculation has no such line', async () => {
      const filed = taken(await month.file(kept, 2));
      const returned = await sendBack();
      taken(await month.decide(filed, 'upheld'));
      kept = await month.inNotice(returned);
      expect([await withheld(), await month.sums(kept)]).toEqual([{ lines: 0, amountFen: 0 }, { due: [3, 3 * LINE] }]);
    });

    it('and is upheld after it was calculated anew: the line is ended in the new notice', async () => {
      const filed = taken(await month.file(kept, 2));
      const submitted = await month.submitted(await sendBack());
      taken(await month.decide(filed, 'upheld'));
      kept = await month.reviewed(submitted);
      expect([await withheld(), await month.sums(kept)]).toEqual([{ lines: 1, amountFen: LINE }, { due: [3, 3 * LINE], void: [1, LINE] }]);
    });

    it('leaves another batch\'s line of the same due alone', async () => {
      taken(await month.file(kept, 2));
      const { due } = await month.itemAt(kept, 2);
      const returned = await sendBack();
      kept = await month.inNotice(returned);
      expect((await subsidy.items.past(JINHUA, due.person, due.person, kept.batch.id)).size).toBe(0);
    });
  });

  describe('is one write with all that it does', () => {
    /** A service whose writes break at the nth call of what it depends on. */
    function breaking(at: number): ObjectionService {
      let calls = 0;
      const broken = <Port extends object>(port: Port): Port => new Proxy(port, {
        get: (target, name) => {
          const member = (target as Record<PropertyKey, unknown>)[name];
          if (typeof member !== 'function') return member;
          return (...args: unknown[]) => {
            const result = (member as (...of: unknown[]) => unknown).apply(target, args);
            if (!args.some((arg) => typeof arg === 'object' && arg !== null && 'inTransaction' in arg)) return result;
            return Promise.resolve(result).then((value) => { if ((calls += 1) === at) throw new Error('the power is cut'); return value; });
          };
        },
      });
      const changes = Object.create(subsidy.changes) as ChangeLog;
      changes.record = broken({ record: subsidy.changes.record.bind(subsidy.changes) }).record;
      const needs = {
        notices: broken(subsidy.notices), objections: broken(subsidy.objections), batches: broken(subsidy.batches), items: broken(subsidy.items), grants: broken(subsidy.grants),
        persons: subsidy.persons, sameKind: broken(subsidy.sameKind), packs: subsidy.packs, calendar: subsidy.calendar, blindIndex: subsidy.accountIndex,
      };
      return objectionService(needs, changes, broken(subsidy.batchService));
    }
    const everything = async (): Promise<unknown> => {
      const names = ['objections', 'objection_holds', 'items', 'batches', 'grants', 'same_kind_claims', 'notices', 'outbox', 'audit_entries', 'ledger_postings'];
      return Promise.all(names.map((name) => subsidy.connection.db.collection(name).find().sort({ _id: 1 }).toArray()));
    };

    it.each(['file', 'dismissed', 'upheld', 'dismissed after approval', 'upheld after approval'] as const)('%s: interrupted after each of its steps it leaves nothing, and goes through the next time', async (what) => {
      const filed = what === 'file' ? undefined : taken(await month.file(kept, 2));
      if (what.endsWith('approval')) { await clear(); await approve(); }
      const act = (service: ObjectionService) => (filed ? month.decide(filed, what.startsWith('upheld') ? 'upheld' : 'dismissed', { service }) : month.file(kept, 2, { service, text: 'x' }));
      const before = await everything();
      let steps = 0;
      for (let at = 1; ; at += 1) {
        const outcome = await act(breaking(at)).then((result) => result.ok, (error: Error) => error.message);
        if (outcome === true) { steps = at - 1; break; }
        expect(outcome).toBe('the power is cut');
        expect(await everything()).toEqual(before);
      }
      expect(steps).toBeGreaterThan(5);
      expect(await everything()).not.toEqual(before);
    });
  });

  it('whatever is objected, decided and sent back: what is withheld and what goes on is what was submitted', async () => {
    const step = fc.record({ what: fc.constantFrom('file', 'file', 'dismissed', 'upheld', 'send-back', 'clear'), line: fc.integer({ min: 1, max: PERSONS }) });
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      await month.prepare();
      kept = await month.inNotice();
      for (const { what, line } of steps) {
        const { batch } = await load();
        const [oldest] = await subsidy.objections.page(JINHUA, { status: 'open', after: null, limit: 1 });
        if (what === 'file') await month.file({ batch }, line);
        else if (what === 'clear') { if (batch.status === 'in-notice') await clear(); }
        else if (what === 'send-back') kept = await month.inNotice(done(await month.office.sendBack(await load())));
        else if (oldest) await month.decide(oldest, what);
        await agrees();
      }
    }), { numRuns: 8 });
  });

  async function agrees(): Promise<void> {
    const { batch } = await load();
    if (!('withheld' in batch)) throw new Error(`The batch is ${batch.status}`);
    const sums = await month.sums(kept);
    const stopped = addFen(fen(sums['withheld']?.[1] ?? 0), fen(sums['void']?.[1] ?? 0));
    expect([batch.withheld.amountFen, batch.withheld.lines]).toEqual([stopped, (sums['withheld']?.[0] ?? 0) + (sums['void']?.[0] ?? 0)]);
    expect(addFen(obligedFen(batch), batch.withheld.amountFen)).toBe(batch.totals.amountFen);
    expect((sums['due']?.[1] ?? 0) as Fen).toBe(obligedFen(batch));
  }
});
