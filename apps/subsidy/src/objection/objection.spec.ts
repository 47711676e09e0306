import { describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import fc from 'fast-check';
import { batchIn, EVERYBODY, OFFICERS, STATUSES, STRANGER } from '../batch/batch.builders.js';
import { JINHUA } from '../city/city.builders.js';
import { dueNo } from '../item/item.builders.js';
import { dueKey } from '../item/item.js';
import { answered, dueOfHold, MAX_OPEN_A_LINE, newHold, objected, sentBack, stageOf, withheldAs, type HoldStage, type LineHold } from './line-hold.js';
import { answerTo, mayDecide, OBJECTION_TRANSITIONS, ruled, type Objection, type Ruling } from './objection.js';

const SUM = { lines: 1, amountFen: fen(60_000) };
const fresh = newHold(JINHUA, 'b', dueKey(dueNo(1)));
const open: Extract<Objection, { status: 'open' }> = {
  status: 'open', id: 'o_1', city: JINHUA, batchId: 'b', noticeId: 'b-n1', line: 17, dueKey: dueKey(dueNo(1)), text: '不在岗', contact: { name: '某人', reachedAt: '见信' },
  filedBy: 'clerk', filedOn: day('2026-11-03'), filedAt: '2026-11-03T01:00:00.000Z',
};
const ruling: Ruling = { actor: STRANGER, on: day('2026-11-05'), at: '2026-11-05T01:00:00.000Z', outcome: 'dismissed', reason: '社保在缴' };

describe('an objection', () => {
  const chain = batchIn('in-notice').chain;

  it.each([[OFFICERS.handler, 'objection.decider-in-chain'], [OFFICERS.reviewer, 'objection.decider-in-chain'], ['clerk', 'objection.own-objection'], [STRANGER, null], [OFFICERS.approver, null]])('may be decided by %s: %s', (actor, refusal) => {
    const may = mayDecide({ actor }, open, chain);
    expect(may.ok ? null : may.refusal.code).toBe(refusal);
  });

  it('is decided once', () => {
    const decided = ruled(open, ruling, 'restored');
    expect(mayDecide(ruling, decided, chain)).toMatchObject({ refusal: { code: 'objection.decided-already', details: { outcome: 'dismissed' } } });
    expect([...OBJECTION_TRANSITIONS.dismissed, ...OBJECTION_TRANSITIONS.upheld]).toEqual([]);
  });

  it('is answered with the line, the result, what follows and the reason', () => {
    expect(answerTo(open, ruling, 'next-batch')).toBe('您于2026-11-03对公示b-n1第17行提出的异议，已于2026-11-05处理。经核实，异议不成立。该行随下一批次发放。理由：社保在缴');
    expect(answerTo(open, { ...ruling, outcome: 'upheld' }, 'never-paid')).toContain('异议成立。该行不予发放。');
  });

  it('is never decided by whoever has a duty in the batch, in whichever status it is', () => {
    for (const status of STATUSES) for (const actor of EVERYBODY) {
      const batch = batchIn(status);
      if (batch.chain.some(({ actorId }) => actorId === actor)) expect(mayDecide({ actor }, open, batch.chain).ok).toBe(false);
    }
  });
});

describe('a line that was objected to', () => {
  const must = (hold: LineHold): { readonly hold: LineHold; readonly withhold: boolean } => {
    const taken = objected(hold);
    if (!taken.ok) throw new Error(taken.refusal.code);
    return taken.value;
  };
  const held = withheldAs(must(fresh).hold, ['i'], SUM);

  it('is withheld by the first objection, and stays so with the second', () => {
    expect([must(fresh).withhold, must(held).withhold, must(held).hold.open]).toEqual([true, false, 2]);
  });

  it.each<[HoldStage, string, string]>([
    ['before-approval', 'dismissed', 'restored'], ['after-approval', 'dismissed', 'next-batch'], ['sent-back', 'dismissed', 'restored'],
    ['before-approval', 'upheld', 'never-paid'], ['after-approval', 'upheld', 'never-paid'], ['sent-back', 'upheld', 'never-paid'],
  ])('%s and %s: %s', (stage, outcome, consequence) => {
    const hold = stage === 'sent-back' ? sentBack(held) : held;
    expect(answered(hold, outcome as 'dismissed', stage).consequence).toBe(consequence);
  });

  it('is held until the last objection is decided, and one that is upheld is enough', () => {
    const two = must(held).hold;
    const first = answered(two, 'upheld', 'before-approval');
    expect(first).toMatchObject({ consequence: 'still-held', hold: { state: 'held', open: 1 } });
    expect(objected(first.hold)).toMatchObject({ refusal: { code: 'objection.line-ended' } });
    expect(answered(first.hold, 'dismissed', 'before-approval')).toMatchObject({ consequence: 'never-paid', hold: { state: 'ended' } });
  });

  it('that was kept may be objected to again, and one that was ended may not', () => {
    expect(must(answered(held, 'dismissed', 'before-approval').hold).withhold).toBe(true);
    expect(objected(answered(held, 'upheld', 'before-approval').hold).ok).toBe(false);
  });

  it('has as many open objections as it can have, and no more', () => {
    expect(objected({ ...held, open: MAX_OPEN_A_LINE })).toMatchObject({ refusal: { code: 'objection.too-many' } });
  });

  it('tells the due that it is for', () => {
    for (const due of [dueNo(1), dueNo(2, { subject: null })]) expect(dueOfHold(newHold(JINHUA, 'b', dueKey(due)))).toEqual(due);
  });

  it.each([['in-notice', 'before-approval'], ['cleared', 'before-approval'], ['approved', 'after-approval'], ['closed', 'after-approval'], ['returned', 'sent-back'], ['submitted', 'sent-back'], ['calculated', 'sent-back']] as const)('of a batch that is %s stands %s', (status, stage) => {
    expect(stageOf(batchIn(status))).toBe(stage);
  });

  it('stands after approval as soon as the first of two approvers has approved', () => {
    const cleared = batchIn('cleared') as Extract<ReturnType<typeof batchIn>, { status: 'cleared' }>;
    expect(stageOf({ ...cleared, firstApprover: OFFICERS.approver })).toBe('after-approval');
  });

  it('counts its objections rightly and is withheld exactly while one is open, whatever comes', () => {
    const step = fc.constantFrom('file', 'dismissed', 'upheld', 'sent-back', 'noticed');
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let hold: LineHold = fresh;
      let [filed, decided, inNotice] = [0, 0, true];
      for (const each of steps) {
        if (each === 'file' && inNotice) {
          const taken = objected(hold);
          if (!taken.ok) { expect(hold.upheld > 0 || hold.state === 'ended').toBe(true); continue; }
          hold = taken.value.withhold ? withheldAs(taken.value.hold, ['i'], SUM) : taken.value.hold;
          filed += 1;
        } else if ((each === 'dismissed' || each === 'upheld') && hold.open > 0) {
          hold = answered(hold, each, inNotice ? 'before-approval' : 'sent-back').hold;
          decided += 1;
        } else if (each === 'sent-back' && inNotice) {
          [hold, inNotice] = [sentBack(hold), false];
        } else if (each === 'noticed' && !inNotice) {
          hold = hold.open > 0 || hold.state === 'ended' ? withheldAs(hold, ['i'], SUM) : hold;
          inNotice = true;
        }
        expect(hold.open).toBe(filed - decided);
        if (inNotice) expect(hold.withheld.amountFen).toBe(hold.open > 0 || hold.state === 'ended' ? 60_000 : 0);
      }
    }), { numRuns: 500 });
  });
});
