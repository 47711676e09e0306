import { describe, expect, it } from '@jest/globals';
import { day, fen, type Year } from '@gongjiang/kernel';
import { balancesByPlace, checkPosting, turnoversOf } from '@gongjiang/ledger';
import { AFTER_APPEAL, afterClawback, APPEAL_UNTIL, BY_OFFICER, CLAWBACK_OFFICERS, clawbackCommand, clawbackIn, DECIDED_ON, HEAR_UNTIL, openedClawback, paidFen } from './clawback.builders.js';
import { CLAWBACK_STATUSES, type Clawback, type ClawbackIn, type ClawbackStatus } from './clawback.js';
import type { ClawbackCommandKind } from './clawback.command.js';
import { CLAWBACK_REFUSALS, CLAWBACK_TRANSITIONS, decideClawback } from './clawback.decide.js';
import { CLAWBACK_DUTIES } from './clawback.duty.js';
import { evolveClawback } from './clawback.evolve.js';
import { openFen } from './clawback.money.js';
import { clawbackPostings } from './clawback.posting.js';
import { CLAWBACK_WORDING } from './clawback.wording.js';
import { deadlineOf, instalmentsOf, overdueFen, waitingFor } from './clawback.waiting.js';

const KINDS = Object.keys(CLAWBACK_TRANSITIONS) as readonly ClawbackCommandKind[];
const pairs = KINDS.flatMap((kind) => CLAWBACK_STATUSES.map((status) => [kind, status] as const));
const code = (clawback: Clawback, kind: ClawbackCommandKind, parts: Parameters<typeof clawbackCommand>[2] = {}) => {
  const decided = decideClawback(clawbackCommand(kind, clawback, parts), clawback);
  return decided.ok ? 'done' : decided.refusal.code;
};
const inForce = (parts: Parameters<typeof clawbackIn>[1] = {}) => clawbackIn('in-force', parts) as ClawbackIn<'in-force'>;

describe('every command in every status', () => {
  it.each(pairs)('%s in %s is done or refused as the table says', (kind, status) => {
    const isAllowed = (CLAWBACK_TRANSITIONS[kind] as readonly ClawbackStatus[]).includes(status);
    expect(code(clawbackIn(status), kind) === 'clawback.wrong-status').toBe(!isAllowed);
  });

  it('every status is reached by some command', () => {
    expect(CLAWBACK_STATUSES.map((status) => clawbackIn(status).status)).toEqual([...CLAWBACK_STATUSES]);
  });

  it('every refusal has a wording in both languages', () => {
    expect(CLAWBACK_REFUSALS.filter((refusal) => !(refusal in CLAWBACK_WORDING))).toEqual([]);
  });
});

describe('who did one thing does no other', () => {
  const judged = KINDS.filter((kind) => CLAWBACK_DUTIES[kind] !== null && kind !== 'withdraw');
  const officers = Object.entries(CLAWBACK_OFFICERS);
  const chain = officers.map(([step, actorId]) => ({ step, actorId })) as Clawback['chain'];

  it.each(judged.flatMap((kind) => officers.filter(([duty]) => duty !== CLAWBACK_DUTIES[kind]).map(([duty, actor]) => [kind, duty, actor] as const)))('%s is refused to the %s', (kind, _duty, actor) => {
    const clawback = { ...clawbackIn(CLAWBACK_TRANSITIONS[kind][0]), chain };
    expect(code(clawback, kind, { actor })).toBe('duty.same-person');
  });

  it('also not who only opened the case', () => {
    const heard = afterClawback(afterClawback(openedClawback({ origin: BY_OFFICER }), 'notify'), 'record-statement');
    expect([code(heard, 'decide', { actor: CLAWBACK_OFFICERS.handler }), code(heard, 'decide', { actor: CLAWBACK_OFFICERS.hearer }), code(heard, 'decide')]).toEqual(['duty.same-person', 'duty.same-person', 'done']);
  });

  it('nor does who decided judge the appeal, or let the money go', () => {
    expect(code(clawbackIn('appealed'), 'uphold', { actor: CLAWBACK_OFFICERS.decider })).toBe('duty.same-person');
    const asked = afterClawback(clawbackIn('in-force'), 'ask-waiver');
    expect([code(asked, 'grant-waiver', { actor: CLAWBACK_OFFICERS.decider }), code(asked, 'grant-waiver', { actor: CLAWBACK_OFFICERS.handler })]).toEqual(['duty.same-person', 'duty.same-person']);
  });
});

describe('the deadlines', () => {
  it('keep the hearing open until its last day is over', () => {
    expect([code(clawbackIn('notified'), 'close-hearing', { on: HEAR_UNTIL }), code(clawbackIn('notified'), 'close-hearing', { on: DECIDED_ON })]).toEqual(['clawback.hearing-running', 'done']);
  });

  it('take an appeal on the last day, and none after', () => {
    expect([code(clawbackIn('decided'), 'appeal', { on: APPEAL_UNTIL }), code(clawbackIn('decided'), 'appeal', { on: AFTER_APPEAL })]).toEqual(['done', 'clawback.appeal-late']);
  });

  it('let a decision come into force when its time for an appeal is over, and not before', () => {
    expect([code(clawbackIn('decided'), 'come-into-force', { on: APPEAL_UNTIL }), code(clawbackIn('decided'), 'come-into-force', { on: AFTER_APPEAL })]).toEqual(['clawback.appeal-running', 'done']);
  });

  it('are shown as what the case waits for', () => {
    expect(CLAWBACK_STATUSES.map((status) => [waitingFor(clawbackIn(status)), deadlineOf(clawbackIn(status))])).toEqual([
      ['notification', null], ['statement', HEAR_UNTIL], ['decision', null], ['appeal', APPEAL_UNTIL], ['appeal-decision', null], ['payment', null], [null, null], [null, null], [null, null],
    ]);
  });
});

describe('a decision', () => {
  it('demands no more than the books say was overpaid, and no more than was paid', () => {
    expect(code(clawbackIn('heard'), 'decide', { demandedFen: 20_001 })).toBe('clawback.more-than-overpaid');
    expect(code(clawbackIn('heard'), 'decide', { paid: [paidFen(19_999)] })).toBe('clawback.more-than-paid');
    expect(code(clawbackIn('heard', { origin: BY_OFFICER }), 'decide', { demandedFen: 0 })).toBe('clawback.nothing-demanded');
  });

  it('that demands a part of what the books found lets the rest go, and claims every fen', () => {
    const { decision, money } = inForce({ demandedFen: 15_000 });
    expect([decision.demandedFen, decision.letGoFen, money.claimedFen, money.waivedFen, openFen(money)]).toEqual([15_000, 5_000, 20_000, 5_000, 15_000]);
  });

  it('that demands nothing of it is settled at once', () => {
    expect(clawbackIn('in-force', { demandedFen: 0 })).toMatchObject({ status: 'settled', money: { claimedFen: 20_000, waivedFen: 20_000 } });
  });

  it('takes what was paid last first', () => {
    const { decision } = inForce({ amountFen: 30_000, paid: [paidFen(20_000, { entitlement: 'b' }), paidFen(60_000)] });
    expect(decision.sources.map(({ entitlement, amountFen }) => [entitlement, amountFen])).toEqual([['b', 20_000], ['jinhua/7/post-allowance', 10_000]]);
  });

  it('is only lowered by an appeal', () => {
    expect([code(clawbackIn('appealed'), 'reduce', { demandedFen: 20_000 }), code(clawbackIn('appealed'), 'reduce', { demandedFen: 19_999 })]).toEqual(['clawback.not-reduced', 'done']);
    expect(afterClawback(clawbackIn('appealed'), 'reduce', { demandedFen: 8_000 })).toMatchObject({ status: 'in-force', decision: { demandedFen: 8_000, letGoFen: 12_000 } });
    expect(afterClawback(clawbackIn('appealed', { origin: BY_OFFICER }), 'reduce', { demandedFen: 8_000 })).toMatchObject({ decision: { demandedFen: 8_000, letGoFen: 0 }, money: { claimedFen: 8_000 } });
    expect(afterClawback(clawbackIn('appealed'), 'overturn').status).toBe('dropped');
  });

  it('on what the books found is not avoided by withdrawing the case', () => {
    expect([code(clawbackIn('heard'), 'withdraw'), code(clawbackIn('heard', { origin: BY_OFFICER }), 'withdraw')]).toEqual(['clawback.opened-by-the-books', 'done']);
  });
});

describe('a plan of instalments', () => {
  const plan = [{ dueOn: day('2027-01-31'), amountFen: fen(12_000) }, { dueOn: day('2027-02-28'), amountFen: fen(8_000) }];
  const planned = afterClawback(inForce(), 'arrange', { instalments: plan });

  it('comes to what is open, day after day', () => {
    expect(code(inForce(), 'arrange', { instalments: plan.slice(0, 1) })).toBe('clawback.plan-sum');
    expect(code(inForce(), 'arrange', { instalments: [...plan].reverse() })).toBe('clawback.plan-days');
    expect(code(inForce(), 'arrange', { instalments: plan, on: day('2027-01-31') })).toBe('clawback.plan-days');
  });

  it('is paid oldest first, whatever way the money comes', () => {
    const paid = afterClawback(planned, 'repay', { moneyFen: 13_000 }) as ClawbackIn<'in-force'>;
    expect(instalmentsOf(paid).map((instalment) => instalment.openFen)).toEqual([0, 7_000]);
    expect(deadlineOf(paid)).toBe('2027-02-28');
  });

  it('shows what is overdue', () => {
    const late = afterClawback(planned, 'repay', { moneyFen: 2_000 }) as ClawbackIn<'in-force'>;
    expect([overdueFen(late, day('2027-01-31')), overdueFen(late, day('2027-02-01')), overdueFen(late, day('2027-03-01'))]).toEqual([0, 10_000, 18_000]);
  });
});

describe('money that comes back', () => {
  it('is never more than what is open', () => {
    expect([code(inForce(), 'repay', { moneyFen: 20_001 }), code(inForce(), 'repay', { moneyFen: 20_000 })]).toEqual(['clawback.more-than-open', 'done']);
  });

  it('settles the case when nothing is open any more', () => {
    expect(afterClawback(inForce(), 'repay', { moneyFen: 20_000 })).toMatchObject({ status: 'settled', settledOn: AFTER_APPEAL });
  });

  it('is not kept from a line that was not reserved for it', () => {
    expect(code(inForce(), 'offset')).toBe('clawback.more-than-open');
  });
});

describe('a waiver', () => {
  const asked = afterClawback(inForce(), 'ask-waiver', { moneyFen: 15_000 });

  it('is asked for once at a time, and for no more than is open', () => {
    expect([code(asked, 'ask-waiver'), code(inForce(), 'ask-waiver', { moneyFen: 20_001 }), code(inForce(), 'grant-waiver')]).toEqual(['clawback.waiver-waits', 'clawback.more-than-open', 'clawback.no-waiver']);
  });

  it('lets go what was asked for, but nothing that has come back meanwhile', () => {
    expect(afterClawback(asked, 'grant-waiver')).toMatchObject({ status: 'in-force', money: { waivedFen: 15_000 } });
    expect(afterClawback(afterClawback(asked, 'repay', { moneyFen: 12_000 }), 'grant-waiver')).toMatchObject({ status: 'settled', money: { waivedFen: 8_000, recoveredFen: 12_000 } });
  });

  it('that is refused leaves all as it was', () => {
    expect(afterClawback(asked, 'refuse-waiver')).toMatchObject({ status: 'in-force', waiverAskedFen: null, money: { waivedFen: 0 } });
  });
});

describe('lifting', () => {
  it('is for what an officer found, once: what the books found is right again by the facts', () => {
    const officers = inForce({ origin: BY_OFFICER });
    expect([code(inForce(), 'lift'), code(officers, 'lift'), code(afterClawback(officers, 'lift'), 'lift')]).toEqual(['clawback.opened-by-the-books', 'done', 'clawback.lifted']);
  });
});

describe('the books', () => {
  const postingsAfter = (before: Clawback, kind: ClawbackCommandKind, parts: Parameters<typeof clawbackCommand>[2] = {}) => {
    const decided = decideClawback(clawbackCommand(kind, before, parts), before);
    if (!decided.ok) throw new Error(decided.refusal.code);
    return clawbackPostings(before, evolveClawback(before, decided.value), decided.value);
  };
  const places = (postings: ReturnType<typeof postingsAfter>) => Object.fromEntries(Object.entries(balancesByPlace(turnoversOf(postings))).filter(([, amount]) => amount !== 0));

  it('move what is claimed from paid to claimed-back when the decision is in force, and not before', () => {
    expect(postingsAfter(clawbackIn('heard'), 'decide')).toEqual([]);
    expect(places(postingsAfter(clawbackIn('decided'), 'come-into-force'))).toEqual({ paid: -20_000, 'claimed-back': 20_000 });
    expect(places(postingsAfter(clawbackIn('decided', { demandedFen: 15_000 }), 'come-into-force'))).toEqual({ paid: -20_000, 'claimed-back': 15_000, waived: 5_000 });
  });

  it('take what was paid in another year, or before the platform, from the prior years', () => {
    const lastYear = paidFen(60_000, { fund: { ...paidFen(0).fund, year: '2025' as Year } });
    expect(places(postingsAfter(clawbackIn('decided', { paid: [lastYear] }), 'come-into-force'))).toEqual({ 'prior-years': -20_000, 'claimed-back': 20_000 });
    expect(places(postingsAfter(clawbackIn('decided', { paid: [paidFen(60_000, { isBooked: false })] }), 'come-into-force'))).toEqual({ 'prior-years': -20_000, 'claimed-back': 20_000 });
  });

  it('make what comes back available in the year in which it comes', () => {
    const [posting] = postingsAfter(inForce(), 'repay', { on: day('2027-01-04'), moneyFen: 5_000 });
    expect(posting?.lines.map(({ account, side }) => [account, side])).toEqual([['330700/talent-special/2027/available', 'debit'], ['330700/talent-special/2026/claimed-back', 'credit']]);
  });

  it('name each posting after its fact, so that it is made once', () => {
    const asked = afterClawback(inForce(), 'ask-waiver');
    const made = [...postingsAfter(clawbackIn('decided', { demandedFen: 15_000 }), 'come-into-force'), ...postingsAfter(inForce(), 'repay'), ...postingsAfter(asked, 'grant-waiver')];
    expect(made.map(({ id }) => id)).toEqual(['claim-back|cb-1', 'waive|cb-1|decision', 'recover|cb-1|bank-1', `waive|cb-1|${asked.words.length}`]);
    expect(made.every((posting) => checkPosting(posting).ok)).toBe(true);
  });
});
