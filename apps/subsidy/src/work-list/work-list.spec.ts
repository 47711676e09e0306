import { describe, expect, it } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { waitingFor, type WaitingWork } from './work-list.js';

const work = (object: string, change: Partial<WaitingWork> = {}): WaitingWork => ({ kind: 'batch', object, step: 'approval', roles: ['approver'], notBy: [], since: day('2026-11-24'), until: null, ...change });
const names = (list: readonly WaitingWork[]): readonly string[] => list.map(({ object }) => object);

describe('what waits for an officer', () => {
  it('is what the officer\'s roles may do, and nothing of which another part was theirs', () => {
    const all = [work('mine'), work('of-releasers', { roles: ['releaser'] }), work('i-handled-it', { notBy: ['wang'] })];
    expect(names(waitingFor({ id: 'wang', roles: ['approver'] }, all))).toEqual(['mine']);
    expect(names(waitingFor({ id: 'chen', roles: ['releaser', 'approver'] }, all))).toEqual(['i-handled-it', 'mine', 'of-releasers']);
  });

  it('begins with what is due first, then with what has waited longest', () => {
    const all = [work('new'), work('old', { since: day('2026-11-01') }), work('due', { until: day('2026-12-01') }), work('overdue', { until: day('2026-11-20') })];
    expect(names(waitingFor({ id: 'wang', roles: ['approver'] }, all))).toEqual(['overdue', 'due', 'old', 'new']);
  });
});
