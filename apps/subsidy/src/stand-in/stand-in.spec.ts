import { describe, expect, it } from '@jest/globals';
import { addDays, day } from '@gongjiang/kernel';
import { after, batchIn, commandOf, OFFICERS, STRANGER } from '../batch/batch.builders.js';
import { decideBatch } from '../batch/batch.decide.js';
import { evolveBatch } from '../batch/batch.evolve.js';
import { JINHUA } from '../city/city.builders.js';
import { endStandIn, isHeldOn, MAX_DAYS, nameStandIn, type StandIn } from './stand-in.js';

const TODAY = day('2026-11-24');
const NAMED: Omit<StandIn, 'endedOn'> = { id: 'si_1', city: JINHUA, absent: 'wang', standIn: 'sun', roles: ['approver'], from: TODAY, until: day('2026-12-01'), reason: 'on leave', namedBy: 'sec', namedOn: TODAY };
const nameIt = (change: Partial<typeof NAMED> = {}) => {
  const named = { ...NAMED, ...change };
  return nameStandIn(named, addDays(named.from, MAX_DAYS));
};
const codeOf = (result: ReturnType<typeof nameIt>): string => (result.ok ? 'done' : result.refusal.code);

describe('a stand-in', () => {
  it.each<[string, Partial<typeof NAMED>, string]>([
    ['for oneself', { standIn: 'wang' }, 'stand-in.own-absence'],
    ['named by who is absent', { namedBy: 'wang' }, 'stand-in.named-by-party'],
    ['named by who stands in', { namedBy: 'sun' }, 'stand-in.named-by-party'],
    ['for days that have passed', { from: day('2026-11-23') }, 'stand-in.not-beforehand'],
    ['that ends before it begins', { until: day('2026-11-23') }, 'stand-in.days'],
    ['for half a year', { until: day('2027-05-24') }, 'stand-in.days'],
  ])('is not named %s', (_what, change, code) => expect(codeOf(nameIt(change))).toBe(code));

  it('holds on its days, both included, and no more once it was ended', () => {
    const named = nameIt();
    if (!named.ok) throw new Error('refused');
    expect(['2026-11-23', '2026-11-24', '2026-12-01', '2026-12-02'].map((on) => isHeldOn(named.value, day(on)))).toEqual([false, true, true, false]);
    const ended = endStandIn(named.value, day('2026-11-26'));
    expect(ended.ok && [day('2026-11-25'), day('2026-11-26')].map((on) => isHeldOn(ended.value, on))).toEqual([true, false]);
    expect(ended.ok && endStandIn(ended.value, day('2026-11-27')).ok).toBe(false);
  });
});

describe('a duty of a batch done for somebody who is absent', () => {
  const standingIn = (kind: 'approve' | 'release', actor: string, absent: string, batch = batchIn(kind === 'approve' ? 'cleared' : 'approved')) =>
    decideBatch({ ...commandOf(kind, batch, { actor }), standsInFor: absent }, batch);

  it('stands in the chain with both names', () => {
    const batch = batchIn('cleared');
    const decided = standingIn('approve', STRANGER, OFFICERS.approver);
    if (!decided.ok) throw new Error('refused');
    expect(evolveBatch(batch, decided.value).chain.at(-1)).toEqual({ step: 'approver', actorId: STRANGER, standsInFor: OFFICERS.approver });
  });

  it('is refused where the one or the other has another duty in it', () => {
    expect(standingIn('approve', OFFICERS.handler, OFFICERS.approver)).toMatchObject({ refusal: { code: 'duty.same-person' } });
    expect(standingIn('approve', STRANGER, OFFICERS.reviewer)).toMatchObject({ refusal: { code: 'duty.same-person' } });
  });

  it('keeps the absent person from any other duty after it', () => {
    const decided = standingIn('approve', STRANGER, OFFICERS.approver);
    if (!decided.ok) throw new Error('refused');
    const approved = evolveBatch(batchIn('cleared'), decided.value);
    expect(standingIn('release', OFFICERS.releaser, OFFICERS.approver, approved)).toMatchObject({ refusal: { code: 'duty.same-person' } });
    expect(after(approved, 'release').status).toBe('released');
  });
});
